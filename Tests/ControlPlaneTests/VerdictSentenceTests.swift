import Testing
import Traffic

@testable import ControlPlane

@Suite("The verdict's sentence")
struct VerdictSentenceTests {
    private func rollout(
        _ verdict: GateVerdict?,
        missing: [String] = [],
        criteria: [CriterionRecord] = []
    ) -> RolloutRecord {
        RolloutRecord(
            feature: "f",
            stage: 10,
            share: .init(wanted: 0.1, measured: nil),
            verdict: verdict,
            missing: missing,
            criteria: criteria
        )
    }

    private func criterion(_ verdict: GateVerdict, bad: Int, of observations: Int) -> CriterionRecord {
        CriterionRecord(
            criterion: "mismatch_rate <= 1%",
            route: "orders",
            verdict: verdict,
            bad: bad,
            observations: observations,
            evidence: nil,
            missing: nil
        )
    }

    private let routes = [RouteRecord(name: "orders", requests: 400, comparisons: 400, matches: 399, mismatches: 1)]

    @Test("a pass says on how much it rests")
    func ready() {
        let verdict = VerdictSentence.verdict(
            rollouts: [rollout(.pass, criteria: [criterion(.pass, bad: 0, of: 400)])], routes: routes)
        #expect(verdict.readiness == .ready)
        #expect(verdict.sentence == "f is ready: it passes its gate on 400 comparisons over 1 route.")
    }

    @Test("a fail names the criterion, the route and the numbers, whatever else passes")
    func notReady() {
        let failing = rollout(.fail, criteria: [criterion(.fail, bad: 40, of: 400)])
        let verdict = VerdictSentence.verdict(rollouts: [rollout(.pass), failing], routes: routes)
        #expect(verdict.readiness == .notReady)
        #expect(verdict.sentence == "f is not ready: it fails mismatch_rate <= 1% on orders (40 of 400, 10 %).")
    }

    @Test("what is missing is said, and is no pass")
    func undecided() {
        let missing = ["1 more comparison on route orders", "2 more comparisons on route lines"]
        let verdict = VerdictSentence.verdict(
            rollouts: [rollout(.pass), rollout(.inconclusive, missing: missing)], routes: routes)
        #expect(verdict.readiness == .undecided)
        #expect(
            verdict.sentence
                == "f is undecided: it still needs 1 more comparison on route orders and 2 more comparisons on route lines."
        )
    }

    @Test("a gate that cannot be judged is no pass")
    func error() {
        let verdict = VerdictSentence.verdict(
            rollouts: [rollout(.error, missing: ["a route to judge"])], routes: routes)
        #expect(verdict.readiness == .undecided)
        #expect(verdict.sentence == "f cannot be judged: a route to judge.")
    }

    @Test("without a gate nothing is ready, however well it matches")
    func ungated() {
        let verdict = VerdictSentence.verdict(rollouts: [rollout(nil)], routes: routes)
        #expect(verdict.readiness == .undecided)
        #expect(verdict.sentence == "No gate is configured: 1 of 400 comparisons is a mismatch.")
    }
}
