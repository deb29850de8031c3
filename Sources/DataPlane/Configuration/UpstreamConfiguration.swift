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
    /// To the head of the answer, and between any two of its pieces, in nanoseconds.
    public var timeout: Int64
    public var hostField: Host
    /// Fields that are set, whatever the client sent.
    public var setFields: [MessageHead.Field]
    /// Fields that are taken off; names in lower case.
    public var removedFields: [String]

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
        self.timeout = timeout
        self.hostField = hostField
        self.setFields = setFields
        self.removedFields = removedFields
    }

    /// Host and port, as in a `Host` field.
    var authority: String { (host.contains(":") ? "[\(host)]" : host) + ":\(port)" }
}
