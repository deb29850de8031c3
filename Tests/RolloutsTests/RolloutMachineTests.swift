import Rollouts
import Testing
import Traffic

@Suite("What may become of a rollout")
struct RolloutMachineTests {
    static let now = Timestamp(milliseconds: 1_760_000_000_000)
    static let someone = Author(name: "release-managers", reason: "a quiet weekend")

    static func machine(
        stage: Double = 10,
        phase: RolloutState.Phase = .active,
        isAutomatic: Bool = true,
        isEnabled: Bool = true,
        freezes: [FreezeWindow] = [],
        hasGate: Bool = true,
        isHeldByController: Bool = false
    ) -> RolloutMachine {
        let policy = RolloutPolicy(
            feature: "f", routes: ["r"], isEnabled: isEnabled, percentage: stage, userWhitelist: ["a@example.com"])
        let plan = RolloutPlan(policy: policy, isAutomatic: isAutomatic, freezes: freezes, hasGate: hasGate)
        let state = RolloutState(
            feature: "f", stage: stage, phase: phase, isHeldByController: isHeldByController, attempt: 3,
            startedAt: now.advanced(byMilliseconds: -60_000), candidateVersion: "1", fingerprint: "abc",
            configuredPercentage: stage, policy: plan.policyText)
        return RolloutMachine(plan: plan, state: state)
    }

    static func judgement(_ verdict: GateVerdict) -> GateJudgement {
        let record = CriterionRecord(
            criterion: "mismatch_rate <= 1%", route: "r", verdict: verdict, bad: 3, observations: 40, evidence: 1,
            missing: nil)
        let missing = verdict == .inconclusive ? ["2 more comparisons on route r"] : []
        return GateJudgement(verdict: verdict, missing: missing, criteria: [record])
    }

    static let freeze = FreezeWindow.once(
        from: now.advanced(byMilliseconds: -1), until: now.advanced(byMilliseconds: 1))

    // MARK: By itself

