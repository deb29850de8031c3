import GRDB
import Testing
import Traffic

@testable import Ledgers

/// Somebody has written to the file of a ledger behind the program's back, and the program has gone on.
@Suite("A ledger that was tampered with")
struct TamperedLedgerTests {
    private let folder: TemporaryFolder
    private let clock = TestClock()
    private var path: String { folder.file("ledger.sqlite") }

    init() throws { folder = try TemporaryFolder() }

    private func open() -> Ledger { Ledger(.sample(path), clock: { [clock] in clock.now }, log: { _ in }) }

    private func commit(
        _ ledger: Ledger, _ action: DecisionRecord.Action, _ from: Double, _ to: Double,
        phase: RolloutState.Phase = .active
    ) async throws {
        _ = try await ledger.commit(
            RolloutCommit(
                decisions: [.sample(action, from: from, to: to)], states: [.sample(stage: to, phase: phase)]))
    }

    /// Begun, promoted twice and halted: four entries, the rollout at 10 %.
    private func makeLedger() async throws {
        let ledger = open()
        try await commit(ledger, .start, 0, 0)
        try await commit(ledger, .promote, 0, 1)
        try await commit(ledger, .promote, 1, 10)
        _ = try await ledger.commit(RolloutCommit(decisions: [.sample(.halt, feature: nil)], isHalted: true))
        await ledger.close()
    }

    private func tamper(_ statements: String) throws {
        let queue = try DatabaseQueue(path: path)
        try queue.write { database in
            try database.execute(sql: "DROP TRIGGER decision_is_never_changed; DROP TRIGGER decision_is_never_removed")
            try database.execute(sql: statements)
        }
        try queue.close()
    }

    private func faults() throws -> [String] { try LedgerReader(path: path).trail().faults }

    @Test(
        "shows it for good: the decisions after it do not cover it up",
        arguments: [
            ("DELETE FROM decision WHERE number = 4", "entry 4 is missing"),
            ("DELETE FROM decision WHERE number > 2", "entries 3 to 4 are missing"),
            ("UPDATE decision SET entry = replace(entry, 'quiet', 'loud') WHERE number = 4", "entry 4 was changed"),
            ("UPDATE decision_end SET hash = 'abc'", "entry 5 was changed: it does not fit its hash"),
            ("DELETE FROM decision_end", "entry 5 is missing"),
            ("DELETE FROM decision WHERE number > 2; DELETE FROM decision_end", "entry 3 is missing"),
            ("DELETE FROM decision; DELETE FROM decision_end", "entry 1 is missing"),
            ("DELETE FROM decision", "entries 1 to 4 are missing"),
            (
                "INSERT INTO decision (number, entry, hash) SELECT 5, entry, hash FROM decision WHERE number = 4",
                "entry 5 was changed"
            ),
        ])
    func lasting(statements: String, fault: String) async throws {
        try await makeLedger()
        try tamper(statements)
        let ledger = open()
        for _ in 0..<3 {
            _ = try await ledger.commit(RolloutCommit(decisions: [.sample(.resume, feature: nil)], isHalted: false))
            try await commit(ledger, .pause, 10, 10, phase: .paused)
        }
        await ledger.close()
        let found = try faults()
        #expect(found.contains { $0.hasPrefix(fault) }, "\(found)")
    }

    @Test("shows a newest entry that was edited and sealed anew, also behind later decisions")
    func resealed() async throws {
        try await makeLedger()
        let entries = try LedgerReader(path: path).trail().entries
        let forged = entries[3].entry.replacing("quiet", with: "loud")
        let hash = SealedDecision.hash(of: forged, after: entries[2].hash)
        try tamper("UPDATE decision SET entry = '\(forged)', hash = '\(hash)' WHERE number = 4")
        #expect(try faults() == ["the newest entry is another than the ledger noted"])
        let ledger = open()
        for _ in 0..<2 { try await commit(ledger, .pause, 10, 10, phase: .paused) }
        await ledger.close()
        #expect(try faults() == ["entry 5 was changed: it does not fit its hash and the entry before"])
    }

