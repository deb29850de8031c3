import Foundation
import Testing

/// A candidate that everybody is promoted to dies: users pay for the first few requests, and the gate for all.
@Suite("The circuit breaker")
struct CircuitBreakerTests {
    enum Death: String, CaseIterable {
        case refuses, hangs, fails

        /// What its few requests end in.
        var reason: String {
            switch self {
            case .refuses: "candidateUnreachable"
            case .hangs: "timeout"
            case .fails: ""
            }
        }
    }

    struct Verdict: Decodable {
        struct Rollout: Decodable {
            struct Criterion: Decodable {
                let criterion: String
                let verdict: String
                let bad: Int
                let observations: Int
            }

            let verdict: String?
            let criteria: [Criterion]
        }

        let rollouts: [Rollout]
    }

    private static let requests = 60
    private static let users = 3

    private func configuration(_ legacy: ScriptedUpstream, _ candidate: String) -> SidecarConfiguration {
        var configuration = SidecarConfiguration(legacy: legacy.url, candidate: candidate)
        configuration.threads = 1
        configuration.routes = SidecarConfiguration.oneRoute
        configuration.rolloutRoutes = ["everything"]
        configuration.rolloutPercentage = 100
        configuration.gate = "{ minimumDuration: 0s, criteria: [error_rate <= 1%] }"
        // Once open it stays so for as long as the test takes.
        configuration.breaker = "{ consecutiveFailures: \(Self.users), openFor: 1h, maxOpenFor: 1h }"
        return configuration
    }

