public import PostgreSQL

/// Writes a ``SeedPlan`` into a migrated database.
public struct Seeder: Sendable {
    /// Rows in one statement.
    static let batchSize = 1000

    /// The database already holds companies.
    public struct NotEmptyError: Error, CustomStringConvertible {
        /// What is wrong and what can be done.
        public let description = "the database already holds companies: seed an empty one, or replace its rows"
    }

    private let pool: PostgresPool

    /// - Parameter pool: A pool whose user owns the tables.
    public init(pool: PostgresPool) {
        self.pool = pool
    }

    /// Writes all rows in one transaction. The same plan gives byte-identical tables.
    ///
    /// - Parameters:
    ///   - plan: What to write.
    ///   - replacing: Whether rows that are there already are removed first.
    /// - Throws: ``NotEmptyError`` where rows are there and `replacing` is false; `PostgresError`.
    public func write(_ plan: SeedPlan, replacing: Bool = false) async throws {
        try await pool.withTransaction { connection in
            if replacing {
                try await connection.runScript(SeedStatements.empty)
            } else if try await connection.query("SELECT 1 FROM companies LIMIT 1").rows.isEmpty == false {
                throw NotEmptyError()
            }
            try await connection.runScript(SeedStatements.suspendTriggers)
            try await insert(plan.companyRows, with: SeedStatements.companies, over: connection)
            try await insert(plan.userRows, with: SeedStatements.users, over: connection)
            try await insert(plan.customerRows, with: SeedStatements.customers, over: connection)
            try await insert(plan.conversationRows, with: SeedStatements.conversations, over: connection)
            // The audit rows hold times as JSON text, which follows the session's time zone.
            try await connection.runScript("SET LOCAL TIME ZONE 'UTC'")
            try await connection.runScript(SeedStatements.derived)
            try await connection.runScript(SeedStatements.resumeTriggers)
        }
        try await pool.runScript("ANALYZE")
    }

    private func insert(_ rows: [JSONValue], with sql: String, over connection: PostgresConnection) async throws {
        for start in stride(from: 0, to: rows.count, by: Self.batchSize) {
            let batch = JSONValue.array(Array(rows[start..<min(start + Self.batchSize, rows.count)]))
            try await connection.query(PostgresQuery(unsafeSQL: sql, parameters: [.text(batch.serialized)]))
        }
    }
}
