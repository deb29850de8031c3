import PostgreSQLTestSupport
import PostgreSQL
import TradeSphere

/// Databases for tests: each is a clone of one that was migrated and seeded once.
actor TestDatabases {
    static let shared = TestDatabases()
    /// What the clones hold.
    static let plan = SeedPlan(customers: 120, conversations: 900, seed: 7)

    private var template: Task<String, any Error>?
    private var count = 0

    /// A new database with the rows of ``plan``.
    func clone() async throws -> String {
        let source = try await seededTemplate()
        return try await create("TEMPLATE \(source)")
    }

    /// A new database without tables.
    func empty() async throws -> String {
        try await create("TEMPLATE template0")
    }

    private func create(_ options: String) async throws -> String {
        count += 1
        let name = "database_\(count)"
        let cluster = try PrivateCluster.shared.get()
        try await Self.withPool(cluster.url("postgres")) { pool in
            _ = try await pool.query(PostgresQuery(unsafeSQL: "CREATE DATABASE \(name) \(options)"))
        }
        return cluster.url(name)
    }

    private func seededTemplate() async throws -> String {
        if let template { return try await template.value }
        let task = Task {
            let cluster = try PrivateCluster.shared.get()
            try await Self.withPool(cluster.url("postgres")) { pool in
                _ = try await pool.query("CREATE DATABASE seeded TEMPLATE template0")
            }
            try await Self.withPool(cluster.url("seeded")) { pool in
                try await Migrator(pool: pool).migrate()
                try await Seeder(pool: pool).write(Self.plan)
            }
            return "seeded"
        }
        template = task
        return try await task.value
    }

    /// Lends a pool to a closure, and closes it whatever happens.
    static func withPool<Value: Sendable>(
        _ url: String,
        connections: Int = 2,
        _ body: (PostgresPool) async throws -> Value
    ) async throws -> Value {
        let pool = try PostgresPool(
            PostgresConfiguration(url: url, maximumConnections: connections, connectTimeout: .seconds(30)))
        do {
            let value = try await body(pool)
            await pool.close()
            return value
        } catch {
            await pool.close()
            throw error
        }
    }
}

/// Lends a pool on a seeded database of its own to a test.
func withSeededPool(_ body: (PostgresPool) async throws -> Void) async throws {
    try await TestDatabases.withPool(try await TestDatabases.shared.clone(), body)
}

/// Lends a pool on an empty database of its own to a test.
func withEmptyPool(_ body: (PostgresPool) async throws -> Void) async throws {
    try await TestDatabases.withPool(try await TestDatabases.shared.empty(), body)
}
