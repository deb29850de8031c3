import Foundation
import Testing

/// Odd and hostile input from both sides of the proxy.
@Suite("Hostile and odd")
struct HostileTests {
    private func sidecar(
        _ stage: Stage,
        legacy: ScriptedUpstream,
        candidate: ScriptedUpstream,
        mirror: String? = nil
    ) throws -> Sidecar {
        var configuration = SidecarConfiguration(legacy: legacy.url, candidate: candidate.url)
        configuration.routes = SidecarConfiguration.oneRoute
        configuration.rolloutRoutes = ["everything"]
        if let mirror { configuration.mirror = mirror }
        return try stage.sidecar(configuration)
    }

    @Test(
        "a body that says it is JSON and is not: forwarded, one discrepancy of kind undecodable, and compared by line",
        arguments: ["legacy", "candidate"])
    func badJSON(side: String) throws {
        try withStage { stage in
            let broken = #"{"a": "#
            let legacy = try stage.upstream(answering: side == "legacy" ? broken : #"{"a":1}"#)
            let candidate = try stage.upstream(answering: side == "candidate" ? broken : #"{"a":1}"#)
            let sidecar = try sidecar(stage, legacy: legacy, candidate: candidate)
            let connection = try sidecar.connect()
            for _ in 0..<5 {
                #expect(try connection.exchange(.get("/x")).text == (side == "legacy" ? broken : #"{"a":1}"#))
            }
            connection.close()
            let report = try sidecar.finalReport()
            #expect(report.route("everything").mismatches == 5)
            #expect(try report.counts(of: "everything") == ["undecodable /body": 5, "changed /body/*": 5])
        }
    }

    @Test("an answer over the capture limit is forwarded whole and not judged")
    func largeAnswer() throws {
        try withStage { stage in
            let large = "\"" + String(repeating: "x", count: 300_000) + "\""
            let legacy = try stage.upstream(answering: large)
            let candidate = try stage.upstream(answering: large)
            let sidecar = try sidecar(
                stage, legacy: legacy, candidate: candidate,
                mirror: "{ percentage: 100, maxInFlight: 16, maxBodyBytes: 64KiB, timeout: 10s }")
            #expect(try sidecar.answer(to: .get("/x")).text == large)
            let record = try sidecar.finalReport().route("everything")
            #expect(record.incomparable == ["tooLarge": 1] && record.requests == 1, "\(record)")
        }
    }

    @Test("a request body over the capture limit reaches legacy whole, and the candidate not at all")
    func largeRequest() throws {
        try withStage { stage in
            let legacy = try stage.upstream(answering: "{}")
            let candidate = try stage.upstream(answering: "{}")
            let sidecar = try sidecar(
                stage, legacy: legacy, candidate: candidate,
                mirror: "{ percentage: 100, maxInFlight: 16, maxBodyBytes: 64KiB, timeout: 10s }")
            let body = String(repeating: "y", count: 400_000)
            #expect(try sidecar.answer(to: .post("/x", body)).status == 200)
            let record = try sidecar.finalReport().route("everything")
            #expect(record.incomparable == ["tooLarge": 1] && record.requests == 1, "\(record)")
            #expect(legacy.received.map(\.body.count) == [400_000])
            #expect(candidate.received.isEmpty)
        }
    }

    @Test("a head of five megabytes: 431, the connection ends, and the next one is served")
    func largeHead() throws {
        try withStage { stage in
            let legacy = try stage.upstream(answering: "{}")
            let candidate = try stage.upstream(answering: "{}")
            let sidecar = try sidecar(stage, legacy: legacy, candidate: candidate)
            let connection = try sidecar.connect()
            try connection.send(
                "GET /x HTTP/1.1\r\nHost: a\r\nX-Large: \(String(repeating: "z", count: 5_000_000))\r\n\r\n")
            let answer = try connection.readAnswer()
            #expect(answer.status == 431)
            #expect(answer.values("connection") == ["close"])
            #expect(try connection.readToEnd().isEmpty)
            #expect(try sidecar.answer(to: .get("/x")).status == 200)
            #expect(legacy.received.count == 1)
        }
    }

    @Test(
        "bytes that are no HTTP: 400 in JSON, and the end of the connection",
        arguments: [
            "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\r\n\r\n", "GET\r\n\r\n", "GET /x HTTP/1.1\r\n\r\n",
            "GET /x HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "GET /x HTTP/1.1\r\nHost: a\r\n folded: x\r\n\r\n",
            "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 3, 3\r\n\r\nabc", "GET /x HTTP/1.1\nHost: a\n\n",
        ])
    func garbage(bytes: String) throws {
        try withStage { stage in
            let legacy = try stage.upstream(answering: "{}")
            let candidate = try stage.upstream(answering: "{}")
            let sidecar = try sidecar(stage, legacy: legacy, candidate: candidate)
            let connection = try sidecar.connect()
            try connection.send(bytes)
            let answer = try connection.readAnswer()
            #expect(answer.statusLine == "HTTP/1.1 400 Bad Request")
            #expect(try JSONDecoder().decode([String: String].self, from: Data(answer.body))["message"] != nil)
            #expect(try connection.readToEnd().isEmpty)
            #expect(try sidecar.answer(to: .get("/x")).status == 200)
            #expect(legacy.received.count == 1 && candidate.received.count <= 1)
        }
    }

    @Test("SIGTERM while a request is under way: it is answered, and everything is in the ledger")
    func shutdown() throws {
        try withStage { stage in
            let latch = stage.latch()
            let legacy = try stage.upstream { request in
                if request.requestLine.contains("/slow") { latch.wait() }
                return ScriptedUpstream.answer("{}")
            }
            let candidate = try stage.upstream(answering: "{}")
            let sidecar = try sidecar(stage, legacy: legacy, candidate: candidate)
            let connection = try sidecar.connect()
            for _ in 0..<25 { _ = try connection.exchange(.get("/quick")) }
            try connection.send(HTTPRequest.get("/slow").bytes)
            try eventually("the request to arrive", holds: { legacy.received.count == 26 })
            sidecar.program.signal(SIGTERM)
            try eventually("the port to close", holds: { (try? sidecar.connect()) == nil })
            latch.open()
            let answer = try connection.readAnswer()
            #expect(answer.status == 200 && answer.text == "{}")
            #expect(sidecar.program.waitForExit(within: .seconds(20)))
            #expect(sidecar.program.exitStatus == 0, "\(sidecar.program.errorText)")
            let record = try sidecar.report().route("everything")
            #expect(record.requests == 26 && record.matches == 26, "\(record)")
        }
    }

    @Test("a client that goes away after its request: the copy is compared all the same")
    func clientGone() throws {
        try withStage { stage in
            let latch = stage.latch()
            let legacy = try stage.upstream { _ in
                latch.wait()
                return ScriptedUpstream.answer("{}")
            }
            let candidate = try stage.upstream(answering: "{}")
            let sidecar = try sidecar(stage, legacy: legacy, candidate: candidate)
            let connection = try sidecar.connect()
            try connection.send(HTTPRequest.get("/x").bytes)
            try eventually("the request to arrive", holds: { legacy.received.count == 1 })
            connection.close()
            latch.open()
            let report = try sidecar.waitForReport(of: 1)
            #expect(report.route("everything").requests == 1)
            #expect(report.route("everything").mismatches == 0)
            #expect(candidate.received.count == 1)
        }
    }
}
