import JSONText
public import Traffic

/// Compares two whole answers: status, fields, body and trailers.
public struct AnswerComparer: Sendable {
    private let redaction: Redaction?
    private let limits: ComparisonLimits

    /// - Parameter redaction: What must not show in the result; `nil` shows everything.
    public init(redaction: Redaction?, limits: ComparisonLimits = .init()) {
        self.redaction = redaction
        self.limits = limits
    }

    /// Compares the answers of both sides to one request.
    ///
    /// `ETag` is left out where the bodies are equal under the rules: it names a representation, and nothing else differs.
    public func compare(legacy: Answer, candidate: Answer, rules: RuleSet) -> ComparisonResult {
        var body = BodyComparison(
            legacy: legacy, candidate: candidate, rules: rules, redaction: redaction, limits: limits)
        body.compare()
        let hasTrailers = legacy.trailers != nil || candidate.trailers != nil
        let withoutETag = body.collector.differences.isEmpty
        let left = LiftedHead.json(legacy, hasTrailers: hasTrailers, withoutETag: withoutETag)
        let right = LiftedHead.json(candidate, hasTrailers: hasTrailers, withoutETag: withoutETag)
        var collector = DifferenceCollector(limit: limits.differences)
        var steps = body.steps
        var isApproximate = body.isApproximate
        if left != right {
            // Both texts were written here, so that they can only be JSON; were one not, that is a fault of ours and
            // reported as a difference rather than passed over.
            if let leftTape = try? JSONTape(parsing: left), let rightTape = try? JSONTape(parsing: right) {
                var comparer = TreeComparer(
                    legacy: leftTape, candidate: rightTape, rules: rules,
                    options: TreeComparer.Options(
                        base: [], redaction: redaction, limits: limits, hasAtomicArrays: true))
                comparer.compareRoots()
                collector.absorb(comparer.collector)
                steps += comparer.budget.steps
                isApproximate = isApproximate || comparer.budget.wasExceeded
            } else {
                collector.add(Self.unreadableHead, explainedBy: nil)
            }
        }
        collector.absorb(body.collector)
        return ComparisonResult(
            differences: collector.differences,
            suppressed: collector.suppressed,
            omittedDifferences: collector.omitted,
            isApproximate: isApproximate,
            steps: steps
        )
    }

    private static let unreadableHead = Difference(
        at: Location(["headers"]), kind: .undecodable, legacy: nil, candidate: nil,
        generalisedLocation: Location(["headers"]))
}
