public import NIOCore

/// A final answer of one side.
///
/// `Optional` is written out in values that go through many hands: what is declared with `?` is `nil` before it is set, and
/// for that an initialiser copies the whole value once more.
public struct Answer: Sendable, Hashable {
    public var status: Int
    /// As received from the upstream.
    public var head: MessageHead
    /// The content, transfer coding undone, up to the capture limit.
    public var body: ByteBuffer
    /// How many content bytes arrived, captured or not.
    public var bodyLength: Int
    /// The trailer fields, if any came.
    public var trailers: Optional<MessageHead>

    public init(status: Int, head: MessageHead, body: ByteBuffer, bodyLength: Int? = nil, trailers: MessageHead? = nil)
    {
        self.status = status
        self.head = head
        self.body = body
        self.bodyLength = bodyLength ?? body.readableBytes
        self.trailers = trailers
    }

    /// Whether the whole body was captured.
    public var isCapturedWhole: Bool { bodyLength == body.readableBytes }
}
