import Ledgers
import Testing
import Traffic

@Suite("What the ledger counts")
struct CountingTests {
    private let folder: TemporaryFolder
    private let clock = TestClock()
    private let log = NoticeLog()
    private var path: String { folder.file("ledger.sqlite") }

    init() throws { folder = try TemporaryFolder() }

    private func open(_ configuration: LedgerConfiguration? = nil) -> Ledger {
        Ledger(configuration ?? .sample(path), clock: { [clock] in clock.now }, log: { [log] in log.append($0) })
    }

    @Test("every exchange is counted exactly once, whatever its outcome")
    func identity() async throws {
        let ledger = open()
        let outcomes: [Outcome] = [
            .match, .match, .match, .mismatch, .incomparable(.timeout), .incomparable(.timeout),
            .incomparable(.dropped), .incomparable(IncomparableReason(rawValue: "ofTheFuture")), .notMirrored,
        ]
        for outcome in outcomes { ledger.record(.sample(outcome)) }
        try await ledger.flush()

        let route = try #require(try LedgerReader(path: path).routes().first)
        #expect(route.requests == outcomes.count)
        #expect(route.comparisons == 4)
        #expect(route.matches == 3)
        #expect(route.mismatches == 1)
        #expect(route.incomparable == ["timeout": 2, "dropped": 1, "ofTheFuture": 1])
        #expect(route.notMirrored == 1)
        #expect(route.requests == route.comparisons + route.incomparable.values.reduce(0, +) + route.notMirrored)
    }

