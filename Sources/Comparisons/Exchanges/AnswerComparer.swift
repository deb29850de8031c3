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
        let withoutETag = body.collector.differences.isEmpty
        var result = ComparisonResult(isApproximate: body.isApproximate, steps: body.steps)
        var collector = DifferenceCollector(limit: limits.differences)
        if !LiftedHead.isAlike(legacy, candidate, withoutETag: withoutETag) {
            compareHeads(legacy, candidate, rules, withoutETag, &collector, &result)
        }
        collector.absorb(body.collector)
        result.differences = collector.differences
        result.suppressed = collector.suppressed
        result.omittedDifferences = collector.omitted
        return result
    }

    private func compareHeads(
        _ legacy: Answer, _ candidate: Answer, _ rules: RuleSet, _ withoutETag: Bool,
        _ collector: inout DifferenceCollector, _ result: inout ComparisonResult
    ) {
        let hasTrailers = legacy.trailers != nil || candidate.trailers != nil
        let left = LiftedHead.json(legacy, hasTrailers: hasTrailers, withoutETag: withoutETag)
        let right = LiftedHead.json(candidate, hasTrailers: hasTrailers, withoutETag: withoutETag)
        if left == right { return }
        // Both texts were written here; were one of them no JSON, that would be a fault of ours.
        guard let leftTape = try? JSONTape(parsing: left), let rightTape = try? JSONTape(parsing: right) else {
            result.hasFault = true
            return
        }
        var comparer = TreeComparer(
            legacy: leftTape, candidate: rightTape, rules: rules,
            options: TreeComparer.Options(base: [], redaction: redaction, limits: limits, hasAtomicArrays: true))
        comparer.compareRoots()
        collector.absorb(comparer.collector)
        result.steps += comparer.budget.steps
        result.isApproximate = result.isApproximate || comparer.budget.wasExceeded
    }
}
