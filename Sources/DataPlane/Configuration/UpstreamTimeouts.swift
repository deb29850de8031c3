/// How long a side may take, each in nanoseconds.
public struct UpstreamTimeouts: Sendable, Equatable {
    /// For a connection to be made, the TLS handshake included; also for one to become free.
    public var connect: Int64
    /// From the last piece of the request that went out to the head of the answer, whatever interim answers come before it.
    public var firstByte: Int64
    /// Between any two pieces of the answer.
    public var idle: Int64
    /// From the request's start on this side to the end of the answer, streams included; `nil` for any time.
    public var total: Int64?

    public init(
        connect: Int64 = 5_000_000_000,
        firstByte: Int64 = 30_000_000_000,
        idle: Int64 = 30_000_000_000,
        total: Int64? = nil
    ) {
        self.connect = connect
        self.firstByte = firstByte
        self.idle = idle
        self.total = total
    }
}
