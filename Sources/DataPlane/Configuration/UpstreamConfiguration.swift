public import Traffic

/// How one side is reached.
public struct UpstreamConfiguration: Sendable, Equatable {
    /// What the `Host` field says.
    public enum Host: Sendable, Equatable {
        /// The client's.
        case preserve
        /// The upstream's own authority.
        case upstream
    }

    public var host: String
    public var port: Int
    public var usesTLS: Bool
    public var tls = UpstreamTLS()
    /// What stands before the path of every request, such as `/base`; empty for nothing.
    public var pathPrefix = ""
    /// Where connections go in place of host and port, which still name the side.
    public var addresses: [UpstreamEndpoint] = []
    /// How often names are looked up anew, in nanoseconds.
    public var resolveInterval: Int64 = 30_000_000_000
    /// Failures in a row that put one of several addresses out for a while; `nil` for never.
    public var ejectionFailures: Int? = 5
    public var timeouts: UpstreamTimeouts
    public var pool = UpstreamPoolLimits()
    public var hostField: Host
    /// Fields that are set, whatever the client sent.
    public var setFields: [MessageHead.Field]
    /// Fields that are taken off; names in lower case.
    public var removedFields: [String]

    /// - Parameter timeout: To the head of the answer, and between any two of its pieces, in nanoseconds.
    public init(
        host: String,
        port: Int,
        usesTLS: Bool = false,
        timeout: Int64 = 30_000_000_000,
        hostField: Host = .preserve,
        setFields: [MessageHead.Field] = [],
        removedFields: [String] = []
    ) {
        self.host = host
        self.port = port
        self.usesTLS = usesTLS
        timeouts = UpstreamTimeouts(firstByte: timeout, idle: timeout)
        self.hostField = hostField
        self.setFields = setFields
        self.removedFields = removedFields
    }

    /// To the head of the answer, and between any two of its pieces, in nanoseconds: both at once.
    public var timeout: Int64 {
        get { timeouts.firstByte }
        set { (timeouts.firstByte, timeouts.idle) = (newValue, newValue) }
    }

    /// Where connections go.
    var endpoints: [UpstreamEndpoint] {
        addresses.isEmpty ? [UpstreamEndpoint(host: host, port: port)] : addresses
    }

    /// Host and port, as in a `Host` field.
    var authority: String { (host.contains(":") ? "[\(host)]" : host) + ":\(port)" }
}
