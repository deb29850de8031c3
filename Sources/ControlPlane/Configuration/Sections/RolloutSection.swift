public import Rollouts

/// A rollout with its stages, and with what moves it from one to the next.
public struct RolloutSection: Sendable, Hashable {
    /// Who promotes.
    public enum Promotion: String, Sendable, CaseIterable { case manual, automatic }

    /// How a side is chosen for a user.
    public enum Assignment: String, Sendable, CaseIterable {
        /// By the user's bucket: the same side every time.
        case sticky
        /// Anew for each request.
        case random
    }

    /// As the file states it: with the percentage where it starts.
    public var policy: RolloutPolicy
    public var stages: Stages
    public var promotion: Promotion
    /// How often the gate is judged.
    public var evaluationInterval: Duration
    public var freezes: [FreezeWindow]
    /// `nil` where nothing has to be shown; then only people promote.
    public var gate: Gate?
    /// The names of the probes that must hold for the gate to pass.
    public var probes: [String]
    /// Any of these, and nobody is served by the candidate any more.
    public var rollbackConditions: [WindowedCondition]
    /// The line of the file it stands on.
    public var line: Int

    public init(
        policy: RolloutPolicy,
        stages: Stages = .standard,
        promotion: Promotion = .manual,
        evaluationInterval: Duration = .seconds(10),
        freezes: [FreezeWindow] = [],
        gate: Gate? = nil,
        probes: [String] = [],
        rollbackConditions: [WindowedCondition] = [],
        line: Int
    ) {
        self.policy = policy
        self.stages = stages
        self.promotion = promotion
        self.evaluationInterval = evaluationInterval
        self.freezes = freezes
        self.gate = gate
        self.probes = probes
        self.rollbackConditions = rollbackConditions
        self.line = line
    }
}
