import Foundation
import Testing

/// The ledger never stands in a client's way, and what it could not write it says.
@Suite("The ledger fails")
struct LedgerFailureTests {
    private func configuration(_ stage: Stage, ledger: String) throws -> SidecarConfiguration {
        let legacy = try stage.upstream(answering: #"{"a":1}"#)
        let candidate = try stage.upstream(answering: #"{"a":2}"#)
        var configuration = SidecarConfiguration(legacy: legacy.url, candidate: candidate.url)
        configuration.routes = SidecarConfiguration.oneRoute
        configuration.rolloutRoutes = ["everything"]
        configuration.ledger = "sqlite:\(ledger)"
        return configuration
    }

    @Test(
        "its disk is full under load: every client is served, and the report tells of the gap",
        .enabled(if: SmallDisk.isPermitted, "needs the right to mount a small file system"))
    func diskFull() throws {
        try withStage { stage in
            let folder = "\(stage.folder)/disk"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
            let disk = try SmallDisk(at: folder, kibibytes: 1024)
            defer { #expect(throws: Never.self) { try disk.unmount() } }
            let sidecar = try stage.sidecar(try configuration(stage, ledger: "\(folder)/ledger.sqlite"))
            let load = Load(
                port: sidecar.port, connections: 4, requests: (0..<40).map { .get("/x?user=\($0)") })
            try load.waitForMore(100)
            try eventually("the first write", holds: { try sidecar.report().requests > 0 })
            try disk.fill()
            try eventually("a degraded ledger", holds: { try sidecar.readiness().degraded })
            let readiness = try sidecar.readiness()
            #expect(readiness.ready, "it goes on serving")
            #expect(!readiness.warnings.isEmpty)
            try load.waitForMore(400)
            try disk.makeRoom()
            try eventually("a ledger that has caught up", holds: { try !sidecar.readiness().degraded })
            let outcomes = try load.stop()
            #expect(outcomes.count >= 500)
            #expect(outcomes.allSatisfy { $0.answer?.text == #"{"a":1}"# })
            let report = try sidecar.finalReport()
            #expect(report.route("everything").requests == outcomes.count)
            // On a busy machine some copies are dropped, which is counted too; nothing is lost to the full disk.
            let route = report.route("everything")
            #expect(route.mismatches + (route.incomparable["dropped"] ?? 0) == outcomes.count, "\(route.incomparable)")
            #expect(report.warnings.contains { $0.contains("ledger") }, "\(report.warnings)")
        }
    }

    @Test("its path cannot be opened: requests are served, and /ready says why", arguments: ["a folder", "no folder"])
    func notOpenable(obstacle: String) throws {
        try withStage { stage in
            let folder = "\(stage.folder)/place"
            if obstacle == "a folder" {
                try FileManager.default.createDirectory(
                    atPath: "\(folder)/ledger.sqlite", withIntermediateDirectories: true)
            }
            // Two missing folders are more than the ledger makes by itself.
            let path = obstacle == "a folder" ? "\(folder)/ledger.sqlite" : "\(folder)/missing/ledger.sqlite"
            let sidecar = try stage.sidecar(try configuration(stage, ledger: path))
            let connection = try sidecar.connect()
            for _ in 0..<20 { #expect(try connection.exchange(.get("/x?user=1")).text == #"{"a":1}"#) }
            try eventually("a degraded ledger", holds: { try sidecar.readiness().degraded })
            let warnings = try sidecar.readiness().warnings
            #expect(warnings.contains { $0.contains("ledger") }, "\(warnings)")
            #expect(try sidecar.readiness().ready)
            #expect(sidecar.program.errorText.contains(folder), "the log names the place")

            // It becomes available: what was counted meanwhile is written.
            try FileManager.default.createDirectory(
                atPath: "\(folder)/missing", withIntermediateDirectories: true)
            if obstacle == "a folder" { try FileManager.default.removeItem(atPath: path) }
            for _ in 0..<20 { _ = try connection.exchange(.get("/x?user=1")) }
            try eventually(
                "a ledger that has caught up", within: .seconds(40), holds: { try !sidecar.readiness().degraded })
            connection.close()
            let report = try sidecar.finalReport()
            #expect(report.route("everything").requests == 40)
            #expect(report.route("everything").mismatches == 40)
            #expect(report.discrepancies.map(\.count) == [40])
        }
    }

    @Test(
        "kill -9 of the sidecar: the ledger is readable, and nothing is lost beyond the last write, nor counted twice")
    func sidecarKilled() throws {
        try withStage { stage in
            let configuration = try configuration(stage, ledger: "\(stage.folder)/ledger.sqlite")
            var sidecar = try stage.sidecar(configuration)
            var connection = try sidecar.connect()
            for number in 0..<100 { _ = try connection.exchange(.get("/x?user=\(number)")) }
            let written = try sidecar.waitForReport(of: 100)
            #expect(written.requests == 100)
            for number in 0..<50 { _ = try connection.exchange(.get("/x?user=\(number)")) }
            sidecar.program.kill()
            let found = try sidecar.report()
            #expect(found.requests >= 100 && found.requests <= 150)
            #expect(found.route("everything").addsUp)

            sidecar = try stage.sidecar(configuration)
            connection = try sidecar.connect()
            for number in 0..<30 { _ = try connection.exchange(.get("/x?user=\(number)")) }
            connection.close()
            let report = try sidecar.finalReport()
            #expect(report.requests == found.requests + 30)
            #expect(report.discrepancies.map(\.count) == [found.requests + 30])
        }
    }

    @Test("its file is deleted while it runs: counting goes on in a new one")
    func deleted() throws {
        try withStage { stage in
            let path = "\(stage.folder)/ledger.sqlite"
            let sidecar = try stage.sidecar(try configuration(stage, ledger: path))
            let connection = try sidecar.connect()
            for _ in 0..<10 { _ = try connection.exchange(.get("/x?user=1")) }
            _ = try sidecar.waitForReport(of: 10)
            for suffix in ["", "-wal", "-shm"] { unlink(path + suffix) }
            for _ in 0..<15 { #expect(try connection.exchange(.get("/x?user=1")).status == 200) }
            connection.close()
            let report = try sidecar.finalReport()
            #expect(report.route("everything").requests == 15, "what came after the loss is there")
        }
    }
}
