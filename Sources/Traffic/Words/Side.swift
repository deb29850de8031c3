/// One of the two upstreams that answer a request.
public enum Side: String, Sendable, Codable, CaseIterable {
    /// The path in production today; its answers are the reference.
    case legacy
    /// The path that is to replace it.
    case candidate

    /// The side that this one is compared with.
    public var other: Side { self == .legacy ? .candidate : .legacy }
}
