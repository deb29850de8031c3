public import PostgreSQL

/// Brings a database to the newest schema.
public struct Migrator: Sendable {
    private let pool: PostgresPool

    /// - Parameter pool: A pool whose user may create tables and the extension `pg_trgm`.
    public init(pool: PostgresPool) {
        self.pool = pool
    }

    /// Applies the steps that `tradesphere_migrations` does not list, all in one transaction. Two migrators at once are
    /// safe: the second waits for the first, and finds nothing left to do.
    ///
    /// - Returns: The steps that were applied.
    /// - Throws: `PostgresError`; then nothing was applied.
    @discardableResult
    public func migrate() async throws -> [Migration] {
        try await pool.withTransaction { connection in
            // Any fixed number does, as long as it is the same for all migrators.
            try await connection.query("SELECT pg_advisory_xact_lock(7238417)")
            try await connection.runScript(
                """
                CREATE TABLE IF NOT EXISTS tradesphere_migrations (
                    version integer PRIMARY KEY,
                    name text NOT NULL,
                    applied_at timestamptz NOT NULL DEFAULT now()
                )
                """
            )
            let applied = try await connection.query("SELECT version FROM tradesphere_migrations")
            let versions = Set(try applied.rows.map { try $0.integer("version") })
            let missing = Migration.all.filter { !versions.contains($0.version) }
            for migration in missing {
                try await connection.runScript(migration.sql)
                try await connection.query(
                    """
                    INSERT INTO tradesphere_migrations (version, name)
                    VALUES (\(migration.version)::integer, \(migration.name))
                    """
                )
            }
            return missing
        }
    }
}
