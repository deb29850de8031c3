import Reports
import Testing
import Traffic

@Suite("The status tree")
struct StatusTreeTests {
    private func status(
        phase: RolloutState.Phase = .active, isEnabled: Bool = true, stage: Double = 10, isFrozen: Bool = false
    ) -> RolloutStatus {
        RolloutStatus(
            feature: "useNewContext", routes: ["context", "update"], isEnabled: isEnabled, promotion: "automatic",
            stages: [0, 1, 10, 50, 100], stage: stage, phase: phase, attempt: 1, startedAt: GateRecord.judgedAt,
            share: .init(wanted: 0.1, measured: 0.0981), whitelisted: 2, isFrozen: isFrozen, gate: .sample(),
            lastDecision: DecisionRecord(
                number: 7, at: GateRecord.judgedAt, feature: "useNewContext", who: "controller", action: .promote,
                from: 1,
                to: 10, reason: "the gate passes"))
    }

    private func render(_ overview: RolloutOverview) -> String {
        StatusTree.render(overview, colour: false, width: 110)
    }

    private func overview(_ rollouts: RolloutStatus..., halted: Bool = false, warnings: [String] = [])
        -> RolloutOverview
    {
        RolloutOverview(
            rollouts: rollouts, halted: halted, killSwitch: false, generatedAt: GateRecord.judgedAt, warnings: warnings)
    }

    @Test("shows stage, share, gate, what is missing, and the last decision")
    func tree() {
        #expect(
            render(overview(status())) == """
                useNewContext  active  automatic promotion over context, update
                ├─ stage 0 → 1 → [10] → 50 → 100 %
                ├─ share wanted 10 %, and 2 whitelisted users, measured 9.81 % since 2026-02-28 23:59:59 UTC
                ├─ gate inconclusive
                ├─ missing: 2112 more comparisons on route context
                ├─ missing: 9m more in the stage
                └─ last: promoted from 1 % to 10 % by controller on 2026-02-28 23:59:59 UTC: the gate passes


                """)
    }

    @Test("a share between two stages stands between them")
    func between() {
        #expect(render(overview(status(stage: 5))).contains("stage 0 → 1 → [5] → 10 → 50 → 100 %"))
    }

    @Test("says what holds it")
    func held() {
        #expect(render(overview(status(phase: .paused))).contains("useNewContext  paused"))
        #expect(render(overview(status(phase: .rolledBack))).contains("useNewContext  rolled back"))
        #expect(render(overview(status(isEnabled: false))).contains("useNewContext  disabled"))
        #expect(render(overview(status(isFrozen: true))).contains("frozen: nothing is promoted now"))
        let halted = render(overview(status(), halted: true, warnings: ["the ledger is away"]))
        #expect(halted.hasPrefix("⏸ HALTED  everything is halted"))
        #expect(halted.contains("! the ledger is away"))
    }

    @Test("is something without a rollout")
    func empty() { #expect(render(overview()) == "The configuration has no rollouts.\n") }
}
