/// Everything that `parallax report` shows, the one source of every format. The names of its fields are those of the JSON
/// report, which are a contract.
public struct ReportDocument: Sendable {
    public var schemaVersion = 1
    public var generatedAt: Timestamp
    /// The verdict in one sentence, which every format opens with.
    public var verdict: ReportVerdict
    public var rollouts: [RolloutRecord]
    public var routes: [RouteRecord]
    public var discrepancies: [DiscrepancyRecord]
    public var rules: [RuleRecord]
    public var decisions: [DecisionRecord]
    public var alerts: [AlertRecord]
    /// What the reader must know about the figures themselves, such as "the ledger lost its disk for 12 s".
    public var warnings: [String]

    public init(
        generatedAt: Timestamp,
        verdict: ReportVerdict,
        rollouts: [RolloutRecord] = [],
        routes: [RouteRecord] = [],
        discrepancies: [DiscrepancyRecord] = [],
        rules: [RuleRecord] = [],
        decisions: [DecisionRecord] = [],
        alerts: [AlertRecord] = [],
        warnings: [String] = []
    ) {
        self.generatedAt = generatedAt
        self.verdict = verdict
        self.rollouts = rollouts
        self.routes = routes
        self.discrepancies = discrepancies
        self.rules = rules
        self.decisions = decisions
        self.alerts = alerts
        self.warnings = warnings
    }
}

/// Whether the evidence allows a promotion, in one sentence.
public struct ReportVerdict: Sendable, Equatable {
    public enum Readiness: String, Sendable, Codable {
        case ready, notReady
        /// Not enough evidence, or no gate to judge it by.
        case undecided
    }

    public var readiness: Readiness
    public var sentence: String

    public init(readiness: Readiness, sentence: String) {
        self.readiness = readiness
        self.sentence = sentence
    }
}

/// The state of one rollout.
public struct RolloutRecord: Sendable {
    /// The share of requests, 0 … 1; `measured` is `nil` where none carried a user key.
    public struct Share: Sendable {
        public var wanted: Double
        public var measured: Double?

        public init(wanted: Double, measured: Double?) {
            self.wanted = wanted
            self.measured = measured
        }
    }

    public var feature: String
    /// In percent.
    public var stage: Double
    public var phase: RolloutState.Phase
    /// The j-th attempt at the stage, from 1.
    public var attempt: Int
    public var share: Share
    /// `pass`, `fail`, `inconclusive` or `error`; `nil` for a rollout without a gate.
    public var verdict: GateVerdict?
    /// What a pass lacks, one sentence each.
    public var missing: [String]
    /// Every route × criterion pair with its numbers.
    public var criteria: [CriterionRecord]
    /// Those that must hold.
    public var probes: [ProbeRecord]

    public init(
        feature: String,
        stage: Double,
        phase: RolloutState.Phase = .active,
        attempt: Int = 1,
        share: Share,
        verdict: GateVerdict?,
        missing: [String] = [],
        criteria: [CriterionRecord] = [],
        probes: [ProbeRecord] = []
    ) {
        self.feature = feature
        self.stage = stage
        self.phase = phase
        self.attempt = attempt
        self.share = share
        self.verdict = verdict
        self.missing = missing
        self.criteria = criteria
        self.probes = probes
    }
}

/// The names of the fields are a contract with tools; what is not known is `null`.
extension RolloutRecord.Share: Equatable, Codable {
    private enum CodingKeys: String, CodingKey { case wanted, measured }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(wanted, forKey: .wanted)
        try container.encode(measured, forKey: .measured)
    }
}
