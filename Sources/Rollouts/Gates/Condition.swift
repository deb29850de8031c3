/// What an alert or an automatic rollback waits for, such as `error_rate > 1%`, over a sliding window.
///
/// Comparisons of rates, latencies and the values of probes, joined by `and` and `or`: see Docs/expressions.md.
public struct Condition: Sendable, Hashable, CustomStringConvertible {
    /// Observations below which a window says nothing, unless stated otherwise.
    public static let defaultMinimumCount = 20
    /// Names and words that have a meaning of their own, so that no probe can be spoken of by one of them.
    public static let reservedNames = Set(
        ExpressionNames.builtIn.map(\.name) + ExpressionToken.Keyword.allCases.map(\.rawValue))
    /// The longest time that `for` may state.
    public static let longestHold = Duration.seconds(7 * 86_400)

    /// For how long it must hold at every look before anything follows from it; zero where the condition does not say.
    public let holdFor: Duration
    /// As it was written, with single blanks.
    public let description: String
    /// The same without `for` and its duration.
    public let statement: String

    let proposition: Proposition

    /// Reads a condition.
    ///
    /// - Parameter probes: The names of the configured probes.
    /// - Throws: ``SyntaxError`` where the text is no condition, or one that always or never holds.
    public init(parsing text: String, probes: Set<String> = []) throws(SyntaxError) {
        let expression = try ExpressionParser.parse(text, as: .condition, probes: probes)
        proposition = expression.proposition
        holdFor = expression.holdFor ?? .zero
        description = expression.text
        statement = expression.text(expression.propositionRange)
        for relation in proposition.relations { try Self.checkRange(relation, of: expression) }
    }

    /// The probes that it speaks of.
    public var probes: Set<String> {
        Set(proposition.relations.flatMap(\.terms).compactMap { if case .probe(let name) = $0 { name } else { nil } })
    }

    /// Whether it speaks of a route's traffic, and not of probes alone.
    public var isAboutTraffic: Bool {
        proposition.relations.flatMap(\.terms).contains { if case .probe = $0 { false } else { true } }
    }

    /// That a rate is compared with a limit that it can be on either side of.
    private static func checkRange(_ relation: Relation, of expression: Expression) throws(SyntaxError) {
        guard case (.rate, let sign, let limit)? = relation.simple else { return }
        let (atNone, atAll) = (sign.holds(0, limit), sign.holds(1, limit))
        let isConstant =
            switch sign {
            case .equal, .different: !(0...1).contains(limit)
            case .less, .atMost, .more, .atLeast: atNone == atAll
            }
        guard isConstant else { return }
        let range = relation.left.range.lowerBound..<relation.right.range.upperBound
        throw SyntaxError(
            "'\(expression.text(range))' \(atNone ? "always" : "never") holds: a rate lies between 0% and 100%",
            at: expression.column(of: range))
    }
}