    @Test(
        "shows where a rollout stands elsewhere than the entries left it",
        arguments: [
            (
                "UPDATE rollout SET state = json_set(state, '$.stage', 100)",
                "the ledger has useNewContext at 100 %, where entry 3 left it at 10 %"
            ),
            (
                "UPDATE rollout SET state = json_set(state, '$.phase', 'rolledBack')",
                "the ledger has useNewContext at 10 % and rolled back, and no entry says so"
            ),
            (
                "INSERT INTO rollout SELECT 'another', json_set(state, '$.feature', 'another') FROM rollout",
                "the ledger has another at 10 %, and no entry says how it came there"
            ),
            ("DELETE FROM rollout", "entry 3 left useNewContext at 10 %, and the ledger does not say where it stands"),
            (
                "UPDATE rollout SET state = 'none'",
                "entry 3 left useNewContext at 10 %, and the ledger does not say where it stands"
            ),
            (
                "UPDATE decision_end SET halted = 0",
                "the ledger says that nothing is halted, where entry 4 halted everything"
            ),
        ])
    func standing(statement: String, fault: String) async throws {
        try await makeLedger()
        #expect(try faults().isEmpty)
        try tamper(statement)
        #expect(try faults() == [fault])
    }

    @Test("shows a rollback that somebody has undone")
    func rollback() async throws {
        try await makeLedger()
        let ledger = open()
        try await commit(ledger, .rollback, 10, 0, phase: .rolledBack)
        try await commit(ledger, .restart, 0, 0, phase: .rolledBack)
        await ledger.close()
        #expect(try faults().isEmpty)
        try tamper("UPDATE rollout SET state = json_set(state, '$.phase', 'active')")
        #expect(
            try faults() == ["the ledger has useNewContext at 0 % and not rolled back, where entry 5 rolled it back"])
    }

    @Test("shows that the whole trail is gone, since rollouts are not")
    func everything() async throws {
        try await makeLedger()
        try tamper("DELETE FROM decision; DELETE FROM decision_end")
        #expect(try faults() == ["the ledger has useNewContext at 10 %, and no entry says how it came there"])
    }

    @Test("shows a share that somebody wrote there, also when the next move has confirmed it")
    func confirmed() async throws {
        try await makeLedger()
        try tamper("UPDATE rollout SET state = json_set(state, '$.stage', 100)")
        let ledger = open()
        try await commit(ledger, .pause, 100, 100, phase: .paused)
        await ledger.close()
        #expect(try faults() == ["entry 5 found useNewContext at 100 %, where entry 3 left it at 10 %"])
    }

    @Test("is not suspected where a refusal asked for more, users were taken back meanwhile, or all began anew")
    func wellKept() async throws {
        try await makeLedger()
        let ledger = open()
        var refused = DecisionRecord.sample(.configure, from: 10, to: 100)
        refused.refusal = "its gate does not pass yet"
        _ = try await ledger.commit(RolloutCommit(decisions: [refused], states: [.sample(stage: 10)]))
        // Decided while the promotion was being written.
        try await commit(ledger, .promote, 10, 25)
        try await commit(ledger, .rollback, 10, 0, phase: .rolledBack)
        try await commit(ledger, .resume, 0, 0)
        try await commit(ledger, .start, 50, 50)
        await ledger.close()
        #expect(try faults().isEmpty)
    }

    @Test("takes decisions whatever number somebody has written there, or says why not")
    func numbers() async throws {
        try await makeLedger()
        try tamper("INSERT INTO decision (number, entry, hash) VALUES (\(Int.max), '{}', ''), (\(Int.min), '{}', '')")
        let ledger = open()
        let failure = await #expect(throws: LedgerError.self) { try await commit(ledger, .pause, 10, 10) }
        #expect(failure?.code == .corrupted)
        await ledger.close()
        #expect(try !faults().isEmpty)
    }
}
