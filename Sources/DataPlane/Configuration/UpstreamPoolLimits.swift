/// How many connections to a side there are, and for how long. Numbers are for the whole process: every event loop has its
/// share of them, rounded up.
public struct UpstreamPoolLimits: Sendable, Equatable {
    /// Connections to each address; `nil` for as many as there are requests.
    public var maximumConnections: Int?
    /// Requests that wait for a connection, where their number is limited; more are refused.
    public var maximumWaiting: Int
    /// Connections that are kept without a request.
    public var maximumIdle: Int
    /// How long one is kept without a request, in nanoseconds. Shorter than what common servers keep one open for, so that
    /// they rarely close it under a request.
    public var idleTimeout: Int64
    /// How old a connection may become, in nanoseconds: it is closed after the request that it carries then, so that long
    /// used connections spread over what a load balancer has gained meanwhile. `nil` for any age.
    public var maximumAge: Int64?
    /// Requests that one connection carries; `nil` for any number.
    public var maximumRequests: Int?

    public init(
        maximumConnections: Int? = nil,
        maximumWaiting: Int = 1024,
        maximumIdle: Int = 1024,
        idleTimeout: Int64 = 4_000_000_000,
        maximumAge: Int64? = 3_600_000_000_000,
        maximumRequests: Int? = nil
    ) {
        self.maximumConnections = maximumConnections
        self.maximumWaiting = maximumWaiting
        self.maximumIdle = maximumIdle
        self.idleTimeout = idleTimeout
        self.maximumAge = maximumAge
        self.maximumRequests = maximumRequests
    }

    /// What one of several event loops may have.
    func share(ofLoops loops: Int) -> UpstreamPoolLimits {
        func part(_ number: Int) -> Int { number / max(loops, 1) + (number % max(loops, 1) > 0 ? 1 : 0) }
        var share = self
        share.maximumConnections = maximumConnections.map(part)
        share.maximumWaiting = part(maximumWaiting)
        share.maximumIdle = part(maximumIdle)
        return share
    }
}
