import Ledgers
import Synchronization
import Traffic

/// A clock that stands still until it is moved.
final class TestClock: Sendable {
    private let time: Mutex<Int64>

    init(_ milliseconds: Int64 = 1_760_000_000_000) { time = Mutex(milliseconds) }

    var now: Timestamp { Timestamp(milliseconds: time.withLock { $0 }) }

    func advance(bySeconds seconds: Int64) { time.withLock { $0 += seconds * 1_000 } }
}

/// Collects what a ledger says.
final class NoticeLog: Sendable {
    private let notices = Mutex<[LedgerNotice]>([])

    var all: [LedgerNotice] { notices.withLock { $0 } }

    func append(_ notice: LedgerNotice) { notices.withLock { $0.append(notice) } }
}

extension LedgerConfiguration {
    static func sample(
        _ path: String,
        examples: Int = 20,
        instance: String = "one",
        candidateVersion: String = "2.0.1",
        fingerprint: String = "abc",
        evidence: [String: EvidenceUnit] = [:],
        bounds: LedgerBounds = LedgerBounds()
    ) -> LedgerConfiguration {
        LedgerConfiguration(
            path: path, examples: examples, instance: instance, candidateVersion: candidateVersion,
            fingerprint: fingerprint, evidence: evidence, bounds: bounds)
    }
}

extension EvidenceScope {
    static func sample(
        route: String = "context",
        stage: Double = 0,
        epoch: Int = 1,
        unit: EvidenceUnit = .perDistinctRequest
    ) -> EvidenceScope {
        EvidenceScope(
            route: route, stage: stage, epoch: epoch, candidateVersion: "2.0.1", fingerprint: "abc", unit: unit)
    }
}

extension Comparison {
    /// A comparison of a GET on route `context`.
    ///
    /// - Parameter request: Tells distinct requests apart.
    static func sample(
        _ outcome: Outcome = .match,
        route: String = "context",
        request: UInt64 = 1,
        user: UInt64? = nil,
        stage: Double = 0,
        servedSide: Side = .legacy,
        at time: Timestamp = Timestamp(milliseconds: 1_760_000_000_000),
        differences: [Difference] = [],
        suppressed: [SuppressedCount] = [],
        legacyFailed: Bool = false,
        candidateFailed: Bool = false,
        legacyLatency: Double? = 10,
        candidateLatency: Double? = 10,
        candidateIsUntimed: Bool = false,
        fellBack: Bool = false,
        fallbackMilliseconds: Double? = nil
    ) -> Comparison {
        Comparison(
            exchangeID: "request-\(request)", route: route, operation: .read, servedSide: servedSide, stage: stage,
            startedAt: time, requestFingerprint: request, userFingerprint: user, method: "GET",
            target: "/customers/\(request)", outcome: outcome, differences: differences, suppressed: suppressed,
            legacyFailed: legacyFailed, candidateFailed: candidateFailed, legacyLatency: legacyLatency,
            candidateLatency: candidateLatency, candidateIsUntimed: candidateIsUntimed,
            fellBack: fellBack, fallbackMilliseconds: fallbackMilliseconds)
    }

    /// A mismatch with differences at locations.
    static func mismatch(
        request: UInt64 = 1,
        route: String = "context",
        at time: Timestamp = Timestamp(milliseconds: 1_760_000_000_000),
        _ locations: [[String]] = [["body", "email"]]
    ) -> Comparison {
        sample(.mismatch, route: route, request: request, at: time, differences: locations.map { .sample($0) })
    }
}

extension Difference {
    /// A difference whose numeric segments are generalised.
    static func sample(
        _ segments: [String],
        kind: Kind = .missing,
        legacy: String? = "\"a\"",
        candidate: String? = nil
    ) -> Difference {
        Difference(
            at: Location(segments), kind: kind, legacy: legacy.map { JSONFragment(validJSON: $0) },
            candidate: candidate.map { JSONFragment(validJSON: $0) },
            generalisedLocation: Location(segments.map { Int($0) == nil ? $0 : "*" }))
    }
}

extension RolloutState {
    static func sample(
        stage: Double = 0, phase: Phase = .active, attempt: Int = 1, fingerprint: String = "abc"
    ) -> RolloutState {
        RolloutState(
            feature: "useNewContext", stage: stage, phase: phase, attempt: attempt,
            startedAt: Timestamp(milliseconds: 1_760_000_000_000), candidateVersion: "2.0.1", fingerprint: fingerprint,
            configuredPercentage: 0, policy: "enabled")
    }
}

extension DecisionRecord {
    static func sample(
        _ action: Action = .promote, from: Double = 0, to: Double = 1, feature: String? = "useNewContext"
    ) -> DecisionRecord {
        DecisionRecord(
            at: Timestamp(milliseconds: 1_760_000_000_000), feature: feature, who: "release-managers", action: action,
            from: from, to: to, reason: "a quiet weekend")
    }
}

extension RolloutCommit {
    /// Evidence begins anew on route `context`.
    static func anew(stage: Double, at now: Timestamp) -> RolloutCommit {
        var state = RolloutState.sample(stage: stage)
        state.startedAt = now
        return RolloutCommit(
            decisions: [.sample(.resume, from: stage, to: stage)], states: [state],
            evidence: ["useNewContext": .init(routes: ["context"])])
    }
}
