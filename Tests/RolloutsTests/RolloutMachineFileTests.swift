import Rollouts
import Testing
import Traffic

@Suite("What a file means for a rollout")
struct RolloutMachineFileTests {
    private let now = RolloutMachineTests.now
    private let same = EvidenceIdentity(candidateVersion: "1", fingerprint: "abc")

    private func takeOver(
        _ machine: RolloutMachine, _ identity: EvidenceIdentity? = nil, _ verdict: GateVerdict? = .pass
    ) -> RolloutMove? {
        machine.takeOver(
            identity ?? same, judgement: verdict.map(RolloutMachineTests.judgement), isHeldBack: false, now: now)
    }

    @Test("an unknown rollout begins where the file says")
    func begins() {
        let plan = RolloutPlan(policy: RolloutPolicy(feature: "f", routes: ["r"], percentage: 10))
        let move = RolloutMachine.begin(plan, same, now: now)
        #expect((move.state.stage, move.state.phase, move.state.configuredPercentage) == (10, .active, 10))
        #expect((move.decision.action, move.decision.who) == (.start, "configuration"))
        #expect(move.beginsEvidence)
    }

    @Test("the same file means nothing")
    func unchanged() {
        #expect(takeOver(RolloutMachineTests.machine()) == nil)
        var moved = RolloutMachineTests.machine()
        var state = moved.state
        state.stage = 50
        moved.adopt(state)
        #expect(takeOver(moved) == nil, "the stage that was reached since stays")
    }

    @Test("a lower percentage holds at once, and the controller does not undo it")
    func lowered() throws {
        for isAutomatic in [true, false] {
            var machine = RolloutMachineTests.machine(stage: 25, isAutomatic: isAutomatic)
            machine.plan.policy.percentage = 0
            let move = try #require(takeOver(machine, nil, .pass))
            #expect((move.decision.action, move.decision.from, move.decision.to) == (.configure, 25, 0))
            #expect(move.state.phase == (isAutomatic ? .paused : .active))
            #expect(move.beginsEvidence)
            machine.adopt(move.state)
            #expect(takeOver(machine) == nil)
        }
    }

    @Test("a higher percentage is a promotion: with the gate, or refused and remembered")
    func raised() throws {
        var machine = RolloutMachineTests.machine(stage: 10)
        machine.plan.policy.percentage = 25
        let passed = try #require(takeOver(machine, nil, .pass))
        #expect((passed.state.stage, passed.decision.refusal) == (25, nil))
        for (verdict, why) in [(GateVerdict.inconclusive, "still needs"), (.fail, "fails"), (nil, "cannot be judged")] {
            let refused = try #require(takeOver(machine, nil, verdict))
            #expect(refused.state.stage == 10)
            #expect(refused.decision.refusal?.contains(why) == true, "\(refused.decision.refusal ?? "")")
            #expect(refused.decision.to == 25)
            machine.adopt(refused.state)
            #expect(takeOver(machine, nil, .pass) == nil, "it is not tried again by itself")
            machine = RolloutMachineTests.machine(stage: 10)
            machine.plan.policy.percentage = 25
        }
    }

    @Test("a file raises by one stage at a time, and without a gate as far as it says")
    func raisedPastAStage() throws {
        var machine = RolloutMachineTests.machine(stage: 10)
        for (percentage, why) in [(50.0, "50 % is not the next stage"), (33, "33 % is no stage")] {
            machine.plan.policy.percentage = percentage
            let refused = try #require(takeOver(machine, nil, .pass))
            #expect(refused.state.stage == 10)
            #expect(refused.decision.refusal?.hasPrefix(why) == true, "\(refused.decision.refusal ?? "")")
        }
        machine.plan.hasGate = false
        #expect(try #require(takeOver(machine, nil, nil)).state.stage == 33)
    }

    @Test(
        "a higher percentage ends neither a pause nor a rollback", arguments: [RolloutState.Phase.paused, .rolledBack])
    func raisedWhileHeld(phase: RolloutState.Phase) throws {
        var machine = RolloutMachineTests.machine(stage: 0, phase: phase)
        machine.plan.policy.percentage = 50
        let move = try #require(takeOver(machine))
        #expect((move.state.stage, move.state.phase) == (0, phase))
        #expect(move.decision.refusal != nil)
    }

    @Test("another candidate or fingerprint begins evidence anew, and keeps the share")
    func restarted() throws {
        var machine = RolloutMachineTests.machine(stage: 25)
        let move = try #require(takeOver(machine, .init(candidateVersion: "2", fingerprint: "def")))
        #expect((move.decision.action, move.state.stage) == (.restart, 25))
        #expect(move.decision.reason.contains("'2', and was '1'"))
        #expect(move.beginsEvidence)
        machine.adopt(move.state)
        #expect(takeOver(machine, .init(candidateVersion: "2", fingerprint: "def")) == nil)
        #expect(takeOver(machine, .init(candidateVersion: "2", fingerprint: "abc"))?.decision.action == .restart)
    }

    @Test("another candidate ends the controller's rollback, and no person's", arguments: [true, false])
    func endsRollback(isHeldByController: Bool) throws {
        let machine = RolloutMachineTests.machine(
            stage: 0, phase: .rolledBack, isHeldByController: isHeldByController)
        let move = try #require(takeOver(machine, .init(candidateVersion: "2", fingerprint: "def")))
        #expect(move.state.phase == (isHeldByController ? .active : .rolledBack))
        #expect(move.decision.action == (isHeldByController ? .resume : .restart))
        #expect(move.state.stage == 0)
    }

    @Test("who is served at a share is a decision too, and names nobody")
    func policy() throws {
        var machine = RolloutMachineTests.machine()
        machine.plan.policy.userWhitelist.insert("b@example.com")
        machine.plan.policy.isEnabled = false
        let move = try #require(takeOver(machine))
        #expect(move.decision.action == .configure)
        #expect(move.decision.reason.contains("disabled") && move.decision.reason.contains("whitelist of 2"))
        #expect(!move.decision.reason.contains("example.com"))
        #expect(!move.beginsEvidence)
    }
}
