/// Which share of users has requests copied to the other side.
public struct MirrorPolicy: Sendable, Hashable {
    /// The salt of the mirror's buckets, so that the sample is independent of who is promoted.
    public static let salt = "mirror"

    /// 0 … 100, to three decimals.
    public var percentage: Double

    public init(percentage: Double = 100) { self.percentage = percentage }
}
