import GRDB
import Testing
import Traffic

@testable import Ledgers

@Suite("Triage in the ledger")
struct TriageTests {
    private let folder: TemporaryFolder
    private let clock = TestClock()
    private var path: String { folder.file("ledger.sqlite") }

    init() throws { folder = try TemporaryFolder() }

    private func open() -> Ledger {
        Ledger(.sample(path), clock: { [clock] in clock.now }, log: { _ in })
    }

    private func record(_ state: DiscrepancyRecord.State, why: String = "because") -> TriageRecord {
        TriageRecord(state: state, at: clock.now, who: "anna", why: why)
    }

    private func only() throws -> DiscrepancyRecord { try #require(try LedgerReader(path: path).discrepancies().first) }

    @Test(
        "a decision is kept with who, when and why, beside a sidecar that is running",
        arguments: [
            DiscrepancyRecord.State.accepted, .fixed, .open,
        ])
    func note(state: DiscrepancyRecord.State) async throws {
        let ledger = open()
        ledger.record(.mismatch(at: clock.now))
        try await ledger.flush()
        let id = try only().id
        clock.advance(bySeconds: 60)
        let outcome = try LedgerTriage(path: path).note(record(state), for: id, now: clock.now)
        #expect(outcome.id == id && outcome.history == [record(state)])
        let found = try only()
        #expect(found.state == state)
        #expect(found.triage == [record(state)])
        // The sidecar goes on with the same file.
        ledger.record(.sample(.match))
        try await ledger.flush()
        #expect(try only().triage == [record(state)])
    }

    @Test("what was said to be fixed and is seen again has regressed, and says by whom it was shown")
    func regressed() async throws {
        let ledger = open()
        ledger.record(.mismatch(at: clock.now))
        try await ledger.flush()
        clock.advance(bySeconds: 60)
        _ = try LedgerTriage(path: path).note(record(.fixed), for: try only().id, now: clock.now)
        clock.advance(bySeconds: 60)
        ledger.record(.mismatch(at: clock.now))
        try await ledger.flush()
        let found = try only()
        #expect(found.state == .regressed)
        #expect(found.triage.map(\.state) == [.regressed, .fixed])
        #expect(found.triage.first?.who == TriageRecord.program)
        #expect(found.triage.first?.why.contains("candidate 2.0.1") == true)
        // Once is enough.
        clock.advance(bySeconds: 60)
        ledger.record(.mismatch(at: clock.now))
        try await ledger.flush()
        #expect(try only().triage.count == 2)
    }

    @Test("an exchange that began before the mark, and is written after it, is no regression")
    func underWay() async throws {
        let ledger = open()
        ledger.record(.mismatch(at: clock.now))
        try await ledger.flush()
        let before = clock.now
        clock.advance(bySeconds: 60)
        _ = try LedgerTriage(path: path).note(record(.fixed), for: try only().id, now: clock.now)
        clock.advance(bySeconds: 1)
        ledger.record(.mismatch(at: before))
        try await ledger.flush()
        #expect(try only().state == .fixed)
    }

    @Test("what is accepted stays accepted when it is seen again")
    func accepted() async throws {
        let ledger = open()
        ledger.record(.mismatch(at: clock.now))
        try await ledger.flush()
        _ = try LedgerTriage(path: path).note(record(.accepted), for: try only().id, now: clock.now)
        clock.advance(bySeconds: 60)
        ledger.record(.mismatch(at: clock.now))
        try await ledger.flush()
        #expect(try only().state == .accepted)
    }

    @Test("a beginning of an identifier is enough where no other discrepancy has it; anything else is refused")
    func identifiers() async throws {
        let ledger = open()
        ledger.record(.mismatch(at: clock.now, [["body", "a"], ["body", "b"]]))
        try await ledger.flush()
        let triage = try LedgerTriage(path: path)
        let ids = try LedgerReader(path: path).discrepancies().map(\.id)
        #expect(Set(ids).count == 2 && ids.allSatisfy { $0.count == 12 })
        let short = try #require((1...12).map { ids[0].prefix($0) }.first { !ids[1].hasPrefix($0) })
        #expect(try triage.note(record(.accepted), for: String(short), now: clock.now).id == ids[0])
        for wrong in ["", "zzz"] {
            let error = #expect(throws: LedgerError.self) {
                try triage.note(record(.accepted), for: wrong, now: clock.now)
            }
            #expect(error?.code == .unknownDiscrepancy)
        }
    }

    @Test("an entry cannot be changed")
    func appendOnly() async throws {
        let ledger = open()
        ledger.record(.mismatch(at: clock.now))
        try await ledger.flush()
        _ = try LedgerTriage(path: path).note(record(.accepted), for: try only().id, now: clock.now)
        let store = LedgerStore(path: path, bounds: LedgerBounds(), examples: 1)
        await #expect(throws: LedgerError.self) {
            try await store.write { try $0.execute(sql: "UPDATE triage SET why = 'another reason'") }
        }
        #expect(try only().triage == [record(.accepted)])
    }

    @Test("a ledger of the version before is brought up to date, with what it holds")
    func migration() async throws {
        let ledger = open()
        ledger.record(.mismatch(at: clock.now))
        await ledger.close()
        let queue = try DatabaseQueue(path: path)
        try await queue.write { database in
            for table in ["triage", "noise_total", "noise_count", "noise_place"] {
                try database.execute(sql: "DROP TABLE \(table)")
            }
            try database.execute(sql: "DELETE FROM grdb_migrations WHERE identifier LIKE '3 %'")
        }
        try queue.close()
        #expect(throws: LedgerError.self) { try LedgerTriage(path: path) }
        let reopened = open()
        reopened.record(.mismatch(at: clock.now))
        await reopened.close()
        #expect(try only().count == 2)
        #expect(try LedgerTriage(path: path).history(of: try only().id).history.isEmpty)
    }
}
