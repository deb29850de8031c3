public import Traffic

/// A comparison for tools. Its field names are a contract: more may be added, none renamed.
public enum JSONComparison {
    /// - Returns: One JSON object with a line feed at its end.
    public static func render(_ document: ComparisonDocument) -> String {
        var writer = JSONWriter()
        writer.object { writer in
            writer.field("outcome", outcome(document.outcome))
            writer.field("reason", reason(document.outcome))
            writer.field("counts") { writer in
                writer.object { writer in
                    for kind in Difference.Kind.allCases {
                        if let count = document.counts[kind] { writer.field(kind.rawValue, count) }
                    }
                }
            }
            writer.field("differences") { $0.array(document.differences, write) }
            writer.field("suppressed") { $0.array(document.suppressed, write) }
            writer.field("omitted") { writer in
                writer.object { writer in
                    writer.field("differences", document.differenceCount - document.differences.count)
                    writer.field("suppressed", max(0, document.suppressedCount - document.suppressed.count))
                }
            }
            writer.field("approximate", document.isApproximate)
            writer.field("rules") { $0.array(document.rules, write) }
        }
        return writer.text + "\n"
    }

    private static func outcome(_ outcome: Outcome) -> String {
        switch outcome {
        case .match: "match"
        case .mismatch: "mismatch"
        case .incomparable, .notMirrored: "incomparable"
        }
    }

    private static func reason(_ outcome: Outcome) -> String? {
        if case .incomparable(let reason) = outcome { reason.rawValue } else { nil }
    }

    private static func write(_ writer: inout JSONWriter, _ difference: Difference) {
        writer.object { writer in
            writer.field("at", difference.at.description)
            writer.field("kind", difference.kind.rawValue)
            writer.field("legacy", difference.legacy)
            writer.field("candidate", difference.candidate)
            writer.field("class") { $0.value(difference.classes.first) }
            if let order = difference.order { writer.field("order") { write(&$0, order) } }
            writer.field("approximate", difference.isApproximate)
        }
    }

    private static func write(_ writer: inout JSONWriter, _ order: OrderChange) {
        writer.object { writer in
            writer.field("elements", order.count)
            writer.field("moved", order.moved)
            writer.field("reversed", order.isReversed)
            writer.field("moves") { writer in
                writer.array(order.moves) { writer, move in
                    writer.object { writer in
                        writer.field("from", move.from)
                        writer.field("to", move.to)
                    }
                }
            }
        }
    }

    private static func write(_ writer: inout JSONWriter, _ suppressed: SuppressedDifference) {
        writer.object { writer in
            writer.field("at", suppressed.difference.at.description)
            writer.field("kind", suppressed.difference.kind.rawValue)
            writer.field("rule", suppressed.rule)
            writer.field("ruleAt", suppressed.ruleAt)
        }
    }

    private static func write(_ writer: inout JSONWriter, _ use: ComparisonDocument.RuleUse) {
        writer.object { writer in
            writer.field("at", use.at)
            writer.field("rule", use.rule)
            writer.field("suppressed", use.suppressed)
            writer.field("expired", use.state == .expired)
            writer.field("state", use.state.rawValue)
            writer.field("reason", use.reason)
            writer.field("until", use.until?.description)
        }
    }
}
