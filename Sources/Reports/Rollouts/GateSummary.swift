import Traffic

/// What a gate's verdict comes down to, in words that every format uses.
struct GateSummary {
    let gate: GateRecord

    /// Whether the rollout moves at all: the verdict of one that does not is for nobody to act on.
    var isHeld: Bool { gate.isHalted || gate.phase != .active }

    /// The verdict, or why there is none to act on, in one word.
    var word: String {
        if gate.isHalted { return "halted" }
        return gate.phase == .active ? gate.verdict.rawValue : Wording.phase(gate.phase)
    }

    var mark: String {
        if isHeld { return "⏸" }
        switch gate.verdict {
        case .pass: return "✔"
        case .fail, .error: return "✘"
        case .inconclusive: return "?"
        }
    }

    var style: Painter.Style {
        isHeld ? .yellow : Painter.Style(gate.verdict)
    }

    /// The verdict in one sentence.
    var sentence: String {
        let place = "\(gate.feature) at \(Figures.percentage(gate.stage))"
        switch gate.verdict {
        case _ where gate.isHalted: return "\(place) is halted: nothing goes to the candidate."
        case _ where gate.phase == .rolledBack: return "\(gate.feature) is rolled back: the candidate serves nobody."
        case _ where gate.phase == .paused: return "\(place) is paused; its gate says \(gate.verdict.rawValue)."
        case .pass: return "\(place) passes its gate on \(Figures.counted(observations, unit))."
        case .fail: return "\(place) fails its gate: \(list(failures))."
        case .error: return "\(place) cannot be judged: it lacks \(list(gate.missing))."
        case .inconclusive: return "\(place) is undecided: it still needs \(list(gate.missing))."
        }
    }

    /// What the rates are judged by, in one line.
    var basis: String {
        let judged = Figures.time(gate.judgedAt)
        let share = Figures.percentage(gate.confidence * 100)
        let attempt = gate.attempt > 1 ? ", attempt \(gate.attempt) (each one has half the chance to be wrong)" : ""
        return "\(gate.unit), confidence \(share)\(attempt), judged at \(judged)"
    }

    /// What failed, with its numbers.
    var failures: [String] {
        gate.criteria.filter { $0.verdict == .fail }.map { record in
            "\(record.criterion) on \(record.route) (\(Figures.count(record.bad)) of \(Figures.count(record.observations)))"
        } + gate.probes.filter { $0.holds == false }.map { "probe \($0.name), \(Self.value(of: $0))" }
    }

    /// Such as `12, and expected is value <= 10`.
    static func value(of probe: ProbeRecord) -> String {
        guard probe.at != nil else { return "not run yet" }
        guard let value = probe.value else { return probe.error ?? "no value" }
        let shown = Figures.decimal(value, places: 3)
        return probe.holds == true ? "\(shown), as expected" : "\(shown), and expected is \(probe.expectation)"
    }

    /// Such as `0.02 % – 0.31 %`: the rates that the evidence does not speak against.
    static func interval(_ interval: RateInterval?) -> String {
        guard let interval else { return "–" }
        return "\(Figures.percent(interval.lower)) – \(Figures.percent(interval.upper))"
    }

    private var observations: Int { gate.criteria.map(\.observations).max() ?? 0 }

    private var unit: String {
        switch gate.unit {
        case "perDistinctRequest": "distinct request"
        case "perUser": "user"
        default: "request"
        }
    }

    private func list(_ items: [String]) -> String {
        items.count < 2 ? items.joined() : items.dropLast().joined(separator: ", ") + " and " + items[items.count - 1]
    }
}
