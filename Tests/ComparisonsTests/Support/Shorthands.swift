import Comparisons
import NIOCore
import Traffic

/// What a comparison found, in a form that reads well in a table: `changed /body/a`.
func found(_ result: ComparisonResult) -> [String] {
    result.differences.map { "\($0.kind.rawValue) \($0.at)" }
}

/// What rules explained: `changed /body/a by ignore`.
func explained(_ result: ComparisonResult) -> [String] {
    result.suppressed.map { "\($0.difference.kind.rawValue) \($0.difference.at) by \($0.rule)" }
}

func rules(_ rules: Rule..., today: Timestamp = Timestamp(milliseconds: 0)) -> RuleSet { RuleSet(rules, today: today) }

func rule(_ location: String, _ effect: Rule.Effect) throws -> Rule {
    Rule(at: try LocationPattern(parsing: location), effect: effect)
}

/// Compares two JSON texts as bodies, without redaction.
func compare(
    _ legacy: String, _ candidate: String, _ rules: RuleSet = .none, limits: ComparisonLimits = .init()
) throws -> ComparisonResult {
    try JSONComparer.compare(
        legacy: Array(legacy.utf8), candidate: Array(candidate.utf8), rules: rules, under: Location(["body"]),
        limits: limits)
}

func answer(_ status: Int = 200, _ fields: [String] = [], _ body: String = "") -> Answer {
    Answer(
        status: status,
        head: MessageHead(text: (["HTTP/1.1 \(status) Status"] + fields).joined(separator: "\n")),
        body: ByteBuffer(string: body)
    )
}

/// An answer that declares JSON.
func json(_ body: String, status: Int = 200) -> Answer { answer(status, ["Content-Type: application/json"], body) }

/// An answer with a body of any octets, and a content type.
func typed(_ type: String?, _ body: [UInt8], _ fields: [String] = []) -> Answer {
    var result = answer(200, (type.map { ["Content-Type: \($0)"] } ?? []) + fields)
    result.body = ByteBuffer(bytes: body)
    result.bodyLength = body.count
    return result
}

func typed(_ type: String?, _ body: String, _ fields: [String] = []) -> Answer { typed(type, Array(body.utf8), fields) }
