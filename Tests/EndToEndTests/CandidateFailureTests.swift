import Foundation
import Testing

/// Whatever happens to the candidate, clients get legacy's answers, and the report says what happened.
@Suite("The candidate fails under load")
struct CandidateFailureTests {
    /// Half of the users are promoted, so that both ways are under load.
    private func configuration(_ legacy: Functions, _ candidate: Functions) -> SidecarConfiguration {
        var configuration = SidecarConfiguration(legacy: legacy.url, candidate: candidate.url)
        configuration.rolloutPercentage = 50
        return configuration
    }

    @Test("killed: clients notice nothing, and the copies count as candidateUnreachable")
    func killed() throws {
        try withStage { stage in
            let database = try stage.database()
            let rows = try SeedRows.read(from: database, on: stage.cluster)
            let legacy = try stage.functions(.legacy, on: database)
            let candidate = try stage.functions(.repository, on: try stage.database())
            let sidecar = try stage.sidecar(configuration(legacy, candidate))
            let baseline = try Baseline(Baseline.requests(rows), from: legacy)
            let load = Load(port: sidecar.port, connections: 8, requests: baseline.requests)
            try load.waitForMore(250)
            candidate.program.kill()
            try load.waitForMore(250)
            let outcomes = try load.stop()
            baseline.expectEqual(outcomes)

            let report = try sidecar.finalReport()
            #expect(report.requests == outcomes.count)
            for route in report.routes { #expect(route.addsUp, "\(route)") }
            let context = report.route("customer-context")
            #expect(context.mismatches == 0, "a dead candidate is no mismatch")
            #expect(context.matches > 0 && context.servedByCandidate > 0)
            let unreachable = context.incomparable["candidateUnreachable", default: 0]
            let skipped = context.incomparable["circuitOpen", default: 0]
            #expect(unreachable > 0 && skipped > 0 && unreachable + skipped > 100, "\(context)")
            #expect(
                Set(context.incomparable.keys).isSubset(
                    of: ["candidateUnreachable", "candidateMalformed", "overtaken", "circuitOpen"])
            )
            #expect(context.fallbacks > 0 && context.candidateFailures > 0, "\(context)")
            #expect(report.route("customer-update").incomparable["candidateUnreachable", default: 0] > 0)
        }
    }

    @Test("without its database: its 500s are mismatches and failures of the candidate")
    func databaseGone() throws {
        try withStage { stage in
            let database = try stage.database()
            let rows = try SeedRows.read(from: database, on: stage.cluster)
            let legacy = try stage.functions(.legacy, on: database)
            let shadow = try stage.database()
            let candidate = try stage.functions(.repository, on: shadow)
            // Every answer is to be compared.
            var configuration = configuration(legacy, candidate)
            configuration.breaker = "off"
            let sidecar = try stage.sidecar(configuration)
            // Reads only: beside writes, which stay with legacy, some of the promoted ones are overtaken and not judged.
            let reads = Baseline.requests(rows).filter { $0.method == "GET" }
            let baseline = try Baseline(reads, from: legacy)
            let load = Load(port: sidecar.port, connections: 8, requests: baseline.requests)
            try load.waitForMore(250)
            try stage.refuseConnections(to: shadow)
            try load.waitForMore(250)
            let outcomes = try load.stop()
            baseline.expectEqual(outcomes)

            let report = try sidecar.finalReport()
            #expect(report.requests == outcomes.count)
            let context = report.route("customer-context")
            #expect(context.addsUp && context.incomparable.isEmpty, "\(context)")
            #expect(context.matches > 0 && context.mismatches > 0 && context.fallbacks > 0)
            #expect(context.candidateFailures > 0 && context.candidateFailures <= context.mismatches, "\(context)")
            let status = try #require(try report.counts(of: "customer-context")["changed /status"])
            #expect(status == context.candidateFailures, "a 200 that became a 500 is a failure of the candidate")
        }
    }

    @Test("hanging: clients are answered before the candidate is, and the copies time out")
    func hanging() throws {
        try withStage { stage in
            let legacy = try stage.upstream(answering: #"{"side":"legacy"}"#)
            let latch = stage.latch()
            let candidate = try stage.upstream { _ in
                latch.wait()
                return ScriptedUpstream.answer("{}")
            }
            var configuration = SidecarConfiguration(legacy: legacy.url, candidate: candidate.url)
            configuration.routes = SidecarConfiguration.oneRoute
            configuration.rolloutRoutes = ["everything"]
            configuration.mirror = "{ percentage: 100, maxInFlight: 64, timeout: 1s }"
            let sidecar = try stage.sidecar(configuration)
            let connection = try sidecar.connect()
            let start = ContinuousClock.now
            for number in 0..<200 {
                #expect(try connection.exchange(.get("/x?user=\(number)")).text == #"{"side":"legacy"}"#)
            }
            // Nothing lets the candidate go: who waited for it would have waited a second each time.
            #expect(ContinuousClock.now - start < .seconds(100))
            connection.close()
            let record = try sidecar.finalReport().route("everything")
            #expect(record.requests == 200 && record.addsUp, "\(record)")
            #expect(record.comparisons == 0)
            #expect(record.incomparable["timeout", default: 0] >= 64, "\(record)")
            #expect(Set(record.incomparable.keys).isSubset(of: ["timeout", "dropped"]), "\(record)")
        }
    }

    @Test("serving and hanging: legacy answers after the candidate's timeout")
    func hangingWhileServing() throws {
        try withStage { stage in
            let legacy = try stage.upstream(answering: #"{"side":"legacy"}"#)
            let latch = stage.latch()
            let candidate = try stage.upstream { _ in
                latch.wait()
                return ScriptedUpstream.answer("{}")
            }
            var configuration = SidecarConfiguration(legacy: legacy.url, candidate: candidate.url)
            configuration.routes = SidecarConfiguration.oneRoute
            configuration.rolloutRoutes = ["everything"]
            configuration.rolloutPercentage = 100
            configuration.candidateTimeout = "300ms"
            let sidecar = try stage.sidecar(configuration)
            #expect(try sidecar.answer(to: .get("/x?user=1")).text == #"{"side":"legacy"}"#)
            let record = try sidecar.finalReport().route("everything")
            #expect(record.incomparable == ["timeout": 1] && record.fallbacks == 1, "\(record)")
            #expect(record.candidateFailures == 1 && record.servedByCandidate == 0, "\(record)")
        }
    }
}

extension Stage {
    /// Ends a database's sessions and lets nobody in any more.
    func refuseConnections(to database: String) throws {
        try cluster.run("ALTER DATABASE \(database) ALLOW_CONNECTIONS false")
        try cluster.run(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '\(database)'")
    }
}
