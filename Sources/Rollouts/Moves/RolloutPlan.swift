/// What the configuration says of a rollout's way: where it starts, over which stages it goes, and what holds it.
public struct RolloutPlan: Sendable, Hashable {
    /// As the file states it: its percentage is where the rollout starts.
    public var policy: RolloutPolicy
    public var stages: Stages
    /// Whether the controller promotes; else people do.
    public var isAutomatic: Bool
    public var freezes: [FreezeWindow]
    /// Whether anything has to be shown before a stage is left.
    public var hasGate: Bool

    public init(
        policy: RolloutPolicy,
        stages: Stages = .standard,
        isAutomatic: Bool = false,
        freezes: [FreezeWindow] = [],
        hasGate: Bool = true
    ) {
        self.policy = policy
        self.stages = stages
        self.isAutomatic = isAutomatic
        self.freezes = freezes
        self.hasGate = hasGate
    }

    /// Who is served at a share, in one line that says of the whitelist how many are on it, and not who.
    public var policyText: String {
        let operations = [("read", policy.operations.read), ("write", policy.operations.write)]
            .filter(\.1).map(\.0)
        let users = policy.userWhitelist.sorted().joined(separator: "\n")
        let whitelist =
            policy.userWhitelist.isEmpty
            ? "no whitelist" : "whitelist of \(policy.userWhitelist.count) (\(Murmur3.hash32(users)))"
        return [
            policy.isEnabled ? "enabled" : "disabled",
            operations.isEmpty ? "no operations" : operations.joined(separator: " and "),
            whitelist,
            policy.salt.isEmpty ? "no salt" : "salt '\(policy.salt)'",
            policy.isSticky ? "sticky" : "drawn by request",
        ].joined(separator: ", ")
    }
}

/// What evidence is bound to besides its stage.
public struct EvidenceIdentity: Sendable, Hashable {
    public var candidateVersion: String
    /// Of everything in the configuration that changes what evidence means.
    public var fingerprint: String

    public init(candidateVersion: String, fingerprint: String) {
        self.candidateVersion = candidateVersion
        self.fingerprint = fingerprint
    }
}
