import Foundation
import Testing

/// Where legacy itself fails, the client gets legacy's own error, or the proxy's where there is none.
@Suite("Legacy fails")
struct LegacyFailureTests {
    @Test("without its database: the client gets legacy's own error unchanged")
    func databaseGone() throws {
        try withStage { stage in
            let database = try stage.database()
            let rows = try SeedRows.read(from: database, on: stage.cluster)
            let legacy = try stage.functions(.legacy, on: database)
            let candidate = try stage.functions(.repository, on: try stage.database())
            let sidecar = try stage.sidecar(SidecarConfiguration(legacy: legacy.url, candidate: candidate.url))
            try stage.refuseConnections(to: database)
            let request = HTTPRequest.get(try #require(rows.customers.first).target())
            let expected = try legacy.connect().exchange(request)
            #expect(expected.status == 500 && expected.text.contains("Context preload failed"), "\(expected)")
            let answer = try sidecar.answer(to: request)
            #expect(answer.withoutClocks == expected.withoutClocks)
            let record = try sidecar.finalReport().route("customer-context")
            #expect(record.mismatches == 1 && record.candidateFailures == 0, "\(record)")
        }
    }

    @Test("gone altogether: the proxy says so in JSON, and keeps the connection")
    func processGone() throws {
        try withStage { stage in
            let candidate = try stage.upstream(answering: #"{"side":"candidate"}"#)
            var configuration = SidecarConfiguration(
                legacy: "http://127.0.0.1:\(try Loopback.unusedPort())", candidate: candidate.url)
            configuration.routes = SidecarConfiguration.oneRoute
            configuration.rolloutRoutes = ["everything"]
            let sidecar = try stage.sidecar(configuration)
            let connection = try sidecar.connect()
            for _ in 0..<3 {
                let answer = try connection.exchange(.get("/x?user=1"))
                #expect(answer.statusLine == "HTTP/1.1 502 Bad Gateway")
                #expect(answer.values("content-type") == ["application/json"])
                let body = try JSONDecoder().decode([String: String].self, from: Data(answer.body))
                #expect(body["error"] == "upstreamUnreachable")
                #expect(body["message"]?.contains("legacy") == true)
            }
            connection.close()
            let record = try sidecar.finalReport().route("everything")
            #expect(record.incomparable == ["legacyUnreachable": 3], "\(record)")
            #expect(record.candidateFailures == 0)
        }
    }

    @Test("garbage instead of an answer: 502, and the next request is served")
    func garbage() throws {
        try withStage { stage in
            let legacy = try stage.upstream { request in
                request.requestLine.contains("/bad") ? "NOT HTTP AT ALL\r\n\r\n" : ScriptedUpstream.answer("{}")
            }
            let candidate = try stage.upstream(answering: "{}")
            var configuration = SidecarConfiguration(legacy: legacy.url, candidate: candidate.url)
            configuration.routes = SidecarConfiguration.oneRoute
            configuration.rolloutRoutes = ["everything"]
            let sidecar = try stage.sidecar(configuration)
            let connection = try sidecar.connect()
            #expect(try connection.exchange(.get("/bad")).status == 502)
            #expect(try connection.exchange(.get("/good")).status == 200)
            connection.close()
            let record = try sidecar.finalReport().route("everything")
            #expect(record.incomparable == ["legacyMalformed": 1] && record.matches == 1, "\(record)")
        }
    }
}
