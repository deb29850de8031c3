/// How long a client may take.
public struct ClientTimeouts: Sendable, Equatable {
    /// From the first byte of a head to its end, in nanoseconds.
    public var head: Int64
    /// Without a byte either way, in nanoseconds.
    public var idle: Int64
    /// From the end of a head to the end of its body, in nanoseconds; `nil` for any time.
    public var body: Int64?
    /// From an answer's head until the client has taken the last of it, in nanoseconds; `nil` for any time.
    public var answer: Int64?

    public init(
        head: Int64 = 10_000_000_000, idle: Int64 = 60_000_000_000, body: Int64? = nil, answer: Int64? = nil
    ) {
        self.head = head
        self.idle = idle
        self.body = body
        self.answer = answer
    }
}
