public import NIOCore

/// The client's request as far as it was captured.
public struct CapturedRequest: Sendable, Hashable {
    /// As received from the client.
    public var head: MessageHead
    /// The content, transfer coding undone; empty where it was not captured.
    public var body: ByteBuffer

    public init(head: MessageHead, body: ByteBuffer = ByteBuffer()) {
        self.head = head
        self.body = body
    }

    /// The method, in the client's spelling.
    public var method: String { head.startLineWord(0) }

    /// The request target, percent-encoding untouched.
    public var target: String { head.startLineWord(1) }
}
