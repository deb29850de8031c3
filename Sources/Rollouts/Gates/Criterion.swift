/// One thing that a gate demands of every route, such as `mismatch_rate <= 0.1%`.
public struct Criterion: Sendable, Hashable, CustomStringConvertible {
    public let measure: Measure
    /// The largest rate allowed, in (0, 1).
    public var limit: Double { evidence.limit }
    /// Judges bad ones in observations against the limit.
    public let evidence: EValue
    /// As it was written.
    public let description: String

    /// Reads `NAME <= LIMIT`: a rate with a share (`0.1%` or `0.001`), a latency with a duration (`200ms`).
    ///
    /// - Throws: ``StatementError`` where the text is no criterion, or the limit one that nothing can be learned about.
    public init(parsing text: String) throws(StatementError) {
        let statement = try Statement(parsing: text, relation: .atMost)
        guard let evidence = EValue(limit: statement.limit) else {
            throw StatementError("'\(statement.text)' can never be shown: a limit lies above 0% and below 100%")
        }
        self.evidence = evidence
        measure = statement.measure
        description = statement.text
    }
}
