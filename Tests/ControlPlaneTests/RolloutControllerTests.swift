import Foundation
import Ledgers
import Rollouts
import Testing
import Traffic

@testable import ControlPlane

@Suite("The rollout controller")
struct RolloutControllerTests {
    private func withBench(
        _ text: String = ControlBench.text(), _ body: (ControlBench) async throws -> Void
    ) async throws {
        let bench = try ControlBench(text)
        await bench.controller.load()
        do { try await body(bench) } catch {
            await bench.remove()
            throw error
        }
        await bench.remove()
    }

    @Test("a rollout that was never seen begins where the file says, and that is written")
    func begins() async throws {
        try await withBench(ControlBench.text(percentage: 10)) { bench in
            let policy = try await bench.policy()
            #expect(policy.percentage == 10)
            #expect(try await bench.actions() == [.start])
            #expect(bench.announced.isEmpty, "that is no news")
        }
    }

    @Test("it climbs stage by stage as long as each passes, each on evidence of its own")
    func climbs() async throws {
        try await withBench { bench in
            for stage in [1.0, 10, 25, 50, 100] {
                try await bench.look()
                #expect(try await bench.policy().percentage < stage, "nothing is shown at this stage yet")
                bench.record(100)
                try await bench.look()
                #expect(try await bench.policy().percentage == stage)
            }
            bench.record(100)
            try await bench.look()
            #expect(try await bench.policy().percentage == 100)
            let decisions = try await bench.decisions()
            #expect(decisions.map(\.action) == [.start] + Array(repeating: .promote, count: 5))
            #expect(decisions.dropFirst().allSatisfy { $0.who == "controller" && $0.verdict == .pass })
            #expect(decisions[1].criteria.first?.observations == 100)
        }
    }

    @Test("a fail takes it back to nothing, where it stays until somebody resumes it")
    func failsAndHolds() async throws {
        try await withBench { bench in
            bench.record(100)
            try await bench.look()
            bench.record(60, outcome: .mismatch)
            try await bench.look()
            let policy = try await bench.policy()
            #expect(policy.isRolledBack && policy.percentage == 0)
            let decision = try #require(try await bench.decisions().last)
            #expect((decision.action, decision.from, decision.to, decision.verdict) == (.rollback, 1, 0, .fail))
            bench.record(200, from: 1_000)
            for _ in 0..<3 { try await bench.look() }
            #expect(try await bench.policy().isRolledBack)
            _ = try await bench.controller.perform(.resume, feature: "f", by: ControlBench.somebody)
            #expect(try await !bench.policy().isRolledBack)
            try await bench.look()
            #expect(try await bench.policy().percentage == 0, "what was seen meanwhile does not count")
            bench.record(200, from: 2_000)
            try await bench.look()
            #expect(try await bench.policy().percentage == 1)
            #expect(try await bench.actions() == [.start, .promote, .rollback, .resume, .promote])
        }
    }

    private let alarmed = """
            rollbackWhen: [{ condition: error_rate > 10%, duration: 10s, minimumCount: 10 }]
        """

    @Test("a condition for a rollback needs no gate and no ledger, and looks at this attempt only")
    func alarm() async throws {
        try await withBench(ControlBench.text(percentage: 50, promotion: "manual", more: alarmed)) { bench in
            // The slice of the window in which the attempt began is left out.
            bench.advance(bySeconds: 1)
            bench.record(9, candidateFailed: true)
            try await bench.look()
            #expect(try await bench.policy().percentage == 50, "nine requests say nothing yet")
            bench.record(5, candidateFailed: true)
            await bench.controller.lookForAlarms()
            bench.advance(bySeconds: 1)
            await bench.controller.lookForAlarms()
            #expect(try await bench.policy().isRolledBack)
            #expect(bench.announced.last?.reason.contains("error_rate 100 % (14 of 14)") == true)
            _ = try await bench.controller.perform(
                .promote(to: 50, force: true), feature: "f", by: ControlBench.somebody)
            try await bench.look()
            #expect(try await bench.policy().percentage == 50, "what was before the new attempt is not held against it")
        }
    }

    /// What a bad candidate does to some of its 100 requests a second.
    enum Mood: String, CaseIterable {
        case failing, slow, wrong
    }

    @Test(
        "a candidate that turns bad is back at 0 within the condition's duration and one look",
        arguments: Mood.allCases, [6, 60, 100])
    func reaction(mood: Mood, badInAHundred: Int) async throws {
        let conditions = """
                rollbackWhen:
                  - { condition: error_rate > 5%, duration: 5s }
                  - { condition: slower_rate > 5%, duration: 5s }
                  - { condition: mismatch_rate > 5%, duration: 5s }
            """
        try await withBench(ControlBench.text(percentage: 50, promotion: "manual", more: conditions)) { bench in
            for _ in 0..<20 {
                bench.record(100)
                try await bench.look()
            }
            #expect(try await bench.policy().percentage == 50)
            var looks = 0
            while try await !bench.policy().isRolledBack, looks < 20 {
                bench.record(100 - badInAHundred)
                switch mood {
                case .failing: bench.record(badInAHundred, candidateFailed: true)
                case .slow: bench.record(badInAHundred, candidateLatency: 100)
                case .wrong: bench.record(badInAHundred, outcome: .mismatch)
                }
                try await bench.look()
                looks += 1
            }
            #expect((1...6).contains(looks), "5 s, and one look after a second")
        }
    }

