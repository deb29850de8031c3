/// One place where a side answers: a name or an address, and a port.
public struct UpstreamEndpoint: Sendable, Hashable {
    /// A name or an address, IPv6 without brackets.
    public var host: String
    public var port: Int

    public init(host: String, port: Int) {
        self.host = host
        self.port = port
    }
}
