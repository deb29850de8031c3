/// Which side serves a request, whether the other gets a copy, and why.
public struct Assignment: Sendable, Hashable {
    /// Why a side serves; the words of `parallax explain`.
    public enum Reason: String, Sendable, Codable, CaseIterable {
        case killSwitch, disabled, rolledBack, operation, whitelist, bucket, noUserKey, noRollout
        /// The side is drawn for each request: the rollout is not sticky.
        case random
    }

    /// What happens to the copy.
    public enum Copy: String, Sendable, Codable, CaseIterable {
        /// The other side gets a copy.
        case sent
        /// The same, marked as a dry run (`writes: dryRun`).
        case sentAsDryRun
        /// The route's writes are not mirrored: counted as `incomparable: writeNotMirrored`.
        case writeNotMirrored
        /// The route is not mirrored, the sample leaves the request out, or nothing may go to the candidate.
        case notMirrored
    }

    public var served: Side
    public var reason: Reason
    public var copy: Copy
    /// Whether the copy may have a control beside it: a second copy to legacy, from which its noise is learned.
    public var hasControl: Bool
    /// The rollout that decided; `nil` where no rollout covers the route.
    public var feature: Optional<String>
    /// The user's bucket, 0 ..< 100,000; `nil` without a user key.
    public var bucket: Optional<Int>
    /// The percentage in force, 0 … 100.
    public var percentage: Double

    public init(
        served: Side,
        reason: Reason,
        copy: Copy,
        hasControl: Bool = false,
        feature: String? = nil,
        bucket: Int? = nil,
        percentage: Double = 0
    ) {
        self.served = served
        self.reason = reason
        self.copy = copy
        self.hasControl = hasControl
        self.feature = feature
        self.bucket = bucket
        self.percentage = percentage
    }
}
