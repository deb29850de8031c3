import Synchronization

/// Up to `maximumConnections` connections to one database, established as they are needed.
///
/// - A connection that broke while it was idle is replaced before it is used.
/// - A statement of which nothing was sent is sent again over another connection. One that may have been executed is
///   not: its error says so in ``PostgresError/mayHaveExecuted``.
/// - A cancelled task cancels its statement on the server, and the connection goes on to serve others.
/// - Callers who find no free connection wait in line, at most `connectTimeout`.
///
/// Settings made with `SET` stay with the connection: use `SET LOCAL` in a transaction.
public final class PostgresPool: Sendable {
    let parameters: ConnectionParameters
    let maximumConnections: Int
    let statementCapacity: Int
    let waitLimit: Duration
    let state: Mutex<State>

    /// A pool that has not connected yet: the first use does.
    ///
    /// - Throws: `invalidURL`.
    public convenience init(_ configuration: PostgresConfiguration) throws {
        try self.init(configuration, statementCapacity: 256)
    }

    /// - Parameters:
    ///   - configuration: as above.
    ///   - statementCapacity: how many statements stay prepared on each connection.
    ///   - waitLimit: how long a caller waits for a free connection; `nil` for `connectTimeout`.
    init(
        _ configuration: PostgresConfiguration, statementCapacity: Int, waitLimit: Duration? = nil
    ) throws(PostgresError) {
        self.waitLimit = waitLimit ?? configuration.connectTimeout
        parameters = try ConnectionParameters(configuration)
        maximumConnections = configuration.maximumConnections
        self.statementCapacity = statementCapacity
        state = Mutex(State(maximumConnections: configuration.maximumConnections))
    }

    /// Runs one statement on any connection, prepared on its first use there.
    ///
    /// - Throws: ``PostgresError``.
    @discardableResult
    public func query(_ query: PostgresQuery) async throws -> PostgresResult {
        try await runOnAnyConnection(.statement(query)) { $0 }
    }

    /// Runs statements in the simple query protocol, for migrations; see ``PostgresConnection/runScript(_:)``.
    ///
    /// - Throws: ``PostgresError``.
    public func runScript(_ sql: String) async throws {
        try checkScript(sql)
        try await runOnAnyConnection(.script(sql)) { _ in }
    }

    /// Lends a connection to a closure. A transaction that the closure leaves open is rolled back.
    ///
    /// - Throws: what the closure throws; ``PostgresError`` where there is no connection.
    nonisolated(nonsending) public func withConnection<R: Sendable>(
        _ body: (PostgresConnection) async throws -> R
    ) async throws -> R {
        // An empty statement shows whether the connection is alive: what the closure sends cannot be repeated from here.
        try await lending(opening: .script("")) { connection throws(any Error) in try await body(connection) }
    }

    /// Runs a closure in a transaction: committed when it returns, rolled back when it throws.
    ///
    /// - Throws: what the closure throws; `transactionAborted` where it returned although a statement had failed, so that
    ///   the server rolled back; ``PostgresError`` where there is no connection or the commit fails. A connection that is
    ///   lost during the commit leaves the outcome open (``PostgresError/mayHaveExecuted``).
    nonisolated(nonsending) public func withTransaction<R: Sendable>(
        _ body: (PostgresConnection) async throws -> R
    ) async throws -> R {
        try await lending(opening: .script("BEGIN")) { connection throws(any Error) in
            let result = try await body(connection)
            let commit = try await connection.session.run(.script("COMMIT"))
            guard commit.command == "COMMIT" else {
                throw PostgresError(
                    .transactionAborted, fault: .caller,
                    "a statement of the transaction had failed, so that the server rolled it back"
                )
            }
            return result
        }
    }

    /// Refuses new callers, ends those that wait, and returns when the last connection is given back and closed.
    public func close() async {
        await withCheckedContinuation { continuation in
            handle { state in
                state.closers.append(continuation)
                return state.machine.close()
            }
        }
    }
}
