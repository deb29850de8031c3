/// A measure, an operator and a limit, as criteria (`error_rate <= 1%`) and conditions (`error_rate > 1%`) are written.
struct Statement {
    /// The two ways to compare, each with an example of its own.
    enum Relation: String, CaseIterable {
        case atMost = "<="
        case above = ">"

        var noun: String { self == .atMost ? "a criterion" : "a condition" }
    }

    var measure: Measure
    /// The largest rate allowed, 0 … 1; of a latency, the share of answers that may lie above its quantile.
    var limit: Double
    /// As written, with single spaces.
    var text: String

    /// - Throws: ``StatementError`` that says what is wrong and what would be right.
    init(parsing source: String, relation: Relation) throws(StatementError) {
        let operators: Set<Character> = ["<", ">", "=", "!"]
        let name = source.prefix { !operators.contains($0) }
        let sign = source.dropFirst(name.count).prefix { operators.contains($0) }
        let limit = source.dropFirst(name.count + sign.count).trimmed
        let measureName = name.trimmed
        let example = "\(measureName.isEmpty ? "error_rate" : measureName) \(relation.rawValue) LIMIT"
        guard !measureName.isEmpty, !sign.isEmpty, !limit.isEmpty else {
            throw StatementError("'\(source)' is not \(relation.noun): write NAME \(relation.rawValue) LIMIT")
        }
        guard Measure.names.contains(measureName) else {
            throw StatementError(
                "unknown rate '\(measureName)'",
                suggestion: NearestName.suggestion(for: measureName, among: Measure.names).map {
                    "did you mean '\($0)'?"
                }
                    ?? "one of \(Measure.names.joined(separator: ", "))")
        }
        guard sign == relation.rawValue else {
            throw StatementError("\(relation.noun) is written with '\(relation.rawValue)', not '\(sign)': \(example)")
        }
        (measure, self.limit) = try Self.measure(measureName, limit: limit)
        text = "\(measureName) \(relation.rawValue) \(limit)"
    }

    private static func measure(_ name: String, limit: String) throws(StatementError) -> (Measure, Double) {
        if let rate = Measure.rates.first(where: { $0.name == name }) {
            return (rate.measure, try share(limit, of: name))
        }
        guard let quantile = Measure.Quantile.allCases.first(where: { name.hasPrefix($0.rawValue) }),
            let duration = DurationText.parse(limit), duration > .zero
        else { throw StatementError("'\(limit)' is no limit for \(name): write a duration such as 200ms") }
        let milliseconds = duration / .milliseconds(1)
        return (.latency(quantile, overMilliseconds: milliseconds), quantile.shareAbove)
    }

    private static func share(_ text: String, of name: String) throws(StatementError) -> Double {
        let isPercentage = text.hasSuffix("%")
        guard let number = DecimalText.parse(isPercentage ? text.dropLast().trimmed : text) else {
            throw StatementError("'\(text)' is no limit for \(name): write a share such as 0.1% or 0.001")
        }
        guard isPercentage || number < 1 else {
            throw StatementError(
                "'\(text)' is no limit for \(name): without '%' a share lies between 0 and 1",
                suggestion: number <= 100 ? "did you mean '\(text)%'?" : nil)
        }
        return isPercentage ? number / 100 : number
    }
}

/// Says why a text is no criterion or condition, and what would be.
public struct StatementError: Error, Sendable, Equatable, CustomStringConvertible {
    public let problem: String
    public let suggestion: String?

    init(_ problem: String, suggestion: String? = nil) {
        self.problem = problem
        self.suggestion = suggestion
    }

    public var description: String { problem + (suggestion.map { " (\($0))" } ?? "") }
}

extension StringProtocol {
    /// Without the blanks at both ends.
    var trimmed: String {
        var slice = self[...]
        while slice.first?.isWhitespace == true { slice = slice.dropFirst() }
        while slice.last?.isWhitespace == true { slice = slice.dropLast() }
        return String(slice)
    }
}
