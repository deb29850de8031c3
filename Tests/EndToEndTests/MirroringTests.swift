import Foundation
import Testing

/// How much is copied, and what a copy may cost.
@Suite("Mirroring")
struct MirroringTests {
    private func configuration(_ legacy: ScriptedUpstream, _ candidate: ScriptedUpstream) -> SidecarConfiguration {
        var configuration = SidecarConfiguration(legacy: legacy.url, candidate: candidate.url)
        configuration.routes = SidecarConfiguration.oneRoute
        configuration.rolloutRoutes = ["everything"]
        return configuration
    }

    @Test("of a share of 30 % the same users are copied every time, and the others never")
    func sampled() throws {
        try withStage { stage in
            let legacy = try stage.upstream(answering: "{}")
            let candidate = try stage.upstream(answering: "{}")
            var configuration = configuration(legacy, candidate)
            configuration.mirror = "{ percentage: 30 }"
            let sidecar = try stage.sidecar(configuration)
            let connection = try sidecar.connect()
            for _ in 0..<3 {
                for user in 0..<100 { _ = try connection.exchange(.get("/x?user=\(user)")) }
            }
            connection.close()
            let record = try sidecar.finalReport().route("everything")
            let targets = Dictionary(grouping: candidate.received, by: \.requestLine).mapValues(\.count)
            #expect(targets.count > 10 && targets.count < 60, "\(targets.count) of 100 users")
            #expect(targets.values.allSatisfy { $0 == 3 })
            #expect(record.comparisons == targets.count * 3)
            #expect(record.notMirrored == 300 - record.comparisons && record.addsUp, "\(record)")
        }
    }

    @Test("writes that are not to be mirrored are not, and count as such")
    func writes() throws {
        try withStage { stage in
            let legacy = try stage.upstream(answering: "{}")
            let candidate = try stage.upstream(answering: "{}")
            var configuration = configuration(legacy, candidate)
            configuration.routes = """
                routes:
                  - { name: everything, path: /kept/**, operation: write }
                  - { name: tried, path: /tried/**, operation: write, writes: dryRun }
                """
            let sidecar = try stage.sidecar(configuration)
            #expect(try sidecar.answer(to: .post("/kept/1", "a")).status == 200)
            #expect(try sidecar.answer(to: .post("/tried/1", "b")).status == 200)
            let report = try sidecar.finalReport()
            #expect(report.route("everything").incomparable == ["writeNotMirrored": 1])
            #expect(report.route("tried").matches == 1)
            #expect(candidate.received.map(\.body) == [Array("b".utf8)])
            #expect(candidate.received.first?.fields.contains("Parallax-Dry-Run: ?1") == true)
            #expect(legacy.received.allSatisfy { !$0.fields.contains("Parallax-Dry-Run: ?1") })
        }
    }

    @Test("without a fallback the client gets the candidate's own failure")
    func noFallback() throws {
        try withStage { stage in
            let legacy = try stage.upstream(answering: "{}")
            let candidate = try stage.upstream { _ in ScriptedUpstream.answer("{}", status: "503 Busy") }
            var configuration = configuration(legacy, candidate)
            configuration.rolloutPercentage = 100
            configuration.fallback = "none"
            let sidecar = try stage.sidecar(configuration)
            #expect(try sidecar.answer(to: .get("/x?user=1")).statusLine == "HTTP/1.1 503 Busy")
            let record = try sidecar.finalReport().route("everything")
            #expect(
                record.servedByCandidate == 1 && record.fallbacks == 0 && record.candidateFailures == 1, "\(record)")
        }
    }

    @Test("thousands of requests beside a candidate that never answers leave the memory as it was")
    func memory() throws {
        try withStage { stage in
            let legacy = try stage.upstream(answering: "{}")
            let latch = stage.latch()
            let candidate = try stage.upstream { _ in
                latch.wait(atMost: 600)
                return ""
            }
            var configuration = configuration(legacy, candidate)
            configuration.mirror = "{ percentage: 100, maxInFlight: 32, timeout: 600s }"
            let sidecar = try stage.sidecar(configuration)
            let body = String(repeating: "x", count: 8_000)
            let requests = (0..<50).map { HTTPRequest.post("/x?user=\($0)", body) }
            let load = Load(port: sidecar.port, connections: 8, requests: requests)
            // By then exchanges have waited for comparison, which on a busy machine takes memory of its own.
            let some = SanitizedRun.isOn ? 500 : 5_000
            try load.waitForMore(some)
            let before = try sidecar.program.residentBytes()
            try load.waitForMore(2 * some)
            let after = try sidecar.program.residentBytes()
            let outcomes = try load.stop()
            #expect(outcomes.allSatisfy { $0.answer?.status == 200 })
            // The copies of 10,000 requests alone would be 80 MB; on a busy machine thousands may wait for comparison.
            #expect(after - before < 70_000_000 || SanitizedRun.isOn, "\(before) bytes became \(after)")
            #expect(candidate.received.count <= 32)
            latch.open()
            let record = try sidecar.finalReport().route("everything")
            #expect(record.requests == outcomes.count && record.addsUp, "\(record)")
            #expect(record.incomparable["dropped", default: 0] >= outcomes.count - 32 - 8, "\(record)")
        }
    }

    @Test("the metrics say what was done")
    func metrics() throws {
        try withStage { stage in
            let legacy = try stage.upstream(answering: #"{"a":1}"#)
            let candidate = try stage.upstream(answering: #"{"a":2}"#)
            let sidecar = try stage.sidecar(configuration(legacy, candidate))
            let connection = try sidecar.connect()
            for _ in 0..<7 { _ = try connection.exchange(.get("/x?user=1")) }
            try connection.send("nonsense\r\n\r\n")
            #expect(try connection.readAnswer().status == 400)
            try eventually(
                "the metrics",
                holds: {
                    let page = try sidecar.admin("/metrics").text
                    let lines = page.split(separator: "\n")
                    return lines.contains {
                        $0.hasPrefix("parallax_exchanges_total{") && $0.contains("mismatch") && $0.hasSuffix(" 7")
                    } && lines.contains("parallax_requests_refused_total 1")
                })
            #expect(try sidecar.admin("/live").status == 200)
        }
    }
}
