/// A gate's verdict with everything it rests on: what `parallax gate` shows, in every format.
public struct GateRecord: Sendable, Equatable {
    public var feature: String
    /// In percent.
    public var stage: Double
    public var verdict: GateVerdict
    /// The j-th attempt at the stage, from 1, is judged with α/2^(j−1).
    public var attempt: Int
    /// Whether the rollout moves at all.
    public var phase: RolloutState.Phase
    public var isHalted: Bool
    /// What a pass lacks, one sentence each.
    public var missing: [String]
    /// Every route × criterion pair with its numbers.
    public var criteria: [CriterionRecord]
    /// Those that must hold.
    public var probes: [ProbeRecord]
    /// What counts as one observation, such as `perDistinctRequest`.
    public var unit: String
    /// 1 − α.
    public var confidence: Double
    public var startedAt: Timestamp
    public var judgedAt: Timestamp
    public var candidateVersion: String
    public var fingerprint: String
    /// What must be known about the figures themselves.
    public var warnings: [String]

    public init(
        feature: String,
        stage: Double,
        verdict: GateVerdict,
        attempt: Int,
        phase: RolloutState.Phase = .active,
        isHalted: Bool = false,
        missing: [String] = [],
        criteria: [CriterionRecord] = [],
        probes: [ProbeRecord] = [],
        unit: String,
        confidence: Double,
        startedAt: Timestamp,
        judgedAt: Timestamp,
        candidateVersion: String = "",
        fingerprint: String = "",
        warnings: [String] = []
    ) {
        self.feature = feature
        self.stage = stage
        self.verdict = verdict
        self.attempt = attempt
        self.phase = phase
        self.isHalted = isHalted
        self.missing = missing
        self.criteria = criteria
        self.probes = probes
        self.unit = unit
        self.confidence = confidence
        self.startedAt = startedAt
        self.judgedAt = judgedAt
        self.candidateVersion = candidateVersion
        self.fingerprint = fingerprint
        self.warnings = warnings
    }
}

/// The names of the fields are a contract with tools.
extension GateRecord: Codable {
    private enum CodingKeys: String, CodingKey {
        case feature, stage, verdict, attempt, phase, missing, criteria, probes, confidence, startedAt, judgedAt
        case candidateVersion, fingerprint, warnings
        case isHalted = "halted"
        case unit = "evidence"
    }
}
