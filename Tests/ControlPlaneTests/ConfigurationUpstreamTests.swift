import ControlPlane
import DataPlane
import Testing
import Traffic

@Suite("Configuration: connections to the two sides")
struct ConfigurationUpstreamTests {
    static func upstream(_ text: String) throws -> UpstreamSection {
        try ConfigurationText.configuration(
            "upstreams:\n  legacy: { url: http://127.0.0.1:9001 }\n  candidate: { \(text) }\n"
        ).candidate
    }

    static func summary(_ text: String) throws -> String {
        ConfigurationSummary.describe(
            try ConfigurationText.configuration(
                "upstreams:\n  legacy: { url: http://127.0.0.1:9001 }\n  candidate: { \(text) }\n"))
    }

    @Test("a URL is all that is needed")
    func defaults() throws {
        let upstream = try Self.upstream("url: http://b:9002")
        #expect(upstream == UpstreamSection(url: UpstreamURL(scheme: .http, host: "b", port: 9_002)))
        #expect(upstream.endpoints == [UpstreamAddress(host: "b", port: 9_002)])
        #expect(upstream.resolveEvery == .seconds(30) && upstream.ejectAfter == 5)
        #expect(upstream.timeout == .seconds(30) && upstream.connectTimeout == .seconds(5))
        #expect(upstream.firstByteTimeout == nil && upstream.idleTimeout == nil && upstream.totalTimeout == nil)
        #expect(upstream.pool.maxConnections == nil && upstream.pool.maxWaiting == 1_024)
        #expect(upstream.pool.maxIdle == 1_024 && upstream.pool.idleTimeout == .seconds(4))
        #expect(upstream.pool.maxAge == .seconds(3_600) && upstream.pool.maxRequests == nil)
        #expect(upstream.tls.verify == .full && upstream.tls.trustRoots == nil && upstream.tls.serverName == nil)
    }

    @Test("addresses are read, with the URL's port where they have none")
    func addresses() throws {
        let upstream = try Self.upstream("url: https://b, addresses: [127.0.0.1:9001, \"[::1]\", orders.internal:80]")
        #expect(
            upstream.endpoints == [
                UpstreamAddress(host: "127.0.0.1", port: 9_001), UpstreamAddress(host: "::1", port: 443),
                UpstreamAddress(host: "orders.internal", port: 80),
            ])
        #expect(upstream.addresses.map(\.description) == ["127.0.0.1:9001", "[::1]:443", "orders.internal:80"])
        #expect(try Self.upstream("url: http://b, ejectAfter: never, resolveEvery: 5m").ejectAfter == nil)
    }

    @Test("timeouts and the pool are read")
    func timesAndPool() throws {
        let upstream = try Self.upstream(
            "url: http://b, timeout: 10s, connectTimeout: 1s, firstByteTimeout: 2s, idleTimeout: 3s, totalTimeout: 4s, "
                + "pool: { maxConnections: 5, maxWaiting: 0, maxIdle: 7, idleTimeout: 8s, maxAge: unlimited, maxRequests: 9 }"
        )
        #expect(upstream.connectTimeout == .seconds(1) && upstream.firstByteTimeout == .seconds(2))
        #expect(upstream.idleTimeout == .seconds(3) && upstream.totalTimeout == .seconds(4))
        #expect(upstream.pool.maxConnections == 5 && upstream.pool.maxWaiting == 0 && upstream.pool.maxIdle == 7)
        #expect(upstream.pool.idleTimeout == .seconds(8) && upstream.pool.maxAge == nil)
        #expect(upstream.pool.maxRequests == 9)
        #expect(try Self.upstream("url: http://b, totalTimeout: unlimited").totalTimeout == nil)
    }

    @Test(
        "a path in the URL is kept as it is, without a slash at its end",
        arguments: [("http://b/", ""), ("http://b/base", "/base"), ("http://b/a/b%20c/", "/a/b%20c")])
    func path(url: String, path: String) throws {
        let upstream = try Self.upstream("url: \"\(url)\"")
        #expect(upstream.url.path == path && upstream.url.description == "http://b\(path)")
    }

    @Test("limits of clients are read")
    func limits() throws {
        func limits(_ text: String) throws -> Limits {
            try ConfigurationText.configuration(ConfigurationText.upstreams + "limits: { \(text) }").limits
        }
        #expect(Limits().bodyTimeout == nil && Limits().requestsPerConnection == nil)
        let stated = try limits("bodyTimeout: 1m, answerTimeout: 2m, requestsPerConnection: 1000")
        #expect(stated.answerTimeout == .seconds(120) && Limits().answerTimeout == nil)
        #expect(stated.bodyTimeout == .seconds(60) && stated.requestsPerConnection == 1_000)
        #expect(try limits("bodyTimeout: unlimited, requestsPerConnection: unlimited") == Limits())
    }

    @Test(
        "the summary says what matters",
        arguments: [
            (
                "url: http://b",
                "The candidate may take 5s to be connected to, 30s to its first byte, 30s between pieces, any"
            ),
            (
                "url: http://b, timeout: 9s, idleTimeout: 1s, totalTimeout: 2m",
                "9s to its first byte, 1s between pieces, 2m in"
            ),
            ("url: http://b, addresses: [c:1, d]", "The candidate is connected to at c:1, d:80."),
            ("url: http://b/base", "gets requests below /base: it stands before their own path."),
            (
                "url: http://b, pool: { maxConnections: 5 }",
                "The candidate gets at most 5 connections to each address; 1024"
            ),
            ("url: https://b", "The candidate's certificate must name b and be signed by an authority of the system."),
            ("url: https://b, tls: { serverName: c }", "The candidate's certificate must name c"),
            ("url: https://b, tls: { verify: none }", "is not verified: anybody could answer in its place."),
        ])
    func sentences(text: String, sentence: String) throws {
        let summary = try Self.summary(text)
        #expect(summary.contains(sentence), "\(summary)")
    }

    @Test("another path is another candidate, and so other evidence; how it is connected to is not")
    func fingerprint() throws {
        func fingerprint(_ text: String) throws -> String {
            try ConfigurationText.configuration(
                "upstreams:\n  legacy: { url: http://a }\n  candidate: { \(text) }\n"
            ).fingerprint
        }
        let plain = try fingerprint("url: https://b")
        #expect(try fingerprint("url: https://b/v2") != plain)
        for same in [
            "addresses: [c]", "timeout: 1s", "pool: { maxIdle: 1 }", "tls: { serverName: c }", "ejectAfter: 9",
        ] {
            #expect(try fingerprint("url: https://b, \(same)") == plain, "\(same)")
        }
    }
}
