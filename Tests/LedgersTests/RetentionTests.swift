import Foundation
import GRDB
import Testing
import Traffic

@testable import Ledgers

@Suite("What the ledger keeps, and for how long")
struct RetentionTests {
    private let folder: TemporaryFolder
    private let clock = TestClock()
    private var path: String { folder.file("ledger.sqlite") }

    init() throws { folder = try TemporaryFolder() }

    private func open() -> Ledger {
        Ledger(.sample(path), clock: { [clock] in clock.now }, log: { _ in })
    }

    /// Tidies up until there is nothing more to do.
    ///
    /// - Returns: The number of steps.
    @discardableResult
    private func tidyUp(_ ledger: Ledger) async throws -> Int {
        for step in 1...10_000 where try await !ledger.tidyUp(at: clock.now) { return step }
        Issue.record("tidying up never ends")
        return 0
    }

    private func mismatch(_ request: UInt64, key: String = "email") -> Comparison {
        .sample(
            .mismatch, request: request, at: clock.now, differences: [.sample(["body", key])],
            suppressed: [SuppressedCount(rule: "ignore", ruleAt: "/body/t", count: 1)])
    }

    @Test("what is older than the retention goes, in steps, and what is younger stays")
    func retention() async throws {
        let ledger = open()
        for hour in 0..<6 as Range<UInt64> {
            ledger.record(mismatch(hour, key: "old"))
            clock.advance(bySeconds: 3_600)
        }
        try await ledger.flush()
        clock.advance(bySeconds: 13 * 86_400)
        ledger.record(mismatch(100, key: "young"))
        try await ledger.flush()
        try await tidyUp(ledger)
        #expect(try LedgerReader(path: path).routes().first?.mismatches == 7)

        clock.advance(bySeconds: 86_400)
        #expect(try await tidyUp(ledger) > 1)
        let snapshot = try LedgerReader(path: path).snapshot()
        #expect(snapshot.routes.first?.mismatches == 1)
        #expect(snapshot.routes.first?.latency.legacy != nil)
        #expect(snapshot.discrepancies.map(\.at.description) == ["/body/young"])
        #expect(snapshot.rules.map(\.suppressed) == [1])
    }

    @Test("an attempt whose evidence is deleted is still counted")
    func attempts() async throws {
        let ledger = open()
        func enter(_ stage: Double, from: Double, attempt: Int) async throws -> Int? {
            var state = RolloutState.sample(stage: stage)
            state.startedAt = clock.now
            var decision = DecisionRecord.sample(.promote, from: from, to: stage)
            (decision.feature, decision.attempt) = (state.feature, attempt)
            (decision.candidateVersion, decision.fingerprint) = (state.candidateVersion, state.fingerprint)
            let written = try await ledger.commit(
                RolloutCommit(
                    decisions: [decision], states: [state], evidence: [state.feature: .init(routes: ["context"])]))
            clock.advance(bySeconds: 20 * 86_400)
            try await tidyUp(ledger)
            return written.states.first?.attempt
        }
        #expect(try await enter(10, from: 0, attempt: 1) == 1)
        #expect(try await enter(0, from: 10, attempt: 1) == 2)
        #expect(try await enter(10, from: 0, attempt: 2) == 2)
        #expect(try await enter(25, from: 10, attempt: 2) == 1)
        #expect(try await enter(10, from: 25, attempt: 1) == 3)
    }

    @Test("thinning out changes no sum")
    func thinningOut() async throws {
        let ledger = open()
        for request in 0..<400 as Range<UInt64> {
            ledger.record(mismatch(request))
            ledger.record(
                .sample(
                    .incomparable(.timeout), request: request, candidateLatency: nil, fellBack: true,
                    fallbackMilliseconds: Double(request)))
            ledger.record(.sample(request: request, legacyLatency: Double(request), candidateLatency: 3))
            clock.advance(bySeconds: 10)
            if request % 40 == 0 { try await ledger.flush() }
        }
        try await ledger.flush()
        clock.advance(bySeconds: 7_200)
        let reader = try LedgerReader(path: path)
        let before = try reader.snapshot()
        let window = try reader.window(from: Timestamp(milliseconds: 0), until: clock.now)
        #expect(before.routes.first?.latency.fallback != nil)
        let rowsBefore = try await rows()
        try await tidyUp(ledger)
        let after = try reader.snapshot()
        #expect(after.routes == before.routes)
        #expect(after.rules == before.rules)
        #expect(after.discrepancies.map(\.count) == before.discrepancies.map(\.count))
        #expect(after.discrepancies.map(\.differences) == before.discrepancies.map(\.differences))
        #expect(try reader.window(from: Timestamp(milliseconds: 0), until: clock.now) == window)
        #expect(rowsBefore == 400)
        #expect(try await rows() <= 8)
    }

    private func rows() async throws -> Int {
        let store = LedgerStore(path: path, bounds: LedgerBounds(), examples: 1)
        return try await store.write { try Int.fetchOne($0, sql: "SELECT count(*) FROM counter") ?? 0 }
    }

    @Test("the last hour keeps its intervals")
    func lastHour() async throws {
        let ledger = open()
        for request in 0..<30 as Range<UInt64> {
            ledger.record(.sample(request: request))
            clock.advance(bySeconds: 10)
        }
        try await ledger.flush()
        try await tidyUp(ledger)
        #expect(try await rows() == 30)
    }

    @Test("old evidence goes, but never the newest of a route")
    func evidence() async throws {
        let ledger = open()
        for request in 0..<20 as Range<UInt64> { ledger.record(.sample(request: request, stage: 1, at: clock.now)) }
        try await ledger.flush()
        for request in 0..<20 as Range<UInt64> { ledger.record(.sample(request: request, stage: 10, at: clock.now)) }
        try await ledger.flush()
        clock.advance(bySeconds: 15 * 86_400)
        try await tidyUp(ledger)
        let reader = try LedgerReader(path: path)
        #expect(try reader.evidence(of: .sample(stage: 1)) == nil)
        #expect(try reader.evidence(of: .sample(stage: 10))?.evidence.mismatches.observations == 20)
    }

    @Test("what people said about a discrepancy outlives it")
    func triage() async throws {
        let ledger = open()
        ledger.record(mismatch(1, key: "said"))
        ledger.record(mismatch(2, key: "unsaid"))
        try await ledger.flush()
        let store = LedgerStore(path: path, bounds: LedgerBounds(), examples: 1)
        try await store.write { try $0.execute(sql: "UPDATE signature SET state = 'accepted' WHERE at = '/body/said'") }
        clock.advance(bySeconds: 15 * 86_400)
        try await tidyUp(ledger)
        ledger.record(mismatch(3, key: "said"))
        ledger.record(mismatch(4, key: "unsaid"))
        try await ledger.flush()
        let states = try LedgerReader(path: path).discrepancies().map { "\($0.at) \($0.state.rawValue)" }
        #expect(states == ["/body/said accepted", "/body/unsaid open"])
    }
}
