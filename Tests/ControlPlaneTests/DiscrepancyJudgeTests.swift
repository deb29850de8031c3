import Testing
import Traffic

@testable import ControlPlane

@Suite("Discrepancies, judged")
struct DiscrepancyJudgeTests {
    private static let now = Timestamp(milliseconds: 1_760_000_000_000)

    private func judge(_ noise: [String: NoiseCounts], rules: String = "") throws -> DiscrepancyJudge {
        let configuration = try Configuration.parse(
            """
            upstreams:
              legacy: { url: "http://127.0.0.1:1" }
              candidate: { url: "http://127.0.0.1:2" }
            routes:
              - name: orders
                path: /orders/{id}
                rules: [\(rules)]
            """, path: "/nowhere/parallax.yaml")
        let places = noise.map { name, counts in
            NoiseRecord.Place(route: "orders", at: Location(["body", name]), kind: .changed, counts: counts)
        }
        return DiscrepancyJudge(configuration: configuration, noise: NoiseRecord(places: places), now: Self.now)
    }

    private func discrepancy(_ name: String, count: Int = 1, kind: Difference.Kind = .changed) -> DiscrepancyRecord {
        DiscrepancyRecord(
            route: "orders", at: Location(["body", name]), kind: kind, count: count, differences: count, share: 1,
            firstSeen: Self.now, lastSeen: Self.now)
    }

    @Test("each has the state of its own place and kind, and noise comes last")
    func noise() throws {
        let judge = try judge(["clock": NoiseCounts(both: 50), "total": NoiseCounts(candidateOnly: 30)])
        let judged = judge.judge([discrepancy("clock", count: 99), discrepancy("total"), discrepancy("new")])
        #expect(judged.map { $0.at.segments[1] } == ["total", "new", "clock"])
        #expect(judged.map(\.noise) == [.regression, .unknown, .noise])
        #expect(judged.map(\.noiseCounts.both) == [0, 0, 50])
        // Of another kind legacy never showed anything.
        #expect(judge.judge([discrepancy("clock", kind: .typeChanged)]).map(\.noise) == [.unknown])
    }

    @Test("a working accept rule at the place or above accepts, and says who and why; people's word counts for more")
    func accepted() throws {
        let rule = "{ at: /body/total, accept: true, reason: new tax, owner: billing }"
        let judged = try judge([:], rules: rule).judge([discrepancy("total"), discrepancy("other")])
        #expect(judged.map(\.state) == [.accepted, .open])
        #expect(
            judged[0].triage == [TriageRecord(state: .accepted, at: nil, who: "billing", why: "new tax")])
        var decided = discrepancy("total")
        decided.triage = [TriageRecord(state: .open, at: Self.now, who: "anna", why: "not intended after all")]
        #expect(try judge([:], rules: rule).judge([decided])[0].state == .open)
        let expired = "{ at: /body/**, accept: true, until: 2020-01-01 }"
        #expect(try judge([:], rules: expired).judge([discrepancy("total")])[0].state == .open)
        #expect(
            try judge([:], rules: "{ at: /body, accept: true }").judge([discrepancy("total")])[0].state == .accepted)
        let ignoring = "{ at: /body/total, ignore: true }"
        #expect(try judge([:], rules: ignoring).judge([discrepancy("total")])[0].state == .open)
    }
}
