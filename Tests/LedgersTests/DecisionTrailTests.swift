import Foundation
import GRDB
import Ledgers
import Testing
import Traffic

@Suite("The audit trail")
struct DecisionTrailTests {
    private let folder: TemporaryFolder
    private let clock = TestClock()
    private var path: String { folder.file("ledger.sqlite") }

    init() throws { folder = try TemporaryFolder() }

    private func open() -> Ledger { Ledger(.sample(path), clock: { [clock] in clock.now }, log: { _ in }) }

    /// A ledger with four decisions, closed.
    private func trail() async throws -> DecisionTrail {
        let ledger = open()
        let moves: [(DecisionRecord.Action, Double, Double)] = [(.start, 0, 0), (.promote, 0, 1), (.promote, 1, 10)]
        for (action, from, to) in moves {
            _ = try await ledger.commit(
                RolloutCommit(decisions: [.sample(action, from: from, to: to)], states: [.sample(stage: to)]))
        }
        _ = try await ledger.commit(RolloutCommit(decisions: [.sample(.halt, feature: nil)], isHalted: true))
        await ledger.close()
        return try LedgerReader(path: path).trail()
    }

    /// Changes the file behind the program's back.
    private func tamper(_ statements: String...) throws {
        let queue = try DatabaseQueue(path: path)
        try queue.write { database in
            try database.execute(sql: "DROP TRIGGER decision_is_never_changed; DROP TRIGGER decision_is_never_removed")
            for statement in statements { try database.execute(sql: statement) }
        }
        try queue.close()
    }

    @Test("keeps every decision with its number, and says what was written")
    func appended() async throws {
        let trail = try await trail()
        #expect(trail.entries.map(\.number) == [1, 2, 3, 4])
        #expect(try trail.entries.map { try $0.decision().action } == [.start, .promote, .promote, .halt])
        #expect(trail.faults.isEmpty)
        #expect(trail.end == .init(number: 4, hash: trail.entries[3].hash))
        let reader = try LedgerReader(path: path)
        #expect(try reader.rollouts().isHalted)
        #expect(try reader.decisions(feature: "useNewContext", limit: 2).map(\.number) == [4, 3], "the newest first")
        #expect(try reader.decisions(feature: "another").map(\.number) == [4], "a halt is about every rollout")
    }

    @Test("goes on behind the newest entry after a restart")
    func restarted() async throws {
        _ = try await trail()
        let ledger = open()
        let written = try await ledger.commit(
            RolloutCommit(decisions: [.sample(.resume, feature: nil)], isHalted: false))
        #expect(written.decisions.map(\.number) == [5])
        await ledger.close()
        #expect(try LedgerReader(path: path).trail().faults.isEmpty)
        #expect(try !LedgerReader(path: path).rollouts().isHalted)
    }

    @Test("is changed and removed from by nobody who uses the file as it is")
    func appendOnly() async throws {
        _ = try await trail()
        let queue = try DatabaseQueue(path: path)
        for statement in ["UPDATE decision SET entry = '{}' WHERE number = 2", "DELETE FROM decision WHERE number = 4"]
        {
            await #expect(throws: DatabaseError.self) { try await queue.write { try $0.execute(sql: statement) } }
        }
        try queue.close()
    }

    @Test(
        "shows an entry that was edited, removed, renumbered, or is missing at either end",
        arguments: [
            ("UPDATE decision SET entry = replace(entry, 'quiet', 'loud') WHERE number = 2", "entry 2 was changed"),
            ("DELETE FROM decision WHERE number = 3", "entry 3 is missing"),
            ("DELETE FROM decision WHERE number = 1", "entry 1 is missing"),
            ("DELETE FROM decision WHERE number = 4", "entry 4 is missing at the end"),
            ("DELETE FROM decision WHERE number > 2", "entries 3 to 4 are missing at the end"),
            ("DELETE FROM decision", "entries 1 to 4 are missing at the end"),
            ("DELETE FROM decision_end", "does not say which entry is the newest"),
            ("UPDATE decision_end SET hash = 'abc'", "the newest entry is another"),
            ("UPDATE decision SET hash = (SELECT hash FROM decision WHERE number = 1) WHERE number = 4", "entry 4 was"),
        ])
    func tampered(statement: String, fault: String) async throws {
        _ = try await trail()
        try tamper(statement)
        let faults = try LedgerReader(path: path).trail().faults
        #expect(faults.contains { $0.contains(fault) }, "\(faults)")
    }

    @Test("shows an entry that was edited and sealed anew, by the one behind it")
    func resealed() async throws {
        var trail = try await trail()
        var forged = try trail.entries[1].decision()
        forged.who = "somebody else"
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let text = String(decoding: try encoder.encode(forged), as: UTF8.self)
        trail.entries[1] = SealedDecision(number: 2, entry: text, hash: trail.entries[1].hash)
        #expect(trail.faults.contains { $0.contains("entry 2 was changed") })
    }

    @Test("of one rollout is read without the entries of another, however many there are")
    func filtered() async throws {
        let ledger = open()
        for _ in 0..<3 { _ = try await ledger.commit(RolloutCommit(decisions: [.sample(feature: "another")])) }
        await ledger.close()
        try tamper("UPDATE decision SET entry = '{\"feature\":\"another\"}'")
        let reopened = open()
        for feature in ["useNewContext", nil, "useNewContext"] {
            _ = try await reopened.commit(RolloutCommit(decisions: [.sample(feature: feature)]))
        }
        await reopened.close()
        let reader = try LedgerReader(path: path)
        // Whoever looks at an entry that is no decision fails.
        #expect(throws: LedgerError.self) { try reader.decisions(feature: "another") }
        #expect(try reader.decisions(feature: "useNewContext").map(\.number) == [6, 5, 4])
        #expect(try reader.decisions(feature: "useNewContext", limit: 2).map(\.number) == [6, 5])
        #expect(try reader.decisions(limit: 3).map(\.number) == [6, 5, 4])
    }

    @Test("of a ledger of the version before is kept, and read by rollout")
    func migration() async throws {
        let before = try await trail()
        let queue = try DatabaseQueue(path: path)
        try await queue.write { database in
            try database.execute(
                sql: """
                    DROP INDEX decision_by_feature;
                    ALTER TABLE decision DROP COLUMN feature;
                    DELETE FROM grdb_migrations WHERE identifier LIKE '5 %';
                    """)
        }
        try queue.close()
        #expect(throws: LedgerError.self) { try LedgerReader(path: path).trail() }
        let ledger = open()
        _ = try await ledger.commit(RolloutCommit(decisions: [.sample(.resume, feature: nil)], isHalted: false))
        await ledger.close()
        let reader = try LedgerReader(path: path)
        #expect(try reader.trail().entries.prefix(4) == before.entries[...])
        #expect(try reader.decisions(feature: "another").map(\.number) == [5, 4])
    }

    @Test("cuts what people write to what a row can carry")
    func bounded() async throws {
        let ledger = open()
        var decision = DecisionRecord.sample()
        decision.reason = String(repeating: "x", count: 1_000_000)
        let written = try await ledger.commit(RolloutCommit(decisions: [decision])).decisions
        #expect(written[0].reason.utf8.count < 5_000)
        await ledger.close()
    }
}
