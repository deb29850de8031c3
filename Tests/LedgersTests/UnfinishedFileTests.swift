import GRDB
import Testing
import Traffic

@testable import Ledgers

@Suite("A ledger whose making was cut short")
struct UnfinishedFileTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// What a crash leaves between the migrator's own table and the first migration, or before the first table.
    private func makeFile(_ sql: String) throws -> String {
        let path = folder.file("ledger.sqlite")
        let queue = try DatabaseQueue(path: path)
        try queue.write { try $0.execute(sql: sql) }
        try queue.close()
        return path
    }

    @Test(
        "is nothing to read yet, and is finished by the next write",
        arguments: ["PRAGMA user_version = 0", "CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY)"])
    func unfinished(sql: String) async throws {
        let path = try makeFile(sql)
        let failure = #expect(throws: LedgerError.self) { try LedgerReader(path: path) }
        #expect(failure?.code == .notFound)
        let ledger = Ledger(.sample(path), clock: { TestClock().now }, log: { _ in })
        ledger.record(.sample())
        try await ledger.flush()
        #expect(try LedgerReader(path: path).routes().map(\.requests) == [1])
    }

    @Test("somebody else's database is still refused")
    func foreign() async throws {
        let path = try makeFile("CREATE TABLE theirs (id INTEGER)")
        let failure = #expect(throws: LedgerError.self) { try LedgerReader(path: path) }
        #expect(failure?.code == .notALedger)
    }
}
