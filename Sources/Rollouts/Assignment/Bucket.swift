/// The place of a user in a rollout's order: 0 ..< 100,000, the same on every replica and in every run.
///
/// A rollout at some percentage serves the users whose bucket is below `percentage × 1000`. So a raised percentage only
/// adds users, a lowered one only removes some, and a percentage has three decimals.
public struct Bucket: Sendable {
    /// How many buckets there are.
    public static let count = 100_000

    /// The hash of `feature:salt:`, which every user of a rollout has in common.
    private let prefix: Murmur3

    /// The buckets of one feature under one salt.
    public init(feature: String, salt: String) {
        var hasher = Murmur3()
        hasher.update(feature)
        hasher.update(":")
        hasher.update(salt)
        hasher.update(":")
        prefix = hasher
    }

    /// The bucket of a user.
    public func of(_ userKey: String) -> Int {
        var hasher = prefix
        hasher.update(userKey)
        return Int((UInt64(hasher.finalized()) * UInt64(Self.count)) >> 32)
    }

    /// The bucket of a user under a feature and a salt: `(murmur3_32("feature:salt:userKey") × 100,000) >> 32`.
    public static func of(feature: String, salt: String, userKey: String) -> Int {
        Bucket(feature: feature, salt: salt).of(userKey)
    }

    /// The first bucket that a percentage leaves out.
    public static func bound(ofPercentage percentage: Double) -> Int {
        guard percentage > 0 else { return 0 }
        return percentage >= 100 ? count : Int((percentage * 1_000).rounded())
    }
}
