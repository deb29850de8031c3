public import Traffic

/// Everything that the proxy needs to know to run.
public struct ProxyConfiguration: Sendable, Equatable {
    public var listen: ListenAddress
    /// Event loops, one a thread.
    public var threads: Int
    public var limits: FramingLimits
    public var timeouts: ClientTimeouts
    /// Client connections at the same time; more are closed at once, and counted.
    public var maximumConnections: Int
    public var legacy: UpstreamConfiguration
    public var candidate: UpstreamConfiguration
    public var mirror: MirrorConfiguration
    /// Whether legacy answers in place of a failing candidate.
    public var fallsBack: Bool
    public var routes: [Route]

    public init(
        listen: ListenAddress,
        threads: Int = 1,
        limits: FramingLimits = FramingLimits(),
        timeouts: ClientTimeouts = ClientTimeouts(),
        maximumConnections: Int = 10_000,
        legacy: UpstreamConfiguration,
        candidate: UpstreamConfiguration,
        mirror: MirrorConfiguration = MirrorConfiguration(),
        fallsBack: Bool = true,
        routes: [Route] = []
    ) {
        self.listen = listen
        self.threads = threads
        self.limits = limits
        self.timeouts = timeouts
        self.maximumConnections = maximumConnections
        self.legacy = legacy
        self.candidate = candidate
        self.mirror = mirror
        self.fallsBack = fallsBack
        self.routes = routes
    }

    subscript(_ side: Side) -> UpstreamConfiguration { side == .legacy ? legacy : candidate }
}

/// Where the proxy listens.
public enum ListenAddress: Sendable, Equatable {
    case tcp(host: String, port: Int)
    case unix(path: String)
}

/// How long a client may take.
public struct ClientTimeouts: Sendable, Equatable {
    /// From the first byte of a head to its end, in nanoseconds.
    public var head: Int64
    /// Without a byte either way, in nanoseconds.
    public var idle: Int64

    public init(head: Int64 = 10_000_000_000, idle: Int64 = 60_000_000_000) {
        self.head = head
        self.idle = idle
    }
}

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

/// How copies are sent.
public struct MirrorConfiguration: Sendable, Equatable {
    /// Copies that wait or run at the same time; more are shed, and counted.
    public var maximumInFlight: Int
    /// Bytes of a body that are captured, of requests and answers alike.
    public var maximumBodyBytes: Int
    /// How long a copy may wait for its turn behind other copies of its connection, and again how long it may take from
    /// then on, in nanoseconds: who waited is not judged by what is left.
    public var timeout: Int64
    /// The share, in percent, of the mirrored reads that go to legacy a second time, so that its noise can be learned.
    public var controlPercentage: Double

    public init(
        maximumInFlight: Int = 256,
        maximumBodyBytes: Int = 1024 * 1024,
        timeout: Int64 = 30_000_000_000,
        controlPercentage: Double = 0
    ) {
        self.maximumInFlight = maximumInFlight
        self.maximumBodyBytes = maximumBodyBytes
        self.timeout = timeout
        self.controlPercentage = controlPercentage
    }
}
