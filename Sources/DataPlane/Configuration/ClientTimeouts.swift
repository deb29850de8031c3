/// How long a client may take.
public struct ClientTimeouts: Sendable, Equatable {
    /// From the first byte of a head to its end, in nanoseconds.
    public var head: Int64
    /// Without a byte either way, in nanoseconds.
    public var idle: Int64

    public init(head: Int64 = 10_000_000_000, idle: Int64 = 60_000_000_000) {
        self.head = head
        self.idle = idle
    }
}