    @Test("a match with suppressed differences is a match, counted apart, and the rule is credited")
    func suppressed() async throws {
        let ledger = open()
        let hidden = SuppressedCount(rule: "ignore", ruleAt: "/body/processingTime", count: 2)
        ledger.record(.sample(.match, suppressed: [hidden]))
        ledger.record(.sample(.match))
        try await ledger.flush()

        let reader = try LedgerReader(path: path)
        let route = try #require(try reader.routes().first)
        #expect(route.matches == 2)
        #expect(route.matchesWithSuppressed == 1)
        #expect(
            try reader.rules() == [
                RuleRecord(
                    route: "context", at: "/body/processingTime", rule: "ignore", suppressed: 2, expired: false)
            ])
    }

    @Test("served by the candidate, failures of the candidate alone, and fallbacks are told apart")
    func roles() async throws {
        let ledger = open()
        ledger.record(.sample(servedSide: .candidate))
        ledger.record(.sample(servedSide: .candidate, candidateFailed: true, fellBack: true))
        ledger.record(.sample(legacyFailed: true, candidateFailed: true))
        try await ledger.flush()

        let route = try #require(try LedgerReader(path: path).routes().first)
        #expect(route.servedByCandidate == 1)
        #expect(route.fallbacks == 1)
        #expect(route.candidateFailures == 1)
    }

    @Test("counts of many writes and intervals add up")
    func manyWrites() async throws {
        let ledger = open()
        for _ in 0..<5 {
            for request in 0..<10 { ledger.record(.mismatch(request: UInt64(request))) }
            try await ledger.flush()
            clock.advance(bySeconds: 7)
        }
        let snapshot = try LedgerReader(path: path).snapshot()
        #expect(snapshot.routes.first?.mismatches == 50)
        #expect(snapshot.discrepancies.first?.count == 50)
        #expect(snapshot.discrepancies.first?.share == 1)
    }

    @Test("a restart goes on where the ledger stopped")
    func restart() async throws {
        for _ in 0..<3 {
            let ledger = open()
            ledger.record(.mismatch())
            await ledger.close()
        }
        let reader = try LedgerReader(path: path)
        #expect(try reader.routes().first?.requests == 3)
        #expect(try reader.discrepancies().first?.count == 3)
    }

    @Test("two sidecars on one file count side by side")
    func twoInstances() async throws {
        let one = open()
        let two = open(.sample(path, instance: "two"))
        one.record(.sample(request: 1))
        two.record(.sample(request: 1))
        two.record(.sample(request: 2))
        try await one.flush()
        try await two.flush()

        let reader = try LedgerReader(path: path)
        #expect(try reader.routes().first?.requests == 3)
        let evidence = try #require(try reader.evidence(of: .sample()))
        #expect(evidence.evidence.mismatches.observations == 2)
    }

    @Test("since and route narrow everything down alike")
    func filters() async throws {
        let ledger = open()
        ledger.record(.mismatch(route: "old"))
        ledger.record(.mismatch(route: "context"))
        clock.advance(bySeconds: 60)
        let later = clock.now
        ledger.record(.mismatch(route: "context"))
        ledger.record(.mismatch(route: "other"))
        try await ledger.flush()

        let reader = try LedgerReader(path: path)
        #expect(try reader.routes().map(\.name) == ["context", "old", "other"])
        #expect(try reader.routes(since: later).map(\.requests) == [1, 1])
        let snapshot = try reader.snapshot(since: later, route: "context")
        #expect(snapshot.routes.map(\.name) == ["context"])
        #expect(snapshot.discrepancies.map(\.count) == [1])
        #expect(try reader.discrepancies(route: "context").map(\.count) == [2])
    }

    @Test("quantiles are within the precision of the histogram", arguments: [50.0, 95, 99])
    func quantiles(percentile: Double) async throws {
        let ledger = open()
        let slowest = 5_000
        for milliseconds in 1...slowest {
            ledger.record(
                .sample(
                    request: UInt64(milliseconds), legacyLatency: Double(milliseconds),
                    candidateLatency: Double(milliseconds) / 100))
            if milliseconds % 1_000 == 0 { try await ledger.flush() }
        }
        let latency = try #require(try LedgerReader(path: path).routes().first?.latency)
        let read = { (quantiles: RouteRecord.Quantiles) in
            percentile == 50 ? quantiles.p50 : percentile == 95 ? quantiles.p95 : quantiles.p99
        }
        let exact = Double(slowest) * percentile / 100
        let legacy = read(try #require(latency.legacy))
        let candidate = read(try #require(latency.candidate))
        #expect(abs(legacy - exact) <= exact * 0.001)
        #expect(abs(candidate - exact / 100) <= exact / 100 * 0.001)
    }

    @Test("a side that never answered has no quantiles")
    func noLatency() async throws {
        let ledger = open()
        ledger.record(.sample(.incomparable(.timeout), candidateFailed: true, candidateLatency: nil))
        try await ledger.flush()
        let latency = try #require(try LedgerReader(path: path).routes().first?.latency)
        #expect(latency.legacy != nil)
        #expect(latency.candidate == nil)
    }

    @Test("what fallbacks cost is kept apart from the latencies, and those that cost nothing are left out")
    func fallbackCost() async throws {
        let ledger = open()
        for number in 1...100 as ClosedRange<UInt64> {
            let failed = Comparison.sample(
                .incomparable(.timeout), request: number, servedSide: .candidate, candidateFailed: true,
                legacyLatency: 3, candidateLatency: nil, fellBack: true, fallbackMilliseconds: Double(number))
            ledger.record(failed)
            ledger.record(
                .sample(
                    .incomparable(.circuitOpen), request: number, servedSide: .candidate, candidateFailed: true,
                    legacyLatency: 3, candidateLatency: nil, fellBack: true, fallbackMilliseconds: 0))
            if number % 40 == 0 { try await ledger.flush() }
        }
        try await ledger.flush()
        let route = try #require(try LedgerReader(path: path).routes().first)
        #expect(route.fallbacks == 200 && route.incomparable == ["timeout": 100, "circuitOpen": 100])
        let cost = try #require(route.latency.fallback)
        #expect(abs(cost.p50 - 50) < 0.1 && abs(cost.p95 - 95) < 0.1)
        #expect(route.latency.candidate == nil)
        let legacy = try #require(route.latency.legacy)
        #expect(abs(legacy.p95 - 3) < 0.01)
    }

    @Test("latencies that are absurd neither trap nor get lost", arguments: [-1.0, 0, .infinity, .nan, 1e300])
    func absurdLatency(milliseconds: Double) async throws {
        let ledger = open()
        ledger.record(.sample(candidateLatency: milliseconds))
        try await ledger.flush()
        #expect(try LedgerReader(path: path).routes().first?.latency.candidate != nil)
    }
}
