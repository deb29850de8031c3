/// How much of a message is taken before it is refused.
public struct FramingLimits: Sendable, Equatable {
    /// Bytes of start line and field lines together.
    public var headBytes: Int
    public var headFields: Int
    public var requestLineBytes: Int
    /// Content bytes of a request; `nil` for no limit.
    public var bodyBytes: Int?

    /// Names of fields in `Connection`: each field of the head is held against each of them.
    static let connectionFields = 64
    /// Bytes of chunk extensions in one message.
    static let chunkExtensionBytes = 4 * 1024

    public init(
        headBytes: Int = 64 * 1024,
        headFields: Int = 128,
        requestLineBytes: Int = 16 * 1024,
        bodyBytes: Int? = nil
    ) {
        self.headBytes = headBytes
        self.headFields = headFields
        self.requestLineBytes = requestLineBytes
        self.bodyBytes = bodyBytes
    }
}
