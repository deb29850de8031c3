import GRDB
import Ledgers
import Testing
import Traffic

@Suite("Rollouts in the ledger")
struct RolloutMemoryTests {
    private let folder: TemporaryFolder
    private let clock = TestClock()
    private var path: String { folder.file("ledger.sqlite") }

    init() throws { folder = try TemporaryFolder() }

    private func open() -> Ledger { Ledger(.sample(path), clock: { [clock] in clock.now }, log: { _ in }) }

    private func commit(
        _ ledger: Ledger, _ state: RolloutState, continued: Bool = false
    ) async throws -> RolloutState {
        let committed = try await ledger.commit(
            RolloutCommit(
                decisions: [.sample(.promote, from: 0, to: state.stage)], states: [state],
                evidence: [state.feature: .init(routes: ["context", "update"], isContinued: continued)]))
        return try #require(committed.states.first)
    }

    /// A rollout whose attempt begins now.
    private func state(stage: Double, fingerprint: String = "abc") -> RolloutState {
        clock.advance(bySeconds: 1)
        var state = RolloutState.sample(stage: stage, fingerprint: fingerprint)
        state.startedAt = clock.now
        return state
    }

    @Test("a stage is remembered with its attempt, over a restart")
    func remembered() async throws {
        let ledger = open()
        #expect(try await commit(ledger, state(stage: 1)).attempt == 1)
        #expect(try await commit(ledger, state(stage: 10)).attempt == 1)
        let last = try await commit(ledger, state(stage: 1))
        #expect(last.attempt == 2)
        await ledger.close()
        let memory = try LedgerReader(path: path).rollouts()
        #expect(memory[feature: "useNewContext"] == last)
        #expect(!memory.isHalted)
    }

    @Test("an attempt counts by stage, candidate and configuration")
    func attempts() async throws {
        let ledger = open()
        #expect(try await commit(ledger, state(stage: 10)).attempt == 1)
        #expect(try await commit(ledger, state(stage: 10, fingerprint: "def")).attempt == 1)
        #expect(try await commit(ledger, state(stage: 10)).attempt == 2)
        await ledger.close()
    }

    @Test("what was counted since an attempt began, before it could be written down, belongs to it")
    func writtenLate() async throws {
        let ledger = open()
        let begun = state(stage: 10)
        clock.advance(bySeconds: 5)
        ledger.record(.sample(request: 1, stage: 10))
        try await ledger.flush()
        #expect(try await commit(ledger, begun).attempt == 1)
        let evidence = try LedgerReader(path: path).evidence(of: .sample(stage: 10))
        #expect(evidence?.evidence.mismatches.observations == 1)
        await ledger.close()
    }

    @Test("all routes of a rollout are in the same attempt, also one that was counted on before")
    func sameAttempt() async throws {
        let ledger = open()
        ledger.record(.sample(route: "update", request: 1, stage: 10))
        try await ledger.flush()
        clock.advance(bySeconds: 1)
        #expect(try await commit(ledger, state(stage: 10)).attempt == 2)
        for route in ["context", "update"] {
            let evidence = try LedgerReader(path: path).evidence(of: .sample(route: route, stage: 10, epoch: 2))
            #expect(evidence?.evidence.mismatches.observations == 0)
        }
        await ledger.close()
    }

    @Test("what was counted before a rollout was heard of goes on being counted where that is said")
    func continued() async throws {
        let ledger = open()
        ledger.record(.sample(request: 1, stage: 10))
        #expect(try await commit(ledger, .sample(stage: 10), continued: true).attempt == 1)
        ledger.record(.sample(request: 2, stage: 10))
        try await ledger.flush()
        let evidence = try LedgerReader(path: path).evidence(of: .sample(stage: 10))
        #expect(evidence?.evidence.mismatches.observations == 2)
        await ledger.close()
    }

    @Test("the candidate's share is that of the attempt")
    func share() async throws {
        let ledger = open()
        ledger.record(.sample(request: 1, stage: 10, servedSide: .candidate))
        try await ledger.flush()
        let state = try await commit(ledger, state(stage: 10))
        #expect(try LedgerReader(path: path).served(state, routes: ["context"]).share == nil)
        for request in 0..<10 as Range<UInt64> {
            ledger.record(
                .sample(
                    request: request, stage: 10, servedSide: request == 0 ? .candidate : .legacy, at: clock.now))
        }
        try await ledger.flush()
        #expect(try LedgerReader(path: path).served(state, routes: ["context"]).share == 0.1)
        await ledger.close()
    }

    @Test("nothing of a commit is written where a part of it cannot be")
    func atomic() async throws {
        let ledger = open()
        _ = try await commit(ledger, .sample(stage: 1))
        await ledger.close()
        let queue = try DatabaseQueue(path: path)
        try await queue.write { database in
            try database.execute(
                sql: """
                    CREATE TRIGGER broken BEFORE INSERT ON rollout WHEN new.feature = 'useNewContext'
                        BEGIN SELECT raise(ABORT, 'broken'); END
                    """)
        }
        try queue.close()
        let broken = open()
        await #expect(throws: LedgerError.self) { _ = try await commit(broken, state(stage: 50)) }
        await broken.close()
        #expect(try LedgerReader(path: path).rollouts()[feature: "useNewContext"]?.stage == 1)
        #expect(try LedgerReader(path: path).trail().entries.count == 1)
        #expect(
            try LedgerReader(path: path).latestEpoch(
                route: "context", stage: 50, candidateVersion: "2.0.1", fingerprint: "abc") == nil)
    }

    @Test("an alert is noted when it fires, and again when it is resolved")
    func alerts() async throws {
        let ledger = open()
        var alert = AlertRecord(
            name: "errors", condition: "error_rate > 1%", severity: "warning", route: "context", summary: "3 of 40",
            firedAt: clock.now)
        try await ledger.note(alert)
        #expect(try LedgerReader(path: path).alerts() == [alert])
        alert.resolvedAt = clock.now.advanced(byMilliseconds: 60_000)
        try await ledger.note(alert)
        #expect(try LedgerReader(path: path).alerts() == [alert])
        #expect(try LedgerReader(path: path).alerts(since: clock.now.advanced(byMilliseconds: 61_000)).isEmpty)
        await ledger.close()
    }

    @Test("of a probe the newest value is kept")
    func probes() async throws {
        let ledger = open()
        for value in [11.0, 3] {
            try await ledger.note(
                ProbeRecord(
                    name: "orphans", expectation: "value <= 10", value: value, at: clock.now, holds: value <= 10))
        }
        #expect(try LedgerReader(path: path).probes().map(\.value) == [3])
        await ledger.close()
    }
}
