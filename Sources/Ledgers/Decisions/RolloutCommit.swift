public import Traffic

/// Decisions with what follows from them, for one transaction: all of it is written, or nothing.
public struct RolloutCommit: Sendable {
    /// In the order in which they were made.
    public var decisions: [DecisionRecord]
    /// Rollouts as they are afterwards.
    public var states: [RolloutState]
    /// Whether everything is halted afterwards; `nil` leaves it as it is.
    public var isHalted: Bool?
    /// For which routes evidence begins, by the feature of one of the states.
    public var evidence: [String: EvidenceStart]

    /// How evidence begins.
    public struct EvidenceStart: Sendable, Hashable {
        public var routes: [String]
        /// What counts as one observation.
        public var unit: EvidenceUnit
        /// Whether what was counted for that stage, candidate and configuration before goes on being counted.
        public var isContinued: Bool

        public init(routes: [String], unit: EvidenceUnit = .perDistinctRequest, isContinued: Bool = false) {
            self.routes = routes
            self.unit = unit
            self.isContinued = isContinued
        }
    }

    public init(
        decisions: [DecisionRecord],
        states: [RolloutState] = [],
        isHalted: Bool? = nil,
        evidence: [String: EvidenceStart] = [:]
    ) {
        self.decisions = decisions
        self.states = states
        self.isHalted = isHalted
        self.evidence = evidence
    }
}

/// What the ledger knows of rollouts.
public struct RolloutMemory: Sendable, Equatable {
    public var states: [RolloutState]
    public var isHalted: Bool

    public init(states: [RolloutState] = [], isHalted: Bool = false) {
        self.states = states
        self.isHalted = isHalted
    }

    /// Where one rollout stood last; `nil` for one that was never seen.
    public subscript(feature feature: String) -> RolloutState? { states.first { $0.feature == feature } }
}