    @Test("`for` asks for a condition at every look")
    func holdFor() async throws {
        let more = """
                rollbackWhen: [{ condition: error_rate > 10% for 5s, duration: 60s, minimumCount: 10 }]
            """
        try await withBench(ControlBench.text(percentage: 50, promotion: "manual", more: more)) { bench in
            for _ in 0..<5 {
                bench.record(20, candidateFailed: true)
                try await bench.look()
                #expect(try await bench.policy().percentage == 50)
            }
            try await bench.look()
            #expect(try await bench.policy().isRolledBack)
        }
    }

    @Test("another candidate ends the controller's rollback, with evidence of its own")
    func anotherCandidate() async throws {
        try await withBench { bench in
            bench.record(60, outcome: .mismatch)
            try await bench.look()
            #expect(try await bench.policy().isRolledBack)
            await bench.controller.reconfigure(
                try Configuration.parse(ControlBench.text(version: "3"), path: "/nowhere/parallax.yaml"))
            #expect(try await !bench.policy().isRolledBack)
            let gate = try await bench.controller.gate("f")
            #expect((gate.verdict, gate.attempt, gate.candidateVersion) == (.inconclusive, 1, "3"))
        }
    }

    @Test("what a file lowers holds at once; what it raises needs the gate")
    func file() async throws {
        func use(_ percentage: Double, _ bench: ControlBench) async throws {
            await bench.controller.reconfigure(
                try Configuration.parse(
                    ControlBench.text(percentage: percentage, promotion: "manual"), path: "/nowhere/parallax.yaml"))
        }
        try await withBench(ControlBench.text(percentage: 10, promotion: "manual")) { bench in
            try await use(25, bench)
            #expect(try await bench.policy().percentage == 10)
            #expect(try await bench.decisions().last?.refusal?.contains("still needs") == true)
            bench.record(100)
            try await bench.ledger.flush()
            // The refused one is taken over: only what changes is asked for anew.
            try await use(10, bench)
            try await use(25, bench)
            #expect(try await bench.policy().percentage == 25)
            try await use(0, bench)
            #expect(try await bench.policy().percentage == 0)
            #expect(try await bench.decisions().map(\.who).allSatisfy { $0 == "configuration" })
        }
    }

    @Test("a halt holds everything back, and only its end gives it free")
    func halt() async throws {
        try await withBench(ControlBench.text(percentage: 50)) { bench in
            _ = await bench.controller.halt(by: ControlBench.somebody)
            #expect(await bench.controller.inForce.isHalted)
            bench.record(100)
            try await bench.look()
            await #expect(throws: ControlError.self) {
                _ = try await bench.controller.perform(
                    .promote(to: nil, force: true), feature: "f", by: ControlBench.somebody)
            }
            #expect(try await bench.controller.gate("f").isHalted)
            _ = try await bench.controller.endHalt(by: ControlBench.somebody)
            #expect(await !bench.controller.inForce.isHalted)
            await #expect(throws: ControlError.self) {
                _ = try await bench.controller.endHalt(by: ControlBench.somebody)
            }
            #expect(try await bench.actions() == [.start, .halt, .promote, .resume, .resume])
            #expect(try await bench.decisions().map { $0.refusal != nil } == [false, false, true, false, true])
        }
    }

    @Test("every refusal is in the audit trail, and a rollout that does not exist is named with its nearest")
    func refusals() async throws {
        try await withBench { bench in
            let refusal = await #expect(throws: ControlError.self) {
                _ = try await bench.controller.perform(
                    .promote(to: nil, force: false), feature: "f", by: ControlBench.somebody)
            }
            #expect(refusal?.description.contains("more comparisons on route orders") == true)
            let last = try #require(try await bench.decisions().last)
            #expect((last.action, last.from, last.to, last.who) == (.promote, 0, 1, "release-managers"))
            #expect(last.refusal == refusal?.description)
            let unknown = await #expect(throws: ControlError.self) {
                _ = try await bench.controller.perform(.pause, feature: "g", by: ControlBench.somebody)
            }
            #expect(unknown?.code == .unknownRollout)
            #expect(unknown?.description.contains("did you mean 'f'?") == true)
            let tried = try #require(try await bench.decisions().last)
            #expect((tried.action, tried.feature, tried.refusal) == (.pause, "g", unknown?.description))
            #expect(bench.announced.isEmpty, "what was refused is not told to anybody")
        }
    }

    @Test("status shows the stage, the share and what is missing")
    func overview() async throws {
        try await withBench(ControlBench.text(percentage: 10)) { bench in
            bench.record(4)
            try await bench.ledger.flush()
            let overview = await bench.controller.overview()
            let rollout = try #require(overview.rollouts.first)
            #expect((rollout.stage, rollout.phase, rollout.share.wanted) == (10, .active, 0.1))
            #expect(rollout.share.measured == 0)
            #expect(rollout.gate?.missing.contains { $0.contains("more comparisons on route orders") } == true)
            #expect(rollout.lastDecision?.action == .start)
            #expect(overview.warnings.isEmpty)
        }
    }
}
