import Foundation
import Testing
import Traffic

@testable import Ledgers

@Suite("What the ledger holds in memory")
struct CountingStateTests {
    private let now = Timestamp(milliseconds: 1_760_000_000_000)
    private let failure = LedgerError(.diskFull, "no space is left")

    private func state(_ bounds: LedgerBounds = LedgerBounds()) -> CountingState {
        CountingState(.sample("unused", bounds: bounds), now: now)
    }

    private func record(_ comparison: Comparison, into state: inout CountingState, at time: Timestamp? = nil) {
        state.record(ComparisonDigest(comparison, slowerRatio: 1.2, slack: 5), now: time ?? now)
    }

    @Test("what is recorded while a write goes on and fails is kept with what was being written")
    func recordedMeanwhile() throws {
        var state = state()
        record(.mismatch(request: 1), into: &state)
        let taken = state.takeBatch()
        record(.mismatch(request: 2), into: &state)
        #expect(state.health.waiting == 2)
        _ = state.failed(taken, failure, at: now)
        #expect(state.health.waiting == 2)

        let all = state.takeBatch()
        #expect(all.counters.values.map(\.mismatches) == [2])
        let tally = try #require(all.discrepancies.values.first)
        #expect(tally.occurrences.values.map(\.count) == [2])
        #expect(tally.examples.all.map(\.requestID) == ["request-1", "request-2"])
        #expect(all.evidence.values.map(\.observations.count) == [2])
    }

    @Test("bounds hold for what comes back as well as for what is counted anew")
    func boundsAfterFailure() {
        var state = state(LedgerBounds(signaturesPerRoute: 3, exampleBytes: 1_000))
        for key in 0..<3 { record(.mismatch([["body", "old-\(key)"]]), into: &state) }
        let taken = state.takeBatch()
        for key in 0..<3 { record(.mismatch([["body", "new-\(key)"]]), into: &state) }
        _ = state.failed(taken, failure, at: now)
        let all = state.takeBatch()
        #expect(all.discrepancies.count == 3)
        #expect(all.losses.discrepancies == 3)
        #expect(all.counters.values.map(\.mismatches) == [6])
        #expect(all.counters.values.map(\.discrepanciesNotKept) == [3])
        let bytes = all.discrepancies.values.flatMap(\.examples.all).map(\.bytes).reduce(0, +)
        #expect(bytes <= 1_000)
    }

    @Test("the same failure is news once, and the gap begins with the first one")
    func news() {
        var state = state()
        let later = now.advanced(byMilliseconds: 5_000)
        let attempts = [(failure, now), (failure, later), (LedgerError(.locked, "locked"), later)]
        let news = attempts.map { error, time in
            let taken = state.takeBatch()
            return state.failed(taken, error, at: time)
        }
        #expect(news == [true, false, true])
        let taken = state.takeBatch()
        #expect(state.gap(endingWith: taken, at: later)?.from == now)
    }

    @Test("one exchange counts a discrepancy once, however often it shows it")
    func digest() {
        let digest = ComparisonDigest(
            .mismatch([["body", "0"], ["body", "1"], ["name"], ["body", "2"]]), slowerRatio: 1.2, slack: 5)
        #expect(digest.discrepancies.map(\.signature.at) == ["/body/*", "/name"])
        #expect(digest.discrepancies.map(\.differences) == [3, 1])
        #expect(digest.discrepancies.map(\.example.at) == ["/body/0", "/name"])
    }

    @Test(
        "intervals are whole, before 1970 too",
        arguments: [(19_999, 10_000), (0, 0), (-1, -10_000)] as [(Int64, Int64)])
    func intervals(time: Int64, interval: Int64) {
        var state = state()
        record(.sample(), into: &state, at: Timestamp(milliseconds: time))
        let batch = state.takeBatch()
        #expect(batch.counters.keys.map(\.interval.milliseconds) == [interval])
    }

    @Test("latency counts survive being stored", arguments: [[], [0], [1, 2, 3], [0.001, 10, 10, 3_599_999, 1e9]])
    func latencies(milliseconds: [Double]) throws {
        var counts = LatencyCounts()
        for value in milliseconds { counts.record(milliseconds: value) }
        #expect(try LatencyCounts(encoded: counts.encoded) == counts)
        #expect(counts.total == UInt64(milliseconds.count))
    }

    @Test(
        "stored latencies that are damaged are an error",
        arguments: [
            [0x80], [1], [0xFF, 0xFF, 0xFF, 0xFF, 0x7F, 1],
            [1, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F],
        ])
    func damagedLatencies(bytes: [UInt8]) {
        #expect(throws: LedgerError.self) { try LatencyCounts(encoded: Data(bytes)) }
    }
}
