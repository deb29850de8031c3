import Foundation
import Testing

/// What the configuration says about the connections to the two sides and to clients, through the real binary.
@Suite("Connections to the two sides")
struct UpstreamTests {
    private func configuration(_ legacy: ScriptedUpstream, _ keys: String...) -> SidecarConfiguration {
        var configuration = SidecarConfiguration(legacy: legacy.url, candidate: legacy.url)
        configuration.routes = "routes: [{ name: everything, path: /**, mirror: false }]"
        configuration.rolloutRoutes = ["everything"]
        configuration.legacyKeys = keys
        return configuration
    }

    @Test("requests are spread over the addresses, below the path of the URL, and the metrics count")
    func addresses() throws {
        try withStage { stage in
            let first = try stage.upstream(answering: #"{"at":"first"}"#)
            let second = try stage.upstream(answering: #"{"at":"second"}"#)
            var given = configuration(first, "addresses: [127.0.0.1:\(first.port), 127.0.0.1:\(second.port)]")
            given.legacy = "http://legacy.test/base"
            given.legacyKeys.append("host: upstream")
            let sidecar = try stage.sidecar(given)
            let connection = try sidecar.connect()
            for _ in 0..<10 { #expect(try connection.exchange(.get("/x?y")).status == 200) }
            for upstream in [first, second] {
                #expect(upstream.received.count >= 3 && upstream.connections == 1)
                #expect(upstream.received.allSatisfy { $0.requestLine == "GET /base/x?y HTTP/1.1" })
                #expect(upstream.received.allSatisfy { $0.fields.contains("Host: legacy.test:80") })
            }
            try eventually(
                "the metrics",
                holds: {
                    let lines = try sidecar.admin("/metrics").text.split(separator: "\n")
                    return lines.contains("parallax_upstream_connects_total{side=\"legacy\"} 2")
                        && lines.contains("parallax_upstream_connections_reused_total{side=\"legacy\"} 8")
                        && lines.contains("parallax_upstream_connections{side=\"candidate\"} 0")
                })
        }
    }

    @Test(
        "each time that is set is the one that counts", arguments: ["firstByteTimeout: 200ms", "totalTimeout: 200ms"])
    func timeToHead(key: String) throws {
        try withStage { stage in
            let latch = stage.latch()
            let legacy = try stage.upstream { _ in
                latch.wait()
                return ""
            }
            let sidecar = try stage.sidecar(configuration(legacy, key))
            #expect(try sidecar.connect(limit: .seconds(5)).exchange(.get("/")).status == 504)
        }
    }

    @Test("a silence inside an answer is bound by idleTimeout alone")
    func idle() throws {
        try withStage { stage in
            let legacy = try stage.upstream { _ in "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this" }
            let sidecar = try stage.sidecar(configuration(legacy, "idleTimeout: 200ms"))
            let connection = try sidecar.connect(limit: .seconds(5))
            try connection.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
            #expect(String(decoding: try connection.readToEnd(), as: UTF8.self).hasSuffix("only this"))
        }
    }

    @Test("the pool is as large as it says, and what it has no place for gets 503")
    func pool() throws {
        try withStage { stage in
            let latch = stage.latch()
            let legacy = try stage.upstream { request in
                if request.requestLine.contains("/slow") { latch.wait() }
                return ScriptedUpstream.answer("{}")
            }
            let pool = "pool: { maxConnections: 1, maxWaiting: 0, maxRequests: 2 }"
            var given = configuration(legacy, pool)
            // Its threads share the pool, and each has one connection at least.
            given.threads = 1
            let sidecar = try stage.sidecar(given)
            let slow = try sidecar.connect()
            try slow.send("GET /slow HTTP/1.1\r\nHost: h\r\n\r\n")
            try eventually("the slow request", holds: { legacy.received.count == 1 })
            let shed = try sidecar.answer(to: .get("/"))
            #expect(shed.status == 503 && shed.text.contains("upstreamSaturated"))
            latch.open()
            #expect(try slow.readAnswer().status == 200)
            for _ in 0..<5 { #expect(try slow.exchange(.get("/")).status == 200) }
            #expect(legacy.connections == 3, "two requests each")
        }
    }

    @Test("a client connection carries as many requests as it may, and a body has its time")
    func limits() throws {
        try withStage { stage in
            let legacy = try stage.upstream(answering: "{}")
            var given = configuration(legacy)
            given.limits = "{ requestsPerConnection: 2, bodyTimeout: 200ms }"
            let sidecar = try stage.sidecar(given)
            let connection = try sidecar.connect()
            #expect(try connection.exchange(.get("/")).fields.contains("Connection: close") == false)
            #expect(try connection.exchange(.get("/")).fields.contains("Connection: close"))
            let slow = try sidecar.connect(limit: .seconds(5))
            try slow.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nhalf")
            #expect(try slow.readAnswer().status == 408)
        }
    }
}
