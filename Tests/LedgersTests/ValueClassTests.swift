import Foundation
import GRDB
import Testing
import Traffic

@testable import Ledgers

@Suite("Classes of values in the ledger")
struct ValueClassTests {
    private let folder: TemporaryFolder
    private let clock = TestClock()
    private var path: String { folder.file("ledger.sqlite") }

    init() throws { folder = try TemporaryFolder() }

    private func open() -> Ledger { Ledger(.sample(path), clock: { [clock] in clock.now }, log: { _ in }) }

    /// Tidies up until there is nothing more to do.
    private func tidyUp(_ ledger: Ledger) async throws {
        for _ in 1...1_000 where try await !ledger.tidyUp(at: clock.now) { return }
        Issue.record("tidying up never ends")
    }

    private func mismatch(_ classes: [ValueClass], request: UInt64 = 1, isApproximate: Bool = false) -> Comparison {
        var difference = Difference.sample(["body", "total"], kind: .changed, legacy: "1", candidate: "2")
        difference.classes = classes
        difference.isApproximate = isApproximate
        var comparison = Comparison.sample(.mismatch, request: request, differences: [difference])
        comparison.isApproximate = isApproximate
        return comparison
    }

    private func shared(since: Timestamp? = nil) throws -> DiscrepancyRecord.SharedClass? {
        try #require(try LedgerReader(path: path).discrepancies(since: since).first).valueClass
    }

    private static let rounding = ValueClass(.rounding, .candidate, amount: 2)
    private static let cutting = ValueClass(.cutDecimals, .candidate, amount: 2)

    @Test("a class that all differences share is the discrepancy's", arguments: [true, false])
    func all(inOneWrite: Bool) async throws {
        let ledger = open()
        for request in 1...4 as ClosedRange<UInt64> {
            ledger.record(mismatch([Self.rounding], request: request))
            if !inOneWrite { try await ledger.flush() }
        }
        try await ledger.flush()
        #expect(try shared() == .init(Self.rounding, share: 1))
    }

    @Test("what fits both rounding and cutting off is decided by what fits one only")
    func ambiguous() async throws {
        let ledger = open()
        for _ in 0..<9 { ledger.record(mismatch([Self.rounding, Self.cutting])) }
        ledger.record(mismatch([Self.cutting]))
        try await ledger.flush()
        #expect(try shared() == .init(Self.cutting, share: 1))
    }

    @Test("what most share is told with its share, and what fewer share is not told")
    func majority() async throws {
        let ledger = open()
        for number in 0..<10 { ledger.record(mismatch(number < 6 ? [ValueClass(.caseOnly)] : [])) }
        try await ledger.flush()
        #expect(try shared() == .init(ValueClass(.caseOnly), share: 0.6))
        for _ in 0..<10 { ledger.record(mismatch([])) }
        try await ledger.flush()
        #expect(try shared() == nil)
    }

    @Test("amounts that vary leave the class without one, however many there are")
    func varying() async throws {
        let ledger = open()
        for milliseconds in 1...500 as ClosedRange<Int64> {
            ledger.record(mismatch([ValueClass(.timeShift, amount: milliseconds)]))
            if milliseconds.isMultiple(of: 100) { try await ledger.flush() }
        }
        try await ledger.flush()
        #expect(try shared() == .init(ValueClass(.timeShift), share: 1))
        let rows = try await DatabaseQueue(path: path).read {
            try Int.fetchOne($0, sql: "SELECT count(*) FROM value_class") ?? 0
        }
        #expect(rows <= 32)
    }

    @Test("an amount that nearly all share is told")
    func nearlyAll() async throws {
        let ledger = open()
        for number in 0..<100 as Range<Int64> {
            ledger.record(mismatch([ValueClass(.timeShift, amount: number < 95 ? 3_600_000 : number)]))
        }
        try await ledger.flush()
        #expect(try shared() == .init(ValueClass(.timeShift, amount: 3_600_000), share: 0.95))
    }

    @Test("only what is in the time asked for is looked at")
    func since() async throws {
        let ledger = open()
        for _ in 0..<3 { ledger.record(mismatch([ValueClass(.caseOnly)])) }
        clock.advance(bySeconds: 120)
        ledger.record(mismatch([ValueClass(.whiteSpace)]))
        try await ledger.flush()
        #expect(try shared() == .init(ValueClass(.caseOnly), share: 0.75))
        #expect(try shared(since: clock.now) == .init(ValueClass(.whiteSpace), share: 1))
    }

    @Test("decisions by position are counted for the route, and for the discrepancies they touch")
    func approximate() async throws {
        let ledger = open()
        ledger.record(mismatch([], isApproximate: true))
        ledger.record(mismatch([]))
        var tooMany = Comparison.sample(.mismatch, differences: [.sample(["body", "other"])])
        tooMany.isApproximate = true
        tooMany.omittedDifferences = 40
        ledger.record(tooMany)
        try await ledger.flush()
        let snapshot = try LedgerReader(path: path).snapshot()
        #expect(snapshot.routes.first?.approximate == 2)
        #expect(snapshot.routes.first?.omittedDifferences == 40)
        #expect(snapshot.discrepancies.map(\.approximate) == [1, 0])
    }

    @Test("what is thinned out and deleted takes its classes along")
    func retention() async throws {
        let ledger = open()
        for _ in 0..<30 {
            ledger.record(mismatch([Self.rounding], isApproximate: true))
            clock.advance(bySeconds: 10)
        }
        try await ledger.flush()
        clock.advance(bySeconds: 3 * 3_600)
        try await tidyUp(ledger)
        #expect(try shared() == .init(Self.rounding, share: 1))
        #expect(try LedgerReader(path: path).discrepancies().first?.approximate == 30)
        let intervals = "SELECT count(DISTINCT interval) FROM value_class"
        let left = try await DatabaseQueue(path: path).read { try Int.fetchOne($0, sql: intervals) ?? 0 }
        #expect(left >= 1 && left <= 2)
        clock.advance(bySeconds: 60 * 86_400)
        try await tidyUp(ledger)
        let none = try await DatabaseQueue(path: path).read { try Int.fetchOne($0, sql: intervals) }
        #expect(none == 0)
    }

    @Test("a ledger of the first schema is brought up to date, and keeps what it has")
    func migration() async throws {
        let ledger = open()
        ledger.record(mismatch([Self.rounding]))
        await ledger.close()
        // What the second migration made, undone.
        try await DatabaseQueue(path: path).write { database in
            try database.execute(
                sql: """
                    DROP VIEW counter_by_key;
                    DROP TABLE value_class;
                    ALTER TABLE occurrence DROP COLUMN approximate;
                    ALTER TABLE counter DROP COLUMN approximate;
                    ALTER TABLE counter DROP COLUMN omitted_differences;
                    CREATE VIEW counter_by_key AS
                        SELECT series.*, counter.* FROM counter JOIN series ON series.id = counter.series;
                    DELETE FROM grdb_migrations WHERE identifier LIKE '2 %';
                    """)
        }
        let error = #expect(throws: LedgerError.self) { try LedgerReader(path: path) }
        #expect(error?.description.contains("older version") == true)
        let next = open()
        next.record(mismatch([Self.rounding]))
        await next.close()
        let found = try #require(try LedgerReader(path: path).discrepancies().first)
        #expect(found.count == 2)
        #expect(found.valueClass == .init(Self.rounding, share: 0.5))
        #expect(found.approximate == 0)
    }
}