    @Test("a pass promotes to the next stage, with new evidence and the numbers in the decision")
    func promotes() throws {
        let machine = Self.machine()
        let move = try #require(
            machine.look(judgement: Self.judgement(.pass), alarm: nil, isHeldBack: false, now: Self.now))
        #expect(move.state.stage == 25)
        #expect(move.beginsEvidence)
        #expect(move.state.startedAt == Self.now)
        let decision = move.decision
        #expect((decision.action, decision.from, decision.to) == (.promote, 10, 25))
        #expect((decision.who, decision.verdict, decision.attempt) == ("controller", .pass, 3))
        #expect(decision.criteria == Self.judgement(.pass).criteria)
    }

    @Test("a fail or an alarm takes everybody back, the whitelist included, and holds")
    func rollsBack() throws {
        for (judgement, alarm) in [(GateVerdict.fail, nil), (.pass, "error_rate > 1% (9 of 40)")] as [(_, String?)] {
            var machine = Self.machine(stage: 50)
            let move = try #require(
                machine.look(judgement: Self.judgement(judgement), alarm: alarm, isHeldBack: false, now: Self.now))
            #expect((move.decision.action, move.decision.from, move.decision.to) == (.rollback, 50, 0))
            #expect(move.decision.reason.contains(alarm ?? "mismatch_rate <= 1% on r (3 of 40)"))
            machine.adopt(move.state)
            #expect(machine.policy.isRolledBack)
            #expect(machine.policy.percentage == 0)
            for verdict in GateVerdict.allCases {
                let more = machine.look(
                    judgement: Self.judgement(verdict), alarm: "still", isHeldBack: false, now: Self.now)
                #expect(more == nil, "it stays where it is until somebody or another candidate ends it")
            }
        }
    }

    @Test(
        "stays where it is",
        arguments: [
            ("inconclusive", machine(), GateVerdict.inconclusive, false), ("error", machine(), .error, false),
            ("people promote", machine(isAutomatic: false), .pass, false),
            ("and people roll back", machine(isAutomatic: false), .fail, false),
            ("paused", machine(phase: .paused), .pass, false),
            ("a fail while paused", machine(phase: .paused), .fail, false),
            ("frozen", machine(freezes: [freeze]), .pass, false), ("the last stage", machine(stage: 100), .pass, false),
            ("disabled", machine(isEnabled: false), .fail, false), ("halted", machine(), .pass, true),
        ])
    func holds(why: String, machine: RolloutMachine, verdict: GateVerdict, isHeldBack: Bool) {
        let move = machine.look(
            judgement: Self.judgement(verdict), alarm: nil, isHeldBack: isHeldBack, now: Self.now)
        #expect(move == nil, "\(why)")
    }

    @Test("an alarm rolls back where people promote, where it is paused, and where it is frozen")
    func alarm() {
        for machine in [
            Self.machine(isAutomatic: false), Self.machine(phase: .paused), Self.machine(freezes: [Self.freeze]),
        ] {
            let move = machine.look(judgement: nil, alarm: "it burns", isHeldBack: false, now: Self.now)
            #expect(move?.state.phase == .rolledBack)
        }
    }

    // MARK: By people

    private func perform(
        _ machine: RolloutMachine, _ command: RolloutCommand, _ verdict: GateVerdict? = .pass, isHeldBack: Bool = false
    ) throws(MoveRefusal) -> RolloutMove {
        try machine.perform(
            command, by: Self.someone, judgement: verdict.map(Self.judgement), isHeldBack: isHeldBack, now: Self.now)
    }

    @Test("people promote on a pass, or past what does not pass where they force it")
    func promoteByHand() throws {
        let passed = try perform(Self.machine(isAutomatic: false), .promote(to: nil, force: false))
        #expect((passed.state.stage, passed.decision.who, passed.decision.isForced) == (25, "release-managers", false))
        let named = try perform(Self.machine(), .promote(to: 25, force: false))
        #expect(named.state.stage == 25)
        let forced = try perform(Self.machine(), .promote(to: 100, force: true), .fail)
        #expect((forced.state.stage, forced.decision.isForced, forced.decision.verdict) == (100, true, .fail))
        let ungated = try perform(Self.machine(hasGate: false), .promote(to: nil, force: false), nil)
        #expect(ungated.state.stage == 25)
        let frozen = try perform(Self.machine(freezes: [Self.freeze]), .promote(to: nil, force: true))
        #expect(frozen.state.stage == 25)
    }

    @Test(
        "a promotion that may not be is refused, and says why",
        arguments: [
            (
                machine(), RolloutCommand.promote(to: nil, force: false), GateVerdict.inconclusive, false,
                "2 more comparisons"
            ),
            (machine(), .promote(to: nil, force: false), .fail, false, "mismatch_rate <= 1% on r (3 of 40)"),
            (machine(), .promote(to: nil, force: false), nil, false, "cannot be judged"),
            (machine(), .promote(to: 30, force: true), .pass, false, "its stages are 0, 1, 10, 25, 50, 100"),
            (machine(), .promote(to: 50, force: false), .pass, false, "not the next stage, which is 25 %"),
            (machine(), .promote(to: 1, force: true), .pass, false, "not above its stage"),
            (machine(stage: 100), .promote(to: nil, force: true), .pass, false, "last stage"),
            (machine(isEnabled: false), .promote(to: nil, force: true), .pass, false, "not enabled"),
            (machine(phase: .paused), .promote(to: nil, force: true), .pass, false, "paused"),
            (machine(freezes: [freeze]), .promote(to: nil, force: false), .pass, false, "freeze"),
            (machine(), .promote(to: nil, force: true), .pass, true, "halted"),
            (machine(phase: .paused), .pause, .pass, false, "paused already"),
            (machine(phase: .rolledBack), .pause, .pass, false, "rolled back already"),
            (machine(), .resume, .pass, false, "neither paused nor rolled back"),
        ] as [(RolloutMachine, RolloutCommand, GateVerdict?, Bool, String)])
    func refused(
        machine: RolloutMachine, command: RolloutCommand, verdict: GateVerdict?, isHeldBack: Bool, why: String
    ) {
        let refusal = #expect(throws: MoveRefusal.self) {
            try perform(machine, command, verdict, isHeldBack: isHeldBack)
        }
        #expect(refusal?.description.contains(why) == true, "\(refusal?.description ?? "")")
    }

    @Test("a rollback is never refused, and a person's is not ended by another candidate")
    func rollbackByHand() throws {
        for machine in [Self.machine(), Self.machine(phase: .paused), Self.machine(stage: 0, phase: .rolledBack)] {
            let move = try perform(machine, .rollback, nil, isHeldBack: true)
            #expect((move.state.phase, move.state.stage, move.state.isHeldByController) == (.rolledBack, 0, false))
        }
    }

    @Test("resuming ends a pause where it was, and a rollback at 0 %, on evidence of its own")
    func resume() throws {
        let paused = try perform(Self.machine(phase: .paused), .resume)
        #expect((paused.state.phase, paused.state.stage, paused.beginsEvidence) == (.active, 10, false))
        let rolledBack = try perform(Self.machine(stage: 0, phase: .rolledBack, isHeldByController: true), .resume)
        #expect((rolledBack.state.phase, rolledBack.state.stage, rolledBack.beginsEvidence) == (.active, 0, true))
        #expect(paused.state.startedAt < Self.now && paused.state.alarmsSince == Self.now)
        #expect(!rolledBack.state.isHeldByController)
    }

    @Test("a promotion ends a rollback")
    func promoteAfterRollback() throws {
        let move = try perform(Self.machine(stage: 0, phase: .rolledBack), .promote(to: nil, force: false))
        #expect((move.state.phase, move.state.stage) == (.active, 1))
    }
}
