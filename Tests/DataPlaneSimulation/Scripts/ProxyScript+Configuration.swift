@testable import DataPlane
import Traffic

extension ProxyScript {
    /// Prefixes of paths, by the routes that they lead to.
    static let prefixes = ["read", "write", "keyed", "plain"]

    var configuration: ProxyConfiguration {
        ProxyConfiguration(
            listen: .unix(path: "/simulated"),
            limits: FramingLimits(headBytes: 4096, headFields: 32, requestLineBytes: 1024, bodyBytes: bodyBytesTaken),
            timeouts: ClientTimeouts(head: Self.nanoseconds(headTimeout), idle: Self.nanoseconds(idleTimeout)),
            legacy: UpstreamConfiguration(
                host: "192.0.2.10", port: SimulatedNetwork.legacyPort, timeout: Self.nanoseconds(upstreamTimeout)),
            candidate: UpstreamConfiguration(
                host: "192.0.2.20", port: SimulatedNetwork.candidatePort, timeout: Self.nanoseconds(upstreamTimeout)),
            mirror: MirrorConfiguration(
                maximumInFlight: copiesInFlight,
                maximumBodyBytes: bodyBytesCaptured,
                timeout: Self.nanoseconds(copyTimeout)
            ),
            fallsBack: fallsBack,
            breaker: breaker.map {
                BreakerConfiguration(
                    consecutiveFailures: $0.consecutiveFailures,
                    minimumCount: $0.minimumCount,
                    window: Self.nanoseconds(1_000),
                    openFor: Self.nanoseconds($0.openFor),
                    maximumOpenFor: Self.nanoseconds($0.maxOpenFor)
                )
            },
            routes: Self.routes
        )
    }

    private static let routes = [
        Route(name: "read", path: path("read"), operation: .read),
        Route(name: "write", path: path("write"), operation: .write, writes: .isolated),
        Route(name: "keyed", path: path("keyed"), userKeys: [Location(["request", "body", "user"])]),
        Route(name: "plain", path: path("plain")),
    ]

    private static func nanoseconds(_ milliseconds: Int) -> Int64 { Int64(milliseconds) * 1_000_000 }

    private static func path(_ prefix: String) -> PathPattern {
        // The patterns are ours and fixed; one that cannot be read leaves the route unmatched, which a test would see.
        (try? PathPattern(parsing: "/\(prefix)/{token}")) ?? .anything
    }
}
