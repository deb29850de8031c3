import Foundation
import Testing

/// SIGHUP reads the configuration again while requests run.
@Suite("Reloading")
struct ReloadTests {
    private func configuration(_ stage: Stage) throws -> SidecarConfiguration {
        let legacy = try stage.upstream(answering: #"{"side":"legacy"}"#)
        let candidate = try stage.upstream(answering: #"{"side":"candidate"}"#)
        var configuration = SidecarConfiguration(legacy: legacy.url, candidate: candidate.url)
        configuration.routes = SidecarConfiguration.oneRoute
        configuration.rolloutRoutes = ["everything"]
        return configuration
    }

    private func served(_ connection: RawConnection) throws -> String {
        try connection.exchange(.get("/x?user=1")).text.contains("candidate") ? "candidate" : "legacy"
    }

    @Test("a raised percentage promotes, a lowered one takes back, on connections that stay open")
    func percentage() throws {
        try withStage { stage in
            let sidecar = try stage.sidecar(try configuration(stage))
            let connection = try sidecar.connect()
            #expect(try served(connection) == "legacy")
            for (percentage, side) in [(100, "candidate"), (0, "legacy")] {
                var changed = sidecar.configuration
                changed.rolloutPercentage = percentage
                _ = try stage.write(changed.text, to: "parallax.yaml")
                sidecar.program.signal(SIGHUP)
                try eventually("\(side) to serve", holds: { try served(connection) == side })
            }
            connection.close()
            try sidecar.stop()
        }
    }

    @Test("a rule whose time is over stops working while requests run, and evidence begins anew")
    func expiredRule() throws {
        try withStage { stage in
            var configuration = try configuration(stage)
            let soon = ISO8601DateFormatter().string(from: Date(timeIntervalSinceNow: 20))
            configuration.routes += "\n    rules: [{ at: /body/side, ignore: true, until: \"\(soon)\" }]"
            configuration.gate = "{ evidence: perRequest, criteria: [mismatch_rate <= 10%] }"
            let sidecar = try stage.sidecar(configuration)
            let connection = try sidecar.connect()
            #expect(try served(connection) == "legacy")
            #expect(try sidecar.waitForReport(of: 1).route("everything").matches == 1)
            try eventually("the rule to expire") {
                try sidecar.decisions().contains { $0.action == "restart" } ? true : nil
            }
            _ = try served(connection)
            let report = try sidecar.waitForReport(of: 2)
            #expect(report.route("everything").mismatches == 1)
            connection.close()
            try sidecar.stop()
        }
    }

    @Test("a token whose secret was rotated or that was removed holds up no reload, and works no more")
    func tokens() throws {
        try withStage { stage in
            var configuration = try configuration(stage)
            configuration.rolloutPercentage = 100
            configuration.tokens = ["viewer", "promoter"]
            let sidecar = try stage.sidecar(configuration)
            func status(_ secret: String) throws -> Int {
                let connection = try eventually("the admin listener") { try? RawConnection(port: sidecar.adminPort) }
                let fields = ["Authorization: Bearer \(secret)", "Connection: close"]
                return try connection.exchange(.get("/api/v1/rollouts", fields: fields)).status
            }
            let connection = try sidecar.connect()
            #expect(try served(connection) == "candidate")
            #expect(try [status("promoter-promoter"), status("viewer-viewer")] == [200, 200])

            var changed = sidecar.configuration
            changed.rolloutPercentage = 0
            changed.tokens = ["promoter"]
            _ = try stage.write("rotated", to: "promoter.token")
            _ = try stage.write(changed.text, to: "parallax.yaml")
            sidecar.program.signal(SIGHUP)
            try eventually("legacy to serve", holds: { try served(connection) == "legacy" })
            #expect(try [status("promoter-promoter"), status("viewer-viewer"), status("rotated")] == [401, 401, 200])

            changed.adminPort = try Loopback.unusedPort()
            changed.rolloutPercentage = 100
            _ = try stage.write(changed.text, to: "parallax.yaml")
            sidecar.program.signal(SIGHUP)
            try eventually(
                "the log to say what takes a restart",
                holds: { sidecar.program.errorText.contains("admin.listen take a restart") })
            #expect(try served(connection) == "legacy")
            connection.close()
            try sidecar.stop()
        }
    }

    @Test("a wrong file changes nothing, and the log says where it is wrong")
    func wrong() throws {
        try withStage { stage in
            let sidecar = try stage.sidecar(try configuration(stage))
            let connection = try sidecar.connect()
            #expect(try served(connection) == "legacy")
            var changed = sidecar.configuration
            changed.rolloutPercentage = 100
            let path = try stage.write(changed.text + "routs: []\n", to: "parallax.yaml")
            sidecar.program.signal(SIGHUP)
            try eventually("the log to name the line", holds: { sidecar.program.errorText.contains("\(path):") })
            #expect(sidecar.program.errorText.contains("did you mean 'routes'?"))
            #expect(try served(connection) == "legacy")
            connection.close()
            try sidecar.program.stop()
            #expect(sidecar.program.exitStatus == 0)
        }
    }
}
