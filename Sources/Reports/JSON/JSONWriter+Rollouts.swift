import Traffic

/// What belongs to rollouts, in the fields and the order of a report.
extension JSONWriter {
    mutating func value(_ criterion: CriterionRecord) {
        object { writer in
            writer.field("criterion", criterion.criterion)
            writer.field("route", criterion.route)
            writer.field("verdict", criterion.verdict.rawValue)
            writer.field("bad", criterion.bad)
            writer.field("observations", criterion.observations)
            writer.field("evidence", criterion.evidence)
            writer.field("missing", criterion.missing)
            writer.field("interval") { writer in
                guard let interval = criterion.interval else { return writer.null() }
                writer.object { writer in
                    writer.field("lower", interval.lower)
                    writer.field("upper", interval.upper)
                }
            }
        }
    }

    mutating func value(_ probe: ProbeRecord) {
        object { writer in
            writer.field("name", probe.name)
            writer.field("expectation", probe.expectation)
            writer.field("value", probe.value)
            writer.field("error", probe.error)
            writer.field("at", probe.at?.description)
            writer.field("holds") { writer in
                if let holds = probe.holds { writer.value(JSONFragment(validJSON: "\(holds)")) } else { writer.null() }
            }
        }
    }

    mutating func value(_ decision: DecisionRecord) {
        object { writer in
            writer.field("number", decision.number)
            writer.field("at", decision.at.description)
            writer.field("feature", decision.feature)
            writer.field("who", decision.who)
            writer.field("action", decision.action.rawValue)
            writer.field("from", decision.from)
            writer.field("to", decision.to)
            writer.field("reason", decision.reason)
            writer.field("refusal", decision.refusal)
            writer.field("forced", decision.isForced)
            writer.field("verdict", decision.verdict?.rawValue)
            writer.field("attempt", decision.attempt.map(Double.init))
            writer.field("missing") { $0.array(decision.missing) { $0.value($1) } }
            writer.field("criteria") { $0.array(decision.criteria) { $0.value($1) } }
            writer.field("candidateVersion", decision.candidateVersion)
            writer.field("fingerprint", decision.fingerprint)
        }
    }

    mutating func value(_ alert: AlertRecord) {
        object { writer in
            writer.field("name", alert.name)
            writer.field("condition", alert.condition)
            writer.field("severity", alert.severity)
            writer.field("route", alert.route)
            writer.field("summary", alert.summary)
            writer.field("firedAt", alert.firedAt.description)
            writer.field("resolvedAt", alert.resolvedAt?.description)
        }
    }
}
