import Ledgers
import Rollouts
import Testing
import Traffic

@testable import ControlPlane

/// Every green light rests on the evidence of its own stage, whatever else happens at the time.
@Suite("A move and the evidence that it rests on")
struct RolloutEvidenceTests {
    private func withBench(
        _ text: String, observationsPerScope: Int? = nil, _ body: (ControlBench) async throws -> Void
    ) async throws {
        let bench = try ControlBench(text, observationsPerScope: observationsPerScope)
        await bench.controller.load()
        do { try await body(bench) } catch {
            await bench.remove()
            throw error
        }
        await bench.remove()
    }

    private func promote(_ bench: ControlBench, force: Bool = false) async throws {
        _ = try await bench.controller.perform(
            .promote(to: nil, force: force), feature: "f", by: ControlBench.somebody)
    }

    @Test(
        "a file that lowers the share and changes the policy at once leads to the evidence of the stage that it is at")
    func twoMovesAtOnce() async throws {
        try await withBench(ControlBench.text()) { bench in
            for _ in 0..<2 {
                bench.record(100)
                try await bench.look()
            }
            #expect(try await bench.policy().percentage == 10)
            let changed = ControlBench.text(percentage: 1).replacing("[friend]", with: "[friend, another]")
            await bench.controller.reconfigure(try Configuration.parse(changed, path: "/nowhere/parallax.yaml"))
            #expect(try await bench.policy().percentage == 1)
            bench.advance(bySeconds: 1)
            bench.record(60, from: 1_000, outcome: .mismatch)
            try await bench.ledger.flush()
            let gate = try await bench.controller.gate("f")
            #expect(gate.attempt == 2)
            #expect(gate.criteria.first.map { [$0.bad, $0.observations] } == [60, 60])
            #expect(try await bench.decisions().suffix(2).map(\.attempt) == [1, 2])
            let kept = try await bench.ledger.read { reader throws(LedgerError) in try reader.rollouts() }
            #expect(kept.states.map(\.attempt) == [2])
        }
    }

    @Test("two promotions at once: the second one is not carried by the evidence of the first")
    func twoPromotions() async throws {
        for _ in 0..<10 {
            try await withBench(ControlBench.text(promotion: "manual")) { bench in
                bench.record(100)
                try await bench.ledger.flush()
                async let first: ()? = try? promote(bench)
                while await bench.controller.queue.isEmpty, await bench.controller.rollouts["f"]?.state.stage == 0 {
                    await Task.yield()
                }
                async let second: ()? = try? promote(bench)
                _ = await (first, second)
                #expect(try await bench.policy().percentage == 1)
                let accepted = try await bench.decisions().filter { $0.action == .promote && $0.refusal == nil }
                #expect(accepted.map(\.to) == [1])
            }
        }
    }

