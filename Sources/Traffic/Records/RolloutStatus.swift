/// One rollout as it stands in the running sidecar: what `parallax status` shows.
public struct RolloutStatus: Sendable, Equatable {
    public var feature: String
    public var routes: [String]
    public var isEnabled: Bool
    /// `manual` or `automatic`.
    public var promotion: String
    /// In percent, ascending.
    public var stages: [Double]
    /// The one that was reached, in percent.
    public var stage: Double
    public var phase: RolloutState.Phase
    public var attempt: Int
    public var startedAt: Timestamp
    public var share: RolloutRecord.Share
    /// Users that the candidate serves at any percentage.
    public var whitelisted: Int
    /// Whether a freeze holds it now.
    public var isFrozen: Bool
    /// `nil` for a rollout without a gate.
    public var gate: GateRecord?
    /// The newest entry of its audit trail.
    public var lastDecision: DecisionRecord?

    public init(
        feature: String,
        routes: [String],
        isEnabled: Bool,
        promotion: String,
        stages: [Double],
        stage: Double,
        phase: RolloutState.Phase,
        attempt: Int,
        startedAt: Timestamp,
        share: RolloutRecord.Share,
        whitelisted: Int = 0,
        isFrozen: Bool = false,
        gate: GateRecord? = nil,
        lastDecision: DecisionRecord? = nil
    ) {
        self.feature = feature
        self.routes = routes
        self.isEnabled = isEnabled
        self.promotion = promotion
        self.stages = stages
        self.stage = stage
        self.phase = phase
        self.attempt = attempt
        self.startedAt = startedAt
        self.share = share
        self.whitelisted = whitelisted
        self.isFrozen = isFrozen
        self.gate = gate
        self.lastDecision = lastDecision
    }
}

/// The names of the fields are a contract with tools; what does not apply is `null`.
extension RolloutStatus: Codable {
    private enum CodingKeys: String, CodingKey {
        case feature, routes, promotion, stages, stage, phase, attempt, startedAt, share, whitelisted, gate,
            lastDecision
        case isEnabled = "enabled"
        case isFrozen = "frozen"
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(feature, forKey: .feature)
        try container.encode(routes, forKey: .routes)
        try container.encode(isEnabled, forKey: .isEnabled)
        try container.encode(promotion, forKey: .promotion)
        try container.encode(stages, forKey: .stages)
        try container.encode(stage, forKey: .stage)
        try container.encode(phase, forKey: .phase)
        try container.encode(attempt, forKey: .attempt)
        try container.encode(startedAt, forKey: .startedAt)
        try container.encode(share, forKey: .share)
        try container.encode(whitelisted, forKey: .whitelisted)
        try container.encode(isFrozen, forKey: .isFrozen)
        try container.encode(gate, forKey: .gate)
        try container.encode(lastDecision, forKey: .lastDecision)
    }
}

/// Every rollout, and whether anything goes to the candidate at all.
public struct RolloutOverview: Sendable, Equatable, Codable {
    public var rollouts: [RolloutStatus]
    /// Whether everything is halted by a person.
    public var halted: Bool
    /// Whether the environment holds everything back (`USE_NEW_SERVICES=false`).
    public var killSwitch: Bool
    public var generatedAt: Timestamp
    /// What must be known about it, such as a decision that is not written yet.
    public var warnings: [String]

    public init(
        rollouts: [RolloutStatus], halted: Bool, killSwitch: Bool, generatedAt: Timestamp, warnings: [String] = []
    ) {
        self.rollouts = rollouts
        self.halted = halted
        self.killSwitch = killSwitch
        self.generatedAt = generatedAt
        self.warnings = warnings
    }
}
