import Foundation
import Synchronization
import Testing

/// Legacy is asked twice, and what it shows against itself is told from what the candidate does.
@Suite("Noise")
struct NoiseTests {
    @Test("triples tell noise from a defect, in the report and in what is proposed")
    func triples() throws {
        try withStage { stage in
            let clock = Mutex(0)
            let legacy = try stage.upstream { _ in
                let time = clock.withLock { time in
                    time += 1
                    return time
                }
                return ScriptedUpstream.answer(#"{"clock":\#(time * 37 % 101),"total":10,"name":"x"}"#)
            }
            let candidate = try stage.upstream { _ in
                let time = clock.withLock { $0 }
                return ScriptedUpstream.answer(#"{"clock":\#(time * 37 % 101 + 200),"total":12,"name":"x"}"#)
            }
            var configuration = SidecarConfiguration(legacy: legacy.url, candidate: candidate.url)
            configuration.routes = SidecarConfiguration.oneRoute
            configuration.rolloutRoutes = ["everything"]
            configuration.noise = "{ percentage: 100 }"
            let sidecar = try stage.sidecar(configuration)
            let connection = try sidecar.connect()
            for number in 0..<12 {
                let answer = try connection.exchange(.get("/orders/\(number)"))
                #expect(answer.status == 200)
            }
            connection.close()
            let report = try sidecar.finalReport()
            #expect(legacy.received.count == 24 && candidate.received.count == 12)
            #expect(legacy.received.count(where: \.isCopy) == 12)
            // Counted as ever: noise is a word beside it, and comes last.
            #expect(report.route("everything").mismatches == 12)
            #expect(report.discrepancies.map(\.signature) == ["changed /body/total", "changed /body/clock"])
            #expect(report.discrepancies.map(\.noise) == ["regression", "noise"])
            #expect(report.discrepancies.map(\.noiseCounts.candidateOnly) == [12, 0])
            #expect(report.discrepancies.map(\.noiseCounts.both) == [0, 12])
            let rules = try Self.proposedRules(stage, sidecar)
            #expect(rules.contains("at: /body/clock, pattern:") && !rules.contains("/body/total"))
        }
    }

    static func proposedRules(_ stage: Stage, _ sidecar: Sidecar, route: String? = nil) throws -> String {
        let result = try CommandResult.of(
            [try Programs.parallax(), "report", "--config", sidecar.configurationPath, "--propose-rules"]
                + (route.map { ["--route", $0] } ?? []))
        guard result.status == 0 else { throw Failure("report ended with \(result.status): \(result.errors)") }
        return result.text
    }

    @Test("a control that hangs changes nothing for the client, nor for the comparison")
    func hanging() throws {
        try withStage { stage in
            let latch = stage.latch()
            let legacy = try stage.upstream { request in
                if request.isCopy { latch.wait() }
                return ScriptedUpstream.answer("{}")
            }
            let candidate = try stage.upstream(answering: "{}")
            var configuration = SidecarConfiguration(legacy: legacy.url, candidate: candidate.url)
            configuration.routes = SidecarConfiguration.oneRoute
            configuration.rolloutRoutes = ["everything"]
            configuration.noise = "{ percentage: 100 }"
            configuration.mirror = "{ percentage: 100, maxInFlight: 16, timeout: 5s }"
            let sidecar = try stage.sidecar(configuration)
            let connection = try sidecar.connect()
            for number in 0..<40 {
                #expect(try connection.exchange(.get("/\(number)")).status == 200)
                try eventually("the copy", holds: { candidate.received.count == number + 1 })
            }
            connection.close()
            let report = try sidecar.finalReport()
            let record = report.route("everything")
            // At most half of the places were the controls': no copy was dropped.
            #expect(record.matches == 40 && record.incomparable.isEmpty, "\(record)")
        }
    }

    @Test("both sides at one address are a calibration; then no route may copy writes")
    func oneAddress() throws {
        try withStage { stage in
            let clock = Mutex(0)
            let legacy = try stage.upstream { _ in
                let time = clock.withLock { time in
                    time += 1
                    return time
                }
                return ScriptedUpstream.answer(#"{"clock":\#(time)}"#)
            }
            var configuration = SidecarConfiguration(legacy: legacy.url, candidate: legacy.url)
            configuration.routes = SidecarConfiguration.oneRoute
            configuration.rolloutRoutes = ["everything"]
            let sidecar = try stage.sidecar(configuration)
            let connection = try sidecar.connect()
            for number in 0..<10 { _ = try connection.exchange(.get("/\(number)")) }
            connection.close()
            let report = try sidecar.finalReport()
            #expect(report.warnings.contains { $0.contains("calibration") })
            #expect(report.discrepancies.map(\.noise) == ["noise"])
            let rules = try Self.proposedRules(stage, sidecar, route: "everything")
            #expect(rules.contains("- { at: /body/clock, "))

            configuration.routes = SidecarConfiguration.functionRoutes
            configuration.rolloutRoutes = ["customer-context"]
            let path = try stage.write(configuration.text, to: "twice.yaml")
            let check = try stage.parallax("check", "--config", path)
            #expect(check.status == 78 && check.errors.contains("would be done twice"), "\(check.errors)")
        }
    }
}
