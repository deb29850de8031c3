import Traffic

/// One thing that a gate demands of every route, such as `mismatch_rate <= 0.1%`.
public struct Criterion: Sendable, Hashable, CustomStringConvertible {
    public let measure: Measure
    /// The largest rate allowed, in (0, 1).
    public var limit: Double { evidence.limit }
    /// Judges bad ones in observations against the limit.
    public let evidence: EValue
    /// As it was written, with single blanks.
    public let description: String

    /// Reads `NAME <= LIMIT`: a rate with a share (`0.1%` or `0.001`), a latency with a duration (`200ms`). A limit may be
    /// calculated from constants.
    ///
    /// It is the language of conditions, less what no always-valid evidence can be gathered about.
    ///
    /// - Parameter probes: The names of the configured probes, so that one is not called unknown.
    /// - Throws: ``SyntaxError`` where the text is no criterion, or the limit one that nothing can be learned about.
    public init(parsing text: String, probes: Set<String> = []) throws(SyntaxError) {
        let expression = try ExpressionParser.parse(text, as: .criterion, probes: probes)
        guard case .relation(let relation) = expression.proposition else {
            throw SyntaxError("a criterion is one comparison: write NAME <= LIMIT", at: 1)
        }
        try Self.checkJudgeable(relation, of: expression)
        guard let rate = relation.rate, let evidence = EValue(limit: rate.limit) else {
            let isSmall = relation.right.arithmetic.constant.map { $0 > 0 && $0 < 1 } ?? false
            throw SyntaxError(
                "'\(expression.text)' can never be shown: "
                    + (isSmall ? "the limit is too small" : "a limit lies above 0% and below 100%"),
                at: expression.column(of: relation.right.range))
        }
        measure = rate.measure
        self.evidence = evidence
        description = expression.text
    }

    /// That one rate is compared with one constant, and the rate is one that a stage's evidence has.
    private static func checkJudgeable(_ relation: Relation, of expression: Expression) throws(SyntaxError) {
        let (left, right) = (expression.text(relation.left.range), expression.text(relation.right.range))
        let column = expression.column(of: relation.left.range)
        for term in relation.terms {
            if case .probe(let name) = term {
                throw SyntaxError(
                    "'\(name)' is a probe: its value is no rate that evidence is gathered about", at: column,
                    suggestion: "give the probe an 'expect', and name it under the gate's 'probes'")
            }
            if case .quantile(_, of: .legacy) = term {
                throw SyntaxError(
                    "'\(expression.text)' asks for \(term.name), and a stage's evidence has the candidate's latencies alone",
                    at: column, suggestion: "slower_rate <= 5% compares both sides on the same request")
            }
        }
        guard let term = relation.left.arithmetic.term else {
            if let term = relation.right.arithmetic.term, relation.left.arithmetic.constant != nil {
                throw SyntaxError(
                    "'\(expression.text)' has its limit in front", at: column,
                    suggestion: "write '\(term.name) <= \(left)'")
            }
            throw SyntaxError(
                "'\(left)' is calculated: evidence is gathered about one rate or latency at a time", at: column,
                suggestion: "write a criterion for each")
        }
        guard relation.right.arithmetic.constant != nil else {
            throw SyntaxError(
                "'\(right)' is no constant: evidence is gathered against a limit that stays", at: column,
                suggestion: "write a criterion for each, such as \(term.name) <= \(term.quantity.exampleLimit)")
        }
        guard relation.sign == .atMost else {
            throw SyntaxError(
                "a criterion is written with '<=', not '\(relation.sign.rawValue)': \(term.name) <= LIMIT", at: column)
        }
    }
}
