import JSONText
import NIOCore
public import Traffic

/// Compares two whole answers: status, fields, body and trailers.
public final class AnswerComparer: Sendable {
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
        compare(ReadPair(legacy, candidate), rules)
    }

    func compare(_ answers: ReadPair, _ rules: RuleSet) -> ComparisonResult {
        var body = BodyComparison(rules: rules, redaction: redaction, limits: limits)
        body.compare(answers)
        let withoutETag = body.collector.differences.isEmpty
        var result = ComparisonResult(isApproximate: body.isApproximate, steps: body.steps)
        var collector = DifferenceCollector(limit: limits.differences)
        if limits.outlinedDifferences > 0 || !LiftedHead.isAlike(answers, withoutETag: withoutETag) {
            compareHeads(
                answers.legacy.answer, answers.candidate.answer, rules, withoutETag, &collector, &result)
        }
        collector.absorb(&body.collector)
        result.take(collector)
        if !limits.describesSuppressed { result.suppressedCounts = collector.suppressedCounts(rules.program) }
        if limits.outlinedDifferences > 0 {
            result.reachedRules.formUnion(body.reachedRules)
            addBody(body.outline, of: answers.legacy.answer, to: &result.outline)
        }
        return result
    }

    /// Completes the outline of the head.
    private func addBody(_ body: DocumentOutline?, of answer: Answer, to outline: inout DocumentOutline?) {
        guard body != nil || outline != nil else { return }
        // Of a head without a difference status and fields are folded.
        var whole =
            outline ?? DocumentOutline(name: .root, shape: .object(count: 2), entries: [.fold(.init(unchanged: 2))])
        if let body {
            whole.entries.append(.place(body))
        } else if answer.body.readableBytes > 0 {
            whole.addUnchanged()
        }
        if case .object(let count) = whole.shape { whole.shape = .object(count: count + 1) }
        outline = whole
    }

    private func compareHeads(
        _ legacy: Answer, _ candidate: Answer, _ rules: RuleSet, _ withoutETag: Bool,
        _ collector: inout DifferenceCollector, _ result: inout ComparisonResult
    ) {
        let hasTrailers = legacy.trailers != nil || candidate.trailers != nil
        let left = LiftedHead.json(legacy, hasTrailers: hasTrailers, withoutETag: withoutETag)
        let right = LiftedHead.json(candidate, hasTrailers: hasTrailers, withoutETag: withoutETag)
        if left == right, limits.outlinedDifferences == 0 { return }
        // Both texts were written here; were one of them no JSON, that would be a fault of ours.
        guard let leftTape = try? JSONTape(parsing: left), let rightTape = try? JSONTape(parsing: right) else {
            result.hasFault = true
            return
        }
        var comparer = TreeComparer(
            legacy: leftTape, candidate: rightTape, rules: rules.program,
            options: TreeComparer.Options(base: [], redaction: redaction, limits: limits, hasAtomicArrays: true))
        comparer.compareRoots()
        result.outline = comparer.outline()
        result.reachedRules = comparer.reachedRules()
        collector.absorb(&comparer.collector)
        result.steps += comparer.budget.steps
        result.isApproximate = result.isApproximate || comparer.budget.wasExceeded
    }
}
