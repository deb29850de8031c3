import NIOCore
public import Traffic

/// Judges finished exchanges. Pure: the same exchange gives the same comparison.
///
/// A body that nests as deep as JSON bodies may (512 levels) takes up to 640 KiB of stack: call it on a thread that has
/// 1 MiB or more, as threads on Linux have unless they were told otherwise.
public final class ExchangeComparer: Sendable {
    private let rules: [String: RuleSet]
    private let redaction: Redaction
    private let limits: ComparisonLimits
    private let answers: AnswerComparer
    private let isCalibration: Bool

    /// - Parameters:
    ///   - rules: By route name; a route without an entry has no rules.
    ///   - isCalibration: Whether what stands in the candidate's place is legacy too, so that what differs is its noise.
    public init(
        rules: [String: RuleSet], redaction: Redaction, limits: ComparisonLimits = .init(), isCalibration: Bool = false
    ) {
        // The ledger takes no more of them than how many there are.
        var limits = limits
        limits.describesSuppressed = false
        self.rules = rules
        self.redaction = redaction
        self.limits = limits
        answers = AnswerComparer(redaction: redaction, limits: limits)
        self.isCalibration = isCalibration
    }

    /// Judges one exchange. What comes back is redacted and ready for the ledger.
    public func compare(_ exchange: Exchange) -> Comparison {
        let judge = OutcomeJudge(exchange: exchange, limits: limits)
        let result: ComparisonResult
        var selfComparisons: [SelfComparison] = []
        let outcome: Outcome
        switch judge.judgement {
        case .settled(let settled):
            result = ComparisonResult()
            outcome = settled
        case .comparable(let pair):
            let rules = rules[exchange.route.name] ?? .none
            let found = answers.compare(pair, rules)
            outcome = found.hasFault ? .incomparable(.comparerFault) : found.isMatch ? .match : .mismatch
            result = found.hasFault ? ComparisonResult() : found
            selfComparisons = self.selfComparisons(exchange, pair, rules: rules, result, outcome)
        }
        let (method, target) = (exchange.request.method, exchange.request.target)
        return Comparison(
            exchangeID: RequestID.shown(exchange.id),
            route: exchange.route.name,
            operation: exchange.operation,
            servedSide: exchange.fellBack ? .candidate : exchange.served.side,
            stage: exchange.assignment.percentage,
            startedAt: exchange.startedAt,
            requestFingerprint: Self.fingerprint(method, target, exchange.request.body),
            userFingerprint: exchange.userKey.map { StableHash.of($0) },
            method: method,
            target: TargetRedaction(redaction: redaction, path: exchange.route.path).redacted(target),
            outcome: outcome,
            differences: result.differences,
            suppressed: result.suppressedCounts,
            legacyFailed: judge.sides.legacy.hasFailed,
            candidateFailed: judge.sides.candidate.hasFailed,
            legacyLatency: judge.sides.legacy.latency,
            candidateLatency: judge.sides.candidate.latency,
            legacyIsUntimed: judge.sides.legacy.isUntimed,
            candidateIsUntimed: judge.sides.candidate.isUntimed,
            fellBack: exchange.fellBack,
            fallbackMilliseconds: exchange.fallbackDelay.map { Double($0) / 1_000_000 },
            isApproximate: result.isApproximate,
            omittedDifferences: result.omittedDifferences,
            selfComparisons: selfComparisons
        )
    }

    /// What legacy showed against itself. Where differences were left out, which places differ is not known, and nothing is
    /// said.
    private func selfComparisons(
        _ exchange: Exchange, _ pair: ReadPair, rules: RuleSet, _ result: ComparisonResult, _ outcome: Outcome
    ) -> [SelfComparison] {
        guard isCalibration || exchange.control != nil, result.omittedDifferences == 0,
            outcome == .match || outcome == .mismatch
        else { return [] }
        var comparisons: [SelfComparison] = []
        if isCalibration { comparisons.append(Self.selfComparison(.calibration, result.differences)) }
        if exchange.served.side == .legacy, let control = exchange.control?.answer, control.isCapturedWhole {
            let second = answers.compare(legacy: pair.legacy.answer, candidate: control, rules: rules)
            if !second.hasFault, second.omittedDifferences == 0 {
                comparisons.append(Self.selfComparison(.control, second.differences))
            }
        }
        return comparisons
    }

    private static func selfComparison(
        _ origin: SelfComparison.Origin, _ differences: [Difference]
    ) -> SelfComparison {
        SelfComparison(
            origin: origin,
            differences: differences.map { SelfDifference(difference: $0, spread: SpreadReader.spread(of: $0)) })
    }

    /// Of method, target and body, chained so that nothing can move from one to the next.
    private static func fingerprint(_ method: String, _ target: String, _ body: ByteBuffer) -> UInt64 {
        let head = StableHash.of(target, seed: StableHash.of(method))
        return body.withUnsafeReadableBytes { StableHash.of($0, seed: head) }
    }
}
