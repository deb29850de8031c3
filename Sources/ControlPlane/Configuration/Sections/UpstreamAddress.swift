/// One place that a side's connections go to.
public struct UpstreamAddress: Sendable, Hashable, CustomStringConvertible {
    /// A name or an address, IPv6 without brackets.
    public var host: String
    public var port: Int

    public init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

extension ConfigurationField {
    /// `host:port`, or a host that has the URL's port.
    func upstreamAddress(defaultPort: Int) -> UpstreamAddress? {
        let what = "an address such as 127.0.0.1:9001 or orders.internal:9001"
        guard let text = text(what) else { return nil }
        guard !text.contains("://") else { return expected(what, suggestion: "without a scheme") }
        guard let authority = Authority(parsing: text), authority.port != 0 else { return expected(what) }
        return UpstreamAddress(host: authority.host, port: authority.port ?? defaultPort)
    }
}
