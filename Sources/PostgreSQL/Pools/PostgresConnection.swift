import Synchronization

/// A connection for the duration of a closure: everything sent over it reaches the same server session, in order.
///
/// Used after the end of its closure it throws `poolClosed`, since the connection serves somebody else by then.
public final class PostgresConnection: Sendable {
    let session: PostgresSession
    private let isLeased = Atomic<Bool>(true)

    init(_ session: PostgresSession) {
        self.session = session
    }

    /// Runs one statement, prepared on its first use.
    ///
    /// - Throws: ``PostgresError``.
    @discardableResult
    public func query(_ query: PostgresQuery) async throws -> PostgresResult {
        try ensureLeased()
        return try await session.run(.statement(query))
    }

    /// Runs statements in the simple query protocol, separated by semicolons and without parameters. Outside of a
    /// transaction the server runs all of them in one, unless they say otherwise.
    ///
    /// - Throws: ``PostgresError``.
    public func runScript(_ sql: String) async throws {
        try ensureLeased()
        try checkScript(sql)
        _ = try await session.run(.script(sql))
    }

    func endLease() {
        isLeased.store(false, ordering: .releasing)
    }

    private func ensureLeased() throws(PostgresError) {
        guard isLeased.load(ordering: .acquiring) else {
            throw PostgresError(.poolClosed, fault: .caller, "the connection is used after the end of its closure")
        }
    }
}

/// - Throws: `invalidParameter` for a script that C would read only in part.
func checkScript(_ sql: String) throws(PostgresError) {
    if sql.utf8.contains(0) {
        throw PostgresError(.invalidParameter, fault: .caller, "the script contains a zero byte")
    }
}