    @Test("what promoted it before it was rolled back does not promote it again")
    func afterARollback() async throws {
        try await withBench(ControlBench.text(promotion: "manual")) { bench in
            bench.record(100)
            try await bench.ledger.flush()
            try await promote(bench)
            bench.advance(bySeconds: 1)
            let rollback = try await bench.controller.perform(.rollback, feature: "f", by: ControlBench.somebody)
            #expect(
                !rollback.isWritten || rollback.decision.number == 3, "who stops it learns its place in the audit trail"
            )
            await bench.controller.writeWaiting()
            #expect(try await bench.decisions().last.map { "\($0.number) \($0.action)" } == "3 rollback")
            let refusal = await #expect(throws: ControlError.self) { try await promote(bench) }
            #expect(refusal?.description.contains("still needs") == true)
            #expect(try await bench.policy().isRolledBack)
            bench.advance(bySeconds: 1)
            bench.record(100)
            try await bench.ledger.flush()
            #expect(try await bench.controller.gate("f").attempt == 2)
            try await promote(bench)
            #expect(try await bench.policy().percentage == 1)
        }
    }

    @Test("a file raises the share by one stage, as people do")
    func raisedByAFile() async throws {
        try await withBench(ControlBench.text(promotion: "manual")) { bench in
            bench.record(100)
            try await bench.ledger.flush()
            for (percentage, why) in [(33.0, "33 % is no stage of it"), (10, "10 % is not the next stage")] {
                let text = ControlBench.text(percentage: percentage, promotion: "manual")
                await bench.controller.reconfigure(try Configuration.parse(text, path: "/nowhere/parallax.yaml"))
                #expect(try await bench.policy().percentage == 0)
                let decision = try #require(try await bench.decisions().last)
                #expect(decision.refusal?.contains(why) == true, "\(decision.refusal ?? "none")")
            }
        }
    }

    @Test("a gate whose evidence is full cannot be judged: what came since might speak against it")
    func full() async throws {
        try await withBench(ControlBench.text(promotion: "manual"), observationsPerScope: 100) { bench in
            bench.record(100)
            try await bench.ledger.flush()
            #expect(try await bench.controller.gate("f").verdict == .pass)
            bench.record(50, from: 100, outcome: .mismatch)
            try await bench.ledger.flush()
            let gate = try await bench.controller.gate("f")
            #expect(gate.verdict == .error)
            #expect(gate.missing.contains { $0.hasPrefix("room for evidence on route orders: 50 exchanges") })
            await #expect(throws: ControlError.self) { try await promote(bench) }
        }
    }

    @Test("exchanges that had begun with the candidate before are no evidence about this one")
    func copiesOfTheOneBefore() async throws {
        try await withBench(ControlBench.text()) { bench in
            bench.advance(bySeconds: 5)
            let changed = try Configuration.parse(ControlBench.text(version: "3"), path: "/nowhere/parallax.yaml")
            await bench.controller.reconfigure(changed)
            bench.ledger.reconfigure(
                LedgerIdentity(
                    instance: "one", candidateVersion: "3", fingerprint: changed.fingerprint, evidence: [:]))
            bench.record(60, outcome: .mismatch, secondsAgo: 3)
            try await bench.look()
            #expect(try await bench.controller.gate("f").criteria.first?.observations == 0)
            bench.record(60, from: 60, outcome: .mismatch, secondsAgo: 3)
            bench.record(2, from: 200)
            try await bench.look()
            #expect(try await bench.controller.gate("f").criteria.first?.observations == 2)
            #expect(try await !bench.policy().isRolledBack)
        }
    }

    @Test("another candidate's attempts are counted from one, also where it ended a rollback")
    func attemptsOfAnother() async throws {
        func use(_ version: String, _ bench: ControlBench) async throws {
            await bench.controller.reconfigure(
                try Configuration.parse(ControlBench.text(version: version), path: "/nowhere/parallax.yaml"))
        }
        try await withBench(ControlBench.text()) { bench in
            for _ in 0..<3 {
                bench.record(60, outcome: .mismatch)
                try await bench.look()
                _ = try await bench.controller.perform(.resume, feature: "f", by: ControlBench.somebody)
            }
            bench.record(60, outcome: .mismatch)
            try await bench.look()
            #expect(try await bench.controller.gate("f").attempt > 3)
            try await use("3", bench)
            #expect(try await bench.controller.gate("f").attempt == 1)
            bench.advance(bySeconds: 1)
            _ = try await bench.controller.perform(.rollback, feature: "f", by: ControlBench.somebody)
            bench.advance(bySeconds: 1)
            _ = try await bench.controller.perform(.resume, feature: "f", by: ControlBench.somebody)
            #expect(try await bench.controller.gate("f").attempt == 3, "rolled back, and resumed")
        }
    }

    @Test("what a probe said before somebody resumed it does not roll it back again")
    func probeOfBefore() async throws {
        let more = """
                rollbackWhen: [{ condition: orphans > 10, duration: 10s }]
            probes:
              - { name: orphans, database: "postgres://db/x", sql: SELECT 11, expect: value <= 10 }
            """
        try await withBench(ControlBench.text(promotion: "manual", more: more)) { bench in
            func post() {
                bench.probes.post(
                    ProbeRecord(name: "orphans", expectation: "value <= 10", value: 11, at: bench.now, holds: false))
            }
            post()
            try await bench.look()
            #expect(try await bench.policy().isRolledBack)
            _ = try await bench.controller.perform(.resume, feature: "f", by: ControlBench.somebody)
            try await bench.look()
            #expect(try await !bench.policy().isRolledBack)
            post()
            try await bench.look()
            #expect(try await bench.policy().isRolledBack)
        }
    }
}
