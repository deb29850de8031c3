public import PostgreSQL

/// The one way of the functions to their database: every statement passes here and is shown to an observer.
public struct Database: Sendable {
    private let pool: PostgresPool
    private let observer: @Sendable (Statement) -> Void

    /// - Parameters:
    ///   - pool: Connections to a migrated database.
    ///   - observer: Called with each statement before it is sent.
    public init(pool: PostgresPool, observer: @escaping @Sendable (Statement) -> Void = { _ in }) {
        self.pool = pool
        self.observer = observer
    }

    /// A session whose statements each take any free connection.
    var session: DatabaseSession {
        let pool = pool
        return DatabaseSession(observer: observer) { query in try await pool.query(query) }
    }

    /// Runs `body` in one transaction.
    ///
    /// - Parameters:
    ///   - rollingBack: Whether the work is undone although it succeeded (a dry run).
    ///   - body: The work; its session is valid only inside.
    /// - Throws: What `body` throws, after a rollback; `PostgresError`.
    func transaction<Value: Sendable>(
        rollingBack: Bool,
        _ body: (DatabaseSession) async throws -> Value
    ) async throws -> Value {
        do {
            return try await pool.withTransaction { connection in
                let session = DatabaseSession(observer: observer) { query in try await connection.query(query) }
                let value = try await body(session)
                if rollingBack { throw RolledBack(value: value) }
                return value
            }
        } catch let outcome as RolledBack<Value> {
            return outcome.value
        }
    }
}

/// Carries the value of a dry run past the rollback.
private struct RolledBack<Value: Sendable>: Error {
    let value: Value
}
