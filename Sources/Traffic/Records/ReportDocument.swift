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
    public var share: Share
    /// `pass`, `fail`, `inconclusive` or `error`; `nil` for a rollout without a gate.
    public var verdict: GateVerdict?
    /// What a pass lacks, one sentence each.
    public var missing: [String]
    /// Every route × criterion pair with its numbers.
    public var criteria: [CriterionRecord]

    public init(
        feature: String,
        stage: Double,
        share: Share,
        verdict: GateVerdict?,
        missing: [String] = [],
        criteria: [CriterionRecord] = []
    ) {
        self.feature = feature
        self.stage = stage
        self.share = share
        self.verdict = verdict
        self.missing = missing
        self.criteria = criteria
    }
}

/// What a gate says of its evidence.
public enum GateVerdict: String, Sendable, Codable, CaseIterable {
    case pass, fail, inconclusive, error
}

/// One criterion on one route, judged.
public struct CriterionRecord: Sendable, Equatable {
    public var criterion: String
    public var route: String
    public var verdict: GateVerdict
    public var bad: Int
    public var observations: Int
    /// The e-value of the direction that decided (pass unless the verdict is fail).
    public var evidence: Double?
    public var missing: String?

    public init(
        criterion: String,
        route: String,
        verdict: GateVerdict,
        bad: Int,
        observations: Int,
        evidence: Double?,
        missing: String?
    ) {
        self.criterion = criterion
        self.route = route
        self.verdict = verdict
        self.bad = bad
        self.observations = observations
        self.evidence = evidence
        self.missing = missing
    }
}
