/// An exchange judged: what the ledger takes, redacted already.
public struct Comparison: Sendable {
    /// The exchange's `x-request-id`.
    public var exchangeID: String
    public var route: String
    public var operation: Operation
    /// The side whose answer the client got, or was to get before a fallback.
    public var servedSide: Side
    /// The rollout stage in force, in percent.
    public var stage: Double
    public var startedAt: Timestamp
    /// Tells distinct requests apart: a hash of method, target and body.
    public var requestFingerprint: UInt64
    /// Tells distinct users apart: a hash of the user key.
    public var userFingerprint: Optional<UInt64>
    public var method: String
    /// The request target, redacted.
    public var target: String
    public var outcome: Outcome
    /// What differs and no rule explains; not empty exactly when the outcome is `mismatch`.
    public var differences: [Difference]
    /// How many differences rules explain, by rule.
    public var suppressed: [SuppressedCount]
    /// Whether a side failed: 5xx, timeout, unreachable, malformed, or a body with `success: false`; or the
    /// candidate's circuit breaker kept the request from it.
    public var legacyFailed: Bool
    public var candidateFailed: Bool
    /// Milliseconds from the request's end to that of the answer; `nil` where the side gave none, or is untimed.
    public var legacyLatency: Optional<Double>
    public var candidateLatency: Optional<Double>
    /// Whether the side answered in a time that is not its own (``Leg/isTimed``).
    public var legacyIsUntimed: Bool
    public var candidateIsUntimed: Bool
    /// Whether the client got legacy's answer in place of the candidate's.
    public var fellBack: Bool
    /// Milliseconds from when the candidate was asked until legacy was, in its place; 0 where the candidate was skipped, `nil`
    /// without a fallback.
    public var fallbackMilliseconds: Double?
    /// Whether a bound on work was passed, so that position decided in an array.
    public var isApproximate: Bool
    /// How many more differences there are than ``differences`` has.
    public var omittedDifferences: Int
    /// What legacy showed against itself, where it was asked twice.
    public var selfComparisons: [SelfComparison]

    public init(
        exchangeID: String,
        route: String,
        operation: Operation,
        servedSide: Side,
        stage: Double,
        startedAt: Timestamp,
        requestFingerprint: UInt64,
        userFingerprint: UInt64? = nil,
        method: String,
        target: String,
        outcome: Outcome,
        differences: [Difference] = [],
        suppressed: [SuppressedCount] = [],
        legacyFailed: Bool = false,
        candidateFailed: Bool = false,
        legacyLatency: Double? = nil,
        candidateLatency: Double? = nil,
        legacyIsUntimed: Bool = false,
        candidateIsUntimed: Bool = false,
        fellBack: Bool = false,
        fallbackMilliseconds: Double? = nil,
        isApproximate: Bool = false,
        omittedDifferences: Int = 0,
        selfComparisons: [SelfComparison] = []
    ) {
        self.exchangeID = exchangeID
        self.route = route
        self.operation = operation
        self.servedSide = servedSide
        self.stage = stage
        self.startedAt = startedAt
        self.requestFingerprint = requestFingerprint
        self.userFingerprint = userFingerprint
        self.method = method
        self.target = target
        self.outcome = outcome
        self.differences = differences
        self.suppressed = suppressed
        self.legacyFailed = legacyFailed
        self.candidateFailed = candidateFailed
        self.legacyLatency = legacyLatency
        self.candidateLatency = candidateLatency
        self.legacyIsUntimed = legacyIsUntimed
        self.candidateIsUntimed = candidateIsUntimed
        self.fellBack = fellBack
        self.fallbackMilliseconds = fallbackMilliseconds
        self.isApproximate = isApproximate
        self.omittedDifferences = omittedDifferences
        self.selfComparisons = selfComparisons
    }
}
