import Foundation
import Testing

/// What people decide about a discrepancy, while the sidecar runs and after.
@Suite("Triage")
struct TriageTests {
    @Test("a decision is kept, the running sidecar notices it, and what was fixed and comes back has regressed")
    func states() throws {
        try withStage { stage in
            let legacy = try stage.upstream(answering: #"{"a":1}"#)
            let candidate = try stage.upstream(answering: #"{"a":2}"#)
            var configuration = SidecarConfiguration(legacy: legacy.url, candidate: candidate.url)
            configuration.routes = SidecarConfiguration.oneRoute
            configuration.rolloutRoutes = ["everything"]
            let sidecar = try stage.sidecar(configuration)
            _ = try sidecar.answer(to: .get("/1"))
            let first = try #require(try sidecar.waitForReport(of: 1).discrepancies.first)
            #expect(first.state == "open" && first.triage.isEmpty)

            func triage(_ arguments: String...) throws -> CommandResult {
                try CommandResult.of(
                    [try Programs.parallax(), "triage", "--config", sidecar.configurationPath] + arguments)
            }
            #expect(try triage(first.id, "fixed").status == 64)
            #expect(try triage(first.id, "fixed", "--reason", " ").status == 64)
            #expect(try triage(first.id, "regressed", "--reason", "x").status == 64)
            #expect(try triage("ffffffffffff", "fixed", "--reason", "x").status == 1)
            #expect(try sidecar.report().discrepancies.first?.state == "open")

            let accepted = try triage(first.id, "accepted", "--reason", "new rounding", "--by", "anna")
            #expect(accepted.status == 0, "\(accepted.errors)")
            _ = try sidecar.answer(to: .get("/2"))
            let second = try #require(try sidecar.waitForReport(of: 2).discrepancies.first)
            #expect(second.state == "accepted" && second.count == 2)
            #expect(second.triage.map(\.who) == ["anna"] && second.triage.map(\.why) == ["new rounding"])

            #expect(try triage(String(first.id.prefix(6)), "fixed", "--reason", "released").status == 0)
            _ = try sidecar.answer(to: .get("/3"))
            let third = try #require(try sidecar.waitForReport(of: 3).discrepancies.first)
            #expect(third.state == "regressed")
            #expect(third.triage.map(\.state) == ["regressed", "fixed", "accepted"])
            #expect(third.triage.first?.why.contains("candidate test") == true)
            try sidecar.stop()
            // Without a sidecar too.
            #expect(try triage(first.id, "open", "--reason", "again").status == 0)
            #expect(try triage(first.id).text.contains("open by"))
            #expect(try sidecar.report().discrepancies.first?.state == "open")
        }
    }
}
