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
    /// Requests that one client connection may carry; the answer to the last one says that it closes. `nil` for any number.
    public var maximumRequestsPerConnection: Int?
    public var legacy: UpstreamConfiguration
    public var candidate: UpstreamConfiguration
    public var mirror: MirrorConfiguration
    /// Whether legacy answers in place of a failing candidate.
    public var fallsBack: Bool
    /// When legacy answers in the candidate's place without the candidate being asked; `nil` for never. It needs
    /// ``fallsBack``.
    public var breaker: BreakerConfiguration?
    public var routes: [Route]

    public init(
        listen: ListenAddress,
        threads: Int = 1,
        limits: FramingLimits = FramingLimits(),
        timeouts: ClientTimeouts = ClientTimeouts(),
        maximumConnections: Int = 10_000,
        maximumRequestsPerConnection: Int? = nil,
        legacy: UpstreamConfiguration,
        candidate: UpstreamConfiguration,
        mirror: MirrorConfiguration = MirrorConfiguration(),
        fallsBack: Bool = true,
        breaker: BreakerConfiguration? = BreakerConfiguration(),
        routes: [Route] = []
    ) {
        self.listen = listen
        self.threads = threads
        self.limits = limits
        self.timeouts = timeouts
        self.maximumConnections = maximumConnections
        self.maximumRequestsPerConnection = maximumRequestsPerConnection
        self.legacy = legacy
        self.candidate = candidate
        self.mirror = mirror
        self.fallsBack = fallsBack
        self.breaker = breaker
        self.routes = routes
    }

    subscript(_ side: Side) -> UpstreamConfiguration { side == .legacy ? legacy : candidate }
}