    @Test(
        "a dead candidate that serves everybody costs nothing after the first few, and fails its gate with all of them",
        arguments: Death.allCases)
    func dead(_ death: Death) throws {
        try withStage { stage in
            let legacy = try stage.upstream(answering: #"{"side":"legacy"}"#)
            let latch = stage.latch()
            let candidate = try stage.upstream { _ in
                if death == .hangs { latch.wait() }
                return ScriptedUpstream.answer("{}", status: "503 Busy")
            }
            let url = death == .refuses ? "http://127.0.0.1:\(try Loopback.unusedPort())" : candidate.url
            var configuration = configuration(legacy, url)
            // Only one that hangs is waited for in vain.
            if death == .hangs { configuration.candidateTimeout = "300ms" }
            let sidecar = try stage.sidecar(configuration)
            let connection = try sidecar.connect()
            for number in 0..<Self.requests {
                #expect(try connection.exchange(.get("/x?user=\(number)")).text == #"{"side":"legacy"}"#)
            }
            if death != .refuses { #expect(candidate.received.count == Self.users) }
            #expect(legacy.received.count == Self.requests && !legacy.received.contains(where: \.isCopy))
            try expectWarning(of: sidecar)
            connection.close()

            let skipped = Self.requests - Self.users
            let record = try sidecar.finalReport().route("everything")
            #expect(record.requests == Self.requests && record.addsUp && record.fallbacks == Self.requests, "\(record)")
            #expect(record.candidateFailures == Self.requests && record.servedByCandidate == 0, "\(record)")
            #expect(record.incomparable["circuitOpen"] == skipped, "\(record)")
            #expect(death == .fails ? record.mismatches == Self.users : record.incomparable[death.reason] == Self.users)
            if death == .hangs { #expect(try #require(record.latency?.fallback).p50 >= 300) }
            try expectVerdict(of: sidecar)
            try expectNote("\(Self.users) fallbacks to legacy, which cost", of: sidecar)
            try expectNote("\(skipped) more were spared by the circuit breaker", of: sidecar)
        }
    }

    private func expectWarning(of sidecar: Sidecar) throws {
        let readiness = try sidecar.readiness()
        #expect(readiness.ready && readiness.degraded)
        #expect(readiness.warnings.contains { $0.contains("circuit breaker is open") }, "\(readiness.warnings)")
        let metrics = try sidecar.admin("/metrics").text.split(separator: "\n")
        #expect(metrics.contains("parallax_breaker_open 1"))
        #expect(metrics.contains("parallax_breaker_opened_total 1"))
        #expect(metrics.contains("parallax_breaker_skipped_total \(Self.requests - Self.users)"))
    }

    /// Whether every request counts as a failure of the candidate in the gate's evidence.
    private func expectVerdict(of sidecar: Sidecar) throws {
        let verdict = try JSONDecoder().decode(Verdict.self, from: try sidecar.reportData())
        let rollout = try #require(verdict.rollouts.first)
        let criterion = try #require(rollout.criteria.first { $0.criterion.hasPrefix("error_rate") })
        #expect(criterion.bad == Self.requests && criterion.observations == Self.requests, "\(criterion)")
        #expect(criterion.verdict == "fail" && rollout.verdict == "fail", "\(rollout)")
    }

    private func expectNote(_ note: String, of sidecar: Sidecar) throws {
        let report = String(decoding: try sidecar.reportData(format: "terminal"), as: UTF8.self)
        let words = report.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(words.contains(note), "\(report)")
        let page = String(decoding: try sidecar.reportData(format: "html"), as: UTF8.self)
        #expect(page.contains(note))
    }

    @Test("a candidate that comes back serves again, and all is well")
    func recovery() throws {
        try withStage { stage in
            let legacy = try stage.upstream(answering: #"{"side":"legacy"}"#)
            let isBack = Monitored(false)
            let candidate = try mendable(isBack, on: stage)
            var configuration = configuration(legacy, candidate.url)
            configuration.breaker = "{ consecutiveFailures: 3, openFor: 20ms, maxOpenFor: 40ms }"
            let sidecar = try stage.sidecar(configuration)
            let connection = try sidecar.connect()
            for number in 0..<30 {
                #expect(try connection.exchange(.get("/x?user=\(number)")).text == #"{"side":"legacy"}"#)
            }
            isBack.withLock { $0 = true }
            try eventually("the candidate to serve") {
                try connection.exchange(.get("/x?user=1")).text == #"{"side":"candidate"}"#
            }
            for number in 0..<10 {
                #expect(try connection.exchange(.get("/x?user=\(number)")).text == #"{"side":"candidate"}"#)
            }
            let warnings = try sidecar.readiness().warnings
            #expect(!warnings.contains { $0.contains("circuit breaker") }, "\(warnings)")
            #expect(try sidecar.admin("/metrics").text.contains("parallax_breaker_open 0\n"))
            connection.close()
            #expect(try sidecar.finalReport().route("everything").addsUp)
        }
    }

    @Test("a rollout that is resumed finds its candidate mended, however long the circuit would have stayed open")
    func resumed() throws {
        try withStage { stage in
            let legacy = try stage.upstream(answering: #"{"side":"legacy"}"#)
            let isBack = Monitored(false)
            let candidate = try mendable(isBack, on: stage)
            var configuration = configuration(legacy, candidate.url)
            configuration.tokens = ["promoter"]
            let sidecar = try stage.sidecar(configuration)
            let connection = try sidecar.connect()
            for number in 0..<30 {
                #expect(try connection.exchange(.get("/x?user=\(number)")).text == #"{"side":"legacy"}"#)
            }
            #expect(candidate.received.count == Self.users, "the circuit is open")
            isBack.withLock { $0 = true }
            for arguments in [["rollback"], ["resume"], ["promote", "--to", "100", "--force"]] {
                let command = arguments[...0] + ["useNewCustomerRepository", "--reason", "r"] + arguments[1...]
                let result = try sidecar.command(Array(command))
                #expect(result.status == 0, "\(result.errors)")
            }
            try eventually("the candidate to serve") {
                try connection.exchange(.get("/x?user=1")).text == #"{"side":"candidate"}"#
            }
            for number in 0..<10 {
                #expect(try connection.exchange(.get("/x?user=\(number)")).text == #"{"side":"candidate"}"#)
            }
            connection.close()
            try sidecar.stop()
        }
    }

    /// A candidate that fails until it is back.
    private func mendable(_ isBack: Monitored<Bool>, on stage: Stage) throws -> ScriptedUpstream {
        try stage.upstream { _ in
            let status = isBack.withLock { $0 } ? "200 OK" : "500 No"
            return ScriptedUpstream.answer(#"{"side":"candidate"}"#, status: status)
        }
    }
}
