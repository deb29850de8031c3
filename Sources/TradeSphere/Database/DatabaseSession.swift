import PostgreSQL

/// Runs statements, either each on any connection or all in one transaction; see ``Database``.
struct DatabaseSession: Sendable {
    private let observer: @Sendable (Statement) -> Void
    private let execute: @Sendable (PostgresQuery) async throws -> PostgresResult

    init(
        observer: @escaping @Sendable (Statement) -> Void,
        execute: @escaping @Sendable (PostgresQuery) async throws -> PostgresResult
    ) {
        self.observer = observer
        self.execute = execute
    }

    /// - Parameters:
    ///   - statement: The statement.
    ///   - parameters: The values of `$1`, `$2` …; `nil` is NULL.
    /// - Throws: `PostgresError`.
    @discardableResult
    func run(_ statement: Statement, _ parameters: [String?] = []) async throws -> PostgresResult {
        observer(statement)
        let values = parameters.map { $0.map(PostgresValue.text) ?? .null }
        return try await execute(PostgresQuery(unsafeSQL: statement.sql, parameters: values))
    }
}
