import Foundation
import Testing

/// A green light rests on enough distinct evidence, and on nothing less.
@Suite("The gate's verdict")
struct GateTests {
    struct Verdict: Decodable {
        struct Rollout: Decodable {
            let feature: String
            let verdict: String?
            let missing: [String]
        }

        struct Readiness: Decodable { let readiness: String }

        let rollouts: [Rollout]
        let verdict: Readiness
    }

    /// What the sidecar says after some requests: of each a number that names a distinct target.
    private func verdict(
        after requests: some Sequence<Int>,
        candidate: @escaping ScriptedUpstream.Script
    ) throws -> Verdict {
        var verdict: Verdict?
        try withStage { stage in
            let legacy = try stage.upstream(answering: #"{"a":1}"#)
            var configuration = SidecarConfiguration(legacy: legacy.url, candidate: try stage.upstream(candidate).url)
            configuration.routes = SidecarConfiguration.oneRoute
            configuration.rolloutRoutes = ["everything"]
            configuration.gate = "{ minimumComparisons: 1, minimumDuration: 0s, criteria: [mismatch_rate <= 1%] }"
            let sidecar = try stage.sidecar(configuration)
            let connection = try sidecar.connect()
            for number in requests { _ = try connection.exchange(.get("/x?user=\(number)")) }
            connection.close()
            try sidecar.stop()
            verdict = try JSONDecoder().decode(Verdict.self, from: try sidecar.reportData())
        }
        return try #require(verdict)
    }

    /// The figures of the design for a limit of 1 %: without a mismatch from 367 on, with one from 657 on.
    @Test(
        "367 distinct clean requests pass a limit of 1 %, and 366 lack one",
        arguments: [(367, "pass"), (366, "inconclusive")])
    func enough(requests: Int, expected: String) throws {
        let verdict = try verdict(after: 0..<requests) { _ in ScriptedUpstream.answer(#"{"a":1}"#) }
        let rollout = try #require(verdict.rollouts.first)
        #expect(rollout.verdict == expected, "\(rollout)")
        #expect(verdict.verdict.readiness == (expected == "pass" ? "ready" : "undecided"))
        if expected != "pass" {
            #expect(
                rollout.missing.contains { $0.contains("1 more comparison on route everything") }, "\(rollout.missing)")
        }
    }

    @Test("the same few requests again and again are no more evidence than once")
    func repeated() throws {
        let requests = (0..<600).map { $0 % 40 }
        let verdict = try verdict(after: requests) { _ in ScriptedUpstream.answer(#"{"a":1}"#) }
        #expect(verdict.rollouts.first?.verdict == "inconclusive")
        #expect(verdict.rollouts.first?.missing.contains { $0.contains("327 more comparisons") } == true)
    }

    @Test("a candidate that differs every tenth time fails")
    func failing() throws {
        let verdict = try verdict(after: 0..<200) { request in
            ScriptedUpstream.answer(request.requestLine.contains("0 HTTP") ? #"{"a":2}"# : #"{"a":1}"#)
        }
        #expect(verdict.rollouts.first?.verdict == "fail")
        #expect(verdict.verdict.readiness == "notReady")
    }

    @Test("a candidate that is not there passes nothing, however long")
    func absent() throws {
        let verdict = try verdict(after: 0..<500) { _ in "" }
        #expect(verdict.rollouts.first?.verdict != "pass")
        #expect(verdict.verdict.readiness != "ready")
    }
}
