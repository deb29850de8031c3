/// Which share of users has requests copied to the other side.
public struct MirrorPolicy: Sendable, Hashable {
    /// The salt of the mirror's buckets, so that the sample is independent of who is promoted.
    public static let salt = "mirror"

    /// The salt of the buckets by which requests are drawn for a control.
    public static let controlSalt = "control"

    /// 0 … 100, to three decimals.
    public var percentage: Double
    /// The share of the mirrored reads served by legacy that go to legacy a second time, 0 … 100. Drawn by request, not by
    /// user: what legacy does to one user is not its noise.
    public var controlPercentage: Double

    public init(percentage: Double = 100, controlPercentage: Double = 0) {
        self.percentage = percentage
        self.controlPercentage = controlPercentage
    }
}
