import Foundation
import GRDB
import Traffic

/// The file of the ledger: opens it, brings its schema up to date, and writes batches, each in one transaction.
///
/// Every method runs to its end on the store's own queue, one after the other.
actor LedgerStore {
    let path: String
    let bounds: LedgerBounds
    let examples: Int
    private let prepare: (@Sendable (Database) throws -> Void)?
    private let executor = SerialQueueExecutor(label: "ledger")
    private var pool: DatabasePool?
    private var identity: FileIdentity?

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// - Parameter prepare: Runs on every new connection.
    init(
        path: String,
        bounds: LedgerBounds,
        examples: Int,
        prepare: (@Sendable (Database) throws -> Void)? = nil
    ) {
        self.path = path
        self.bounds = bounds
        self.examples = max(0, examples)
        self.prepare = prepare
    }

    /// Runs a transaction that writes. What fails leaves no trace; after a failure that more than time has to heal, the
    /// file is opened anew the next time.
    ///
    /// - Parameter opened: Called when the file was opened, before anything is written.
    func write<Result: Sendable>(
        opened: () -> Void = {},
        _ body: @Sendable (Database) throws -> Result
    ) throws(LedgerError) -> Result {
        do {
            return try openPool(opened).write(body)
        } catch {
            let failure = LedgerError(error, path: path)
            if failure.code != .locked { closePool() }
            throw failure
        }
    }

    /// Writes what is in the log to the file itself and gives the file back.
    func close() throws(LedgerError) {
        guard let pool else { return }
        defer { closePool() }
        do {
            try pool.writeWithoutTransaction { database in _ = try database.checkpoint(.truncate) }
            try pool.close()
        } catch {
            throw LedgerError(error, path: path)
        }
    }

    private func closePool() {
        pool = nil
        identity = nil
    }

    private func openPool(_ opened: () -> Void) throws -> DatabasePool {
        if let pool {
            // A file that was removed or replaced would take everything that is written with it.
            if FileIdentity(ofFileAt: path) == identity { return pool }
            closePool()
            throw LedgerError(.replaced, "the ledger \(path) was removed or replaced by another file")
        }
        try createFolder()
        try LedgerStore.checkFile(at: path)
        let opening = try DatabasePool(path: path, configuration: connection)
        try LedgerSchema.migrator.migrate(opening)
        pool = opening
        identity = FileIdentity(ofFileAt: path)
        opened()
        return opening
    }

    /// Creates the file's folder. Only its last component: a path that is wrong further up is an error to be seen.
    private func createFolder() throws {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        guard !FileManager.default.fileExists(atPath: folder.path) else { return }
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        } catch {
            throw LedgerError(.cannotOpen, "the folder \(folder.path) of the ledger cannot be created", cause: error)
        }
    }

    private var connection: Configuration {
        var configuration = Configuration()
        configuration.label = "ledger"
        configuration.busyMode = .timeout(2)
        configuration.maximumReaderCount = 1
        let prepare = prepare
        configuration.prepareDatabase { database in
            // A crash of the machine may lose the last second, never the file (with WAL).
            try database.execute(sql: "PRAGMA synchronous = NORMAL")
            // Holds for a new file only: gives pages of deleted rows back.
            try database.execute(sql: "PRAGMA auto_vacuum = INCREMENTAL")
            try database.execute(sql: "PRAGMA journal_size_limit = 16777216")
            try prepare?(database)
        }
        return configuration
    }

    /// Looks at a file without touching it.
    ///
    /// - Throws: ``LedgerError`` where the file belongs to something else, or to a newer version.
    private static func checkFile(at path: String) throws {
        guard FileManager.default.fileExists(atPath: path) else { return }
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(2)
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try queue.read { database in
            if try !LedgerSchema.isEmpty(database) { try LedgerSchema.check(database, path: path) }
        }
        try queue.close()
    }
}
