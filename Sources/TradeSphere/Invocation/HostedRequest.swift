/// A request as it arrived, before it is put into the words of a function.
public struct HostedRequest: Sendable {
    /// The method.
    public var method: String
    /// Path and query as received.
    public var target: String
    /// The header fields as received, in order.
    public var headers: [HeaderField]
    /// The body; `nil` where the request neither declares nor has one.
    public var body: [UInt8]?
    /// The peer's address without its port.
    public var clientAddress: String

    /// - Parameters:
    ///   - method: The method.
    ///   - target: Path and query as received.
    ///   - headers: The header fields.
    ///   - body: The body.
    ///   - clientAddress: The peer's address.
    public init(
        method: String,
        target: String,
        headers: [HeaderField] = [],
        body: [UInt8]? = nil,
        clientAddress: String = "127.0.0.1"
    ) {
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body
        self.clientAddress = clientAddress
    }
}
