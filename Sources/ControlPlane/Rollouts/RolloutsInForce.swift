public import Ledgers
public import Rollouts

/// What decides at this moment who is served: what the controller hands to whoever assigns.
public struct RolloutsInForce: Sendable, Equatable {
    public var policies: [RolloutPolicy]
    /// Whether nothing at all goes to the candidate, copies included.
    public var isHalted: Bool

    public init(policies: [RolloutPolicy], isHalted: Bool) {
        self.policies = policies
        self.isHalted = isHalted
    }

    /// What is in force by what a ledger remembers; a rollout that it has not seen begins where the file says.
    public init(_ configuration: Configuration, memory: RolloutMemory) {
        policies = configuration.rollouts.map { section in
            guard let state = memory[feature: section.policy.feature] else { return section.policy }
            return RolloutMachine(plan: section.plan, state: state).policy
        }
        isHalted = memory.isHalted || configuration.isKillSwitchOn
    }
}
