import Ledgers
import Testing
import Traffic

@Suite("Recent traffic")
struct RecentTrafficTests {
    private let clock = TestClock()

    private func traffic(_ windows: Duration...) -> RecentTraffic {
        RecentTraffic(windows: Set(windows), clock: { [clock] in clock.now })
    }

    @Test("a window shows what was counted in it, route by route, and forgets what fell out")
    func slides() {
        let traffic = traffic(.seconds(60))
        traffic.record(.mismatch(request: 1))
        clock.advance(bySeconds: 30)
        traffic.record(.sample(request: 2))
        traffic.record(.sample(route: "update", request: 3, candidateFailed: true))
        let both = traffic.evidence(over: .seconds(60))
        #expect(both.map(\.route) == ["context", "update"])
        #expect(both[0].mismatches == .init(bad: 1, observations: 2))
        #expect(both[1].errors == .init(bad: 1, observations: 1))
        clock.advance(bySeconds: 31)
        #expect(traffic.evidence(over: .seconds(60))[0].mismatches == .init(bad: 0, observations: 1))
        clock.advance(bySeconds: 31)
        #expect(traffic.evidence(over: .seconds(60)).isEmpty)
    }

    @Test("what was counted before a moment can be left out")
    func since() {
        let traffic = traffic(.seconds(60))
        traffic.record(.mismatch(request: 1))
        clock.advance(bySeconds: 10)
        let moment = clock.now
        #expect(traffic.evidence(over: .seconds(60), since: moment).isEmpty)
        traffic.record(.sample(request: 2))
        #expect(traffic.evidence(over: .seconds(60), since: moment)[0].mismatches == .init(bad: 0, observations: 1))
    }

    @Test("every length has a window of its own, and another set of lengths keeps those that stay")
    func lengths() {
        let traffic = traffic(.seconds(1), .seconds(600))
        traffic.record(.sample(request: 1))
        clock.advance(bySeconds: 5)
        #expect(traffic.evidence(over: .seconds(1)).isEmpty)
        #expect(traffic.evidence(over: .seconds(600)).count == 1)
        traffic.keep([.seconds(600), .seconds(5)])
        #expect(traffic.evidence(over: .seconds(600)).count == 1)
        #expect(traffic.evidence(over: .seconds(1)).isEmpty, "it is kept no more")
    }

    @Test("only the routes that are asked about are shown, and never what no route matches")
    func routes() {
        let traffic = traffic(.seconds(60))
        for route in ["context", "update", Route.unmatchedName] { traffic.record(.sample(route: route)) }
        #expect(traffic.evidence(over: .seconds(60)).map(\.route) == ["context", "update"])
        #expect(traffic.evidence(over: .seconds(60), routes: ["update"]).map(\.route) == ["update"])
    }

    @Test("a clock that is set back hides nothing that is counted from then on; what it calls the future goes")
    func setBack() {
        let traffic = traffic(.seconds(60))
        traffic.record(.sample(request: 1))
        clock.advance(bySeconds: -3_600)
        traffic.record(.sample(request: 2))
        #expect(traffic.evidence(over: .seconds(60)).first?.mismatches.observations == 1)
        clock.advance(bySeconds: 3_600)
        traffic.record(.sample(request: 3))
        #expect(traffic.evidence(over: .seconds(60)).first?.mismatches.observations == 1)
    }

    @Test("a moment that was noted before the clock was set back hides nothing either")
    func setBackSince() {
        let traffic = traffic(.seconds(60))
        let moment = clock.now
        traffic.mark(["context"], at: moment)
        clock.advance(bySeconds: 1)
        traffic.record(.mismatch(request: 1, at: clock.now))
        clock.advance(bySeconds: -10)
        #expect(traffic.evidence(over: .seconds(60), since: moment).isEmpty)
        traffic.record(.mismatch(request: 2, at: clock.now))
        let seen = traffic.evidence(over: .seconds(60), since: moment)
        #expect(seen.first?.mismatches == .init(bad: 1, observations: 1))
    }
}

@Suite("Exchanges that had begun before")
struct LateExchangeTests {
    private let clock = TestClock()

    @Test("a mark leaves them out where what is asked is what holds since, and nowhere else")
    func marked() {
        let traffic = RecentTraffic(windows: [.seconds(60)], clock: { [clock] in clock.now })
        let begun = clock.now
        clock.advance(bySeconds: 5)
        let moment = clock.now
        traffic.mark(["context"], at: moment)
        clock.advance(bySeconds: 5)
        traffic.record(.mismatch(request: 1, at: begun))
        traffic.record(.sample(request: 2, at: moment))
        #expect(
            traffic.evidence(over: .seconds(60), since: moment).map(\.mismatches) == [.init(bad: 0, observations: 1)])
        #expect(traffic.evidence(over: .seconds(60)).map(\.mismatches) == [.init(bad: 1, observations: 2)])
    }

    @Test("they belong to the attempt in which they had begun, whenever they are compared")
    func attempts() async throws {
        let folder = try TemporaryFolder()
        let path = folder.file("ledger.sqlite")
        let ledger = Ledger(.sample(path), clock: { [clock] in clock.now }, log: { _ in })
        ledger.record(.sample(request: 1, stage: 10, at: clock.now))
        try await ledger.flush()
        clock.advance(bySeconds: 5)
        let begun = clock.now
        clock.advance(bySeconds: 5)
        _ = try await ledger.commit(.anew(stage: 10, at: clock.now))
        ledger.record(.mismatch(request: 2, at: begun).at(stage: 10))
        ledger.record(.sample(request: 3, stage: 10, at: clock.now))
        try await ledger.flush()
        let reader = try LedgerReader(path: path)
        #expect(
            try reader.evidence(of: .sample(stage: 10))?.evidence.mismatches == .init(bad: 1, observations: 2))
        #expect(
            try reader.evidence(of: .sample(stage: 10, epoch: 2))?.evidence.mismatches == .init(bad: 0, observations: 1)
        )
        await ledger.close()
    }
}

extension Comparison {
    fileprivate func at(stage: Double) -> Comparison {
        var comparison = self
        comparison.stage = stage
        return comparison
    }
}
