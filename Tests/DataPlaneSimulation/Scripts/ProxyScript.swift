/// How the proxy is set up. Times are milliseconds.
struct ProxyScript {
    var copiesInFlight = 8
    var bodyBytesCaptured = 4096
    var bodyBytesTaken = 128 * 1024
    var upstreamTimeout = 400
    var copyTimeout = 300
    var idleTimeout = 500
    var headTimeout = 300
    var fallsBack = true
    var breaker: Breaker?
    var controlPercentage = 0
    /// When the proxy begins to drain, while clients are at work.
    var drainsAt: Int?
    /// When it stops, whatever is under way.
    var stopsAt: Int?

    /// When the candidate is not asked to serve any more, and when it is asked again.
    struct Breaker {
        var consecutiveFailures = 1
        var minimumCount = 20
        var openFor = 20
        var maxOpenFor = 80
    }
}
