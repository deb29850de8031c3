import Foundation
import Testing

/// What was reached and decided survives whatever ends the sidecar.
@Suite("A rollout over a restart")
struct RolloutRestartTests {
    @Test("kill -9 keeps stage, evidence but the last flush, and the audit trail")
    func killed() throws {
        try withStage { stage in
            let legacy = try stage.upstream(answering: #"{"a":1}"#)
            let candidate = try stage.upstream(answering: #"{"a":1}"#)
            var configuration = SidecarConfiguration(legacy: legacy.url, candidate: candidate.url)
            configuration.routes = SidecarConfiguration.oneRoute
            configuration.rolloutRoutes = ["everything"]
            configuration.tokens = ["promoter"]
            // On a busy machine exchanges are dropped, which says nothing about the candidate.
            configuration.gate = "{ criteria: [mismatch_rate <= 5%, incomparable_rate <= 90%] }"
            // More stages than four rounds can take, so that each round has somewhere to go.
            configuration.rolloutKeys = ["promotion: automatic", "evaluateEvery: 1s", "stages: \(Array(0..<100))"]
            var sidecar = try stage.sidecar(configuration)
            var number = 0
            // Killed at a different moment of each round: while it counts, writes, judges and moves.
            for round in 0..<4 {
                let load = Load(
                    port: sidecar.port, connections: 4,
                    requests: (0..<2_000).map { .get("/x?user=\(number + $0)") })
                number += 2_000
                let stageBefore = try sidecar.status().stage
                try eventually(
                    "a higher stage", within: .seconds(120), holds: { try sidecar.status().stage > stageBefore })
                usleep(UInt32(round) * 130_000)
                let before = try sidecar.status()
                let decisions = try sidecar.decisions().count
                sidecar.program.kill()
                _ = try load.stop()
                sidecar = try stage.sidecar(configuration)
                let after = try sidecar.status()
                #expect(after.stage >= before.stage, "round \(round): \(after) after \(before)")
                #expect(after.attempt == 1)
                #expect(try sidecar.decisions().count >= decisions)
                #expect(try sidecar.command("status", "--verify").status == 0)
                let explained = try sidecar.explain(route: "everything", user: "somebody")
                // The restarted rollout may be promoted between two questions.
                let later = try sidecar.status()
                #expect(
                    after.stage <= explained.percentage && explained.percentage <= later.stage,
                    "explain takes the stage from the ledger")
                let bucket = try #require(explained.bucket)
                let answered = try sidecar.answer(to: .get("/x?user=somebody")).text
                #expect(answered == #"{"a":1}"#)
                #expect((explained.served == "candidate") == (Double(bucket) < explained.percentage * 1_000))
            }
            try sidecar.stop()
        }
    }

    @Test("a rollback and a halt survive, so that no restart gives the candidate users back")
    func heldBack() throws {
        try withStage { stage in
            let legacy = try stage.upstream(answering: #"{"a":1}"#)
            let candidate = try stage.upstream(answering: #"{"a":1}"#)
            var configuration = SidecarConfiguration(legacy: legacy.url, candidate: candidate.url)
            configuration.routes = SidecarConfiguration.oneRoute
            configuration.rolloutRoutes = ["everything"]
            configuration.rolloutPercentage = 100
            configuration.tokens = ["promoter"]
            var sidecar = try stage.sidecar(configuration)
            #expect(try sidecar.command("rollback", "useNewCustomerRepository", "--reason", "r").status == 0)
            try eventually("its entry", holds: { try sidecar.decisions().last?.action == "rollback" })
            sidecar.program.kill()
            sidecar = try stage.sidecar(configuration)
            #expect(try sidecar.status().phase == "rolledBack")
            #expect(try sidecar.explain(route: "everything", user: "1").reason == "rolledBack")
            #expect(try sidecar.command("halt", "--reason", "r").status == 0)
            try eventually("its entry", holds: { try sidecar.decisions().last?.action == "halt" })
            sidecar.program.kill()
            let before = candidate.connections
            sidecar = try stage.sidecar(configuration)
            for number in 0..<20 { _ = try sidecar.answer(to: .get("/x?user=\(number)")) }
            #expect(candidate.connections == before, "not even a connection")
            #expect(try sidecar.explain(route: "everything", user: "1").reason == "killSwitch")
            try sidecar.stop()
        }
    }

    @Test("an edited ledger shows: a decision that was changed or removed is named")
    func tampered() throws {
        try withStage { stage in
            let legacy = try stage.upstream(answering: #"{"a":1}"#)
            let candidate = try stage.upstream(answering: #"{"a":1}"#)
            var configuration = SidecarConfiguration(legacy: legacy.url, candidate: candidate.url)
            configuration.routes = SidecarConfiguration.oneRoute
            configuration.rolloutRoutes = ["everything"]
            configuration.tokens = ["promoter"]
            let sidecar = try stage.sidecar(configuration)
            for word in ["pause", "resume", "pause"] {
                #expect(try sidecar.command(word, "useNewCustomerRepository", "--reason", "r").status == 0)
            }
            try eventually("the last entry", holds: { try sidecar.decisions().count == 4 })
            for (statement, fault) in [
                (
                    "UPDATE decision SET entry = replace(entry, 'the-promoter', 'nobody') WHERE number = 2",
                    "entry 2 was changed"
                ),
                ("DELETE FROM decision WHERE number = 4", "entry 4 is missing at the end"),
                (
                    "UPDATE rollout SET state = json_set(state, '$.stage', 100)",
                    "the ledger has useNewCustomerRepository at 100 %, where entry 3 left it at 0 %"
                ),
            ] {
                try CommandResult.succeeding([
                    "sqlite3", "\(stage.folder)/ledger.sqlite",
                    "DROP TRIGGER IF EXISTS decision_is_never_changed; DROP TRIGGER IF EXISTS decision_is_never_removed; \(statement);",
                ])
                let verify = try sidecar.command("status", "--verify")
                #expect(verify.status == 1)
                #expect(verify.text.contains(fault), "\(verify.text)")
            }
            #expect(try sidecar.command("resume", "useNewCustomerRepository", "--reason", "r").status == 0)
            let later = try sidecar.command("status", "--verify")
            #expect(later.status == 1 && later.text.contains("entry 4 is missing"), "\(later.text)")
            let unasked = try sidecar.command("status", "--verify", role: "nobody")
            #expect(unasked.status == 2 && unasked.errors.contains("a token is needed"), "\(unasked.errors)")
        }
    }
}
