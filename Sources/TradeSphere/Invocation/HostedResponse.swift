/// An answer as it goes over the wire.
public struct HostedResponse: Sendable {
    /// The status.
    public let status: Int
    /// The header fields in order, without `Content-Length`.
    public let headers: [HeaderField]
    /// The body.
    public let body: [UInt8]
    /// For the log: the function that answered, if one did.
    public let function: String?
    /// For the log: whether the request was a mirrored copy.
    public let isMirrored: Bool
}
