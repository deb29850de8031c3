/// Where a rollout stands: what the ledger keeps of it, and what a restart goes on from.
public struct RolloutState: Sendable, Hashable, Codable {
    /// Whether it moves.
    public enum Phase: String, Sendable, Codable, CaseIterable {
        /// It serves its stage's share, and may move on.
        case active
        /// It serves its stage's share, and stays there until somebody resumes it.
        case paused
        /// Nobody is served by the candidate, the whitelist included; mirroring goes on.
        case rolledBack
    }

    public var feature: String
    /// The share of users that the stage stands for, in percent. After a rollback it is 0.
    public var stage: Double
    public var phase: Phase
    /// Whether the controller rolled it back: then another candidate or configuration ends that by itself.
    public var isHeldByController: Bool
    /// How often evidence was begun at this stage with this candidate and configuration, this time included.
    public var attempt: Int
    /// When the attempt began.
    public var startedAt: Timestamp
    /// From when on alarms count what they see: since the attempt began, or it was resumed.
    public var alarmsSince: Timestamp
    public var candidateVersion: String
    /// Of everything in the configuration that changes what evidence means.
    public var fingerprint: String
    /// The `rolloutPercentage` of the file that was taken over last.
    public var configuredPercentage: Double
    /// Who is served at a share, as the file said it last: a change of it moves users too.
    public var policy: String

    public init(
        feature: String,
        stage: Double,
        phase: Phase = .active,
        isHeldByController: Bool = false,
        attempt: Int = 1,
        startedAt: Timestamp,
        candidateVersion: String,
        fingerprint: String,
        configuredPercentage: Double,
        policy: String
    ) {
        self.feature = feature
        self.stage = stage
        self.phase = phase
        self.isHeldByController = isHeldByController
        self.attempt = attempt
        self.startedAt = startedAt
        alarmsSince = startedAt
        self.candidateVersion = candidateVersion
        self.fingerprint = fingerprint
        self.configuredPercentage = configuredPercentage
        self.policy = policy
    }

    /// Whether both are of one attempt: their evidence is the same.
    public func isSameStay(as other: RolloutState) -> Bool {
        feature == other.feature && stage == other.stage && startedAt == other.startedAt && isSameCandidate(as: other)
    }

    /// Whether evidence means the same in both.
    public func isSameCandidate(as other: RolloutState) -> Bool {
        candidateVersion == other.candidateVersion && fingerprint == other.fingerprint
    }
}
