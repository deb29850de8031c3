public import Traffic

/// A gate's verdict as a JUnit report, which build servers show: one case for each criterion on each route, and for each probe.
///
/// What fails is a failure, what cannot be judged an error, what is undecided skipped.
public enum JUnitGate {
    public static func render(_ gate: GateRecord) -> String {
        let cases = gate.criteria.map(self.criterion) + gate.probes.map(probe) + rest(gate)
        let counts = [("failures", Case.Outcome.failure), ("errors", .error), ("skipped", .skipped)].map {
            name, outcome in
            "\(name)=\"\(cases.count { $0.outcome == outcome })\""
        }.joined(separator: " ")
        let name = attribute("\(gate.feature) at \(Figures.percentage(gate.stage))")
        var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"
        text +=
            "  <testsuite name=\(name) tests=\"\(cases.count)\" \(counts) timestamp=\(attribute(gate.judgedAt.description))>\n"
        for testCase in cases { text += render(testCase) }
        return text + "  </testsuite>\n</testsuites>\n"
    }

    private struct Case {
        enum Outcome { case pass, failure, error, skipped }

        var group: String
        var name: String
        var outcome: Outcome
        var message: String
    }

    private static func criterion(_ record: CriterionRecord) -> Case {
        let numbers = "\(record.bad) of \(record.observations), rate within \(GateSummary.interval(record.interval))"
        let outcome: Case.Outcome =
            switch record.verdict {
            case .pass: .pass
            case .fail: .failure
            case .error: .error
            case .inconclusive: .skipped
            }
        let missing = record.missing.map { "; it still needs \($0)" } ?? ""
        return Case(group: record.route, name: record.criterion, outcome: outcome, message: numbers + missing)
    }

    private static func probe(_ record: ProbeRecord) -> Case {
        let outcome: Case.Outcome =
            record.error != nil ? .error : record.holds.map { $0 ? .pass : .failure } ?? .skipped
        return Case(group: "probes", name: record.name, outcome: outcome, message: GateSummary.value(of: record))
    }

    /// What keeps the gate from passing although nothing above does: a rollout that is held, or time that is lacking.
    private static func rest(_ gate: GateRecord) -> [Case] {
        let summary = GateSummary(gate: gate)
        if summary.isHeld {
            return [Case(group: "rollout", name: "moves", outcome: .error, message: summary.sentence)]
        }
        let outcome: Case.Outcome =
            switch gate.verdict {
            case .pass: .pass
            case .fail: .failure
            case .error: .error
            case .inconclusive: .skipped
            }
        return [Case(group: "rollout", name: "gate", outcome: outcome, message: summary.sentence)]
    }

    private static func render(_ testCase: Case) -> String {
        let start = "    <testcase classname=\(attribute(testCase.group)) name=\(attribute(testCase.name))"
        let element: String
        switch testCase.outcome {
        case .pass: return "\(start)/>\n"
        case .failure: element = "failure"
        case .error: element = "error"
        case .skipped: element = "skipped"
        }
        return "\(start)>\n      <\(element) message=\(attribute(testCase.message))/>\n    </testcase>\n"
    }

    /// A text as a quoted attribute (XML 1.0 §2.2 and §2.4): what XML cannot hold at all is shown as an escape.
    private static func attribute(_ text: String) -> String {
        var result = "\""
        for scalar in VisibleText.of(text).unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
