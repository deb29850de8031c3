import PostgreSQLTestSupport
import Testing

@testable import PostgreSQL

@Suite("Prepared statements")
struct PreparedStatementTests {
    private func preparedCount(_ pool: PostgresPool, like pattern: String) async throws -> Int {
        let result = try await pool.query(
            "SELECT count(*) AS count FROM pg_prepared_statements WHERE statement LIKE \(pattern)")
        return try result.rows[0].integer("count")
    }

    @Test("a statement is prepared once, whatever its parameters")
    func reuse() async throws {
        try await withPool(connections: 1) { pool in
            for number in 0..<20 { try await pool.query("SELECT \(number)::int AS reused_marker") }
            #expect(try await preparedCount(pool, like: "SELECT $1::int AS reused_marker") == 1)
        }
    }

    @Test("no more statements stay prepared than there is room for, and the ones in use stay")
    func eviction() async throws {
        let cluster = try PrivateCluster.shared.get()
        let pool = try PostgresPool(
            PostgresConfiguration(url: cluster.url, maximumConnections: 1), statementCapacity: 4)
        for number in 0..<12 {
            try await pool.query("SELECT 'kept'")
            try await pool.query(PostgresQuery(unsafeSQL: "SELECT \(number) AS evicted"))
        }
        #expect(try await preparedCount(pool, like: "%") <= 5)
        #expect(try await preparedCount(pool, like: "SELECT 'kept'") == 1)
        #expect(try await preparedCount(pool, like: "SELECT 0 AS evicted") == 0)
        await pool.close()
    }

    @Test("eviction inside a transaction does not disturb it")
    func evictionInTransaction() async throws {
        let cluster = try PrivateCluster.shared.get()
        let pool = try PostgresPool(
            PostgresConfiguration(url: cluster.url, maximumConnections: 1), statementCapacity: 2)
        let sum = try await pool.withTransaction { connection in
            var sum = 0
            for number in 0..<10 {
                let result = try await connection.query(PostgresQuery(unsafeSQL: "SELECT \(number) AS n"))
                sum += try result.rows[0].integer("n")
            }
            return sum
        }
        #expect(sum == 45)
        #expect(try await preparedCount(pool, like: "%") <= 3)
        await pool.close()
    }

    @Test("a statement whose table has changed is prepared anew")
    func changedTable() async throws {
        try await withPool(connections: 1) { pool in
            try await pool.runScript("CREATE TEMPORARY TABLE changing (a int); INSERT INTO changing VALUES (1)")
            #expect(try await pool.query("SELECT * FROM changing").rows[0].columns == ["a"])
            try await pool.runScript("ALTER TABLE changing ADD COLUMN b text DEFAULT 'new'")
            #expect(try await pool.query("SELECT * FROM changing").rows[0]["b"] == "new")
        }
    }

    @Test("statements that somebody else has dropped are prepared anew")
    func deallocated() async throws {
        try await withPool(connections: 1) { pool in
            #expect(try await pool.query("SELECT \(1)::int AS n").rows[0]["n"] == "1")
            try await pool.runScript("DEALLOCATE ALL")
            #expect(try await pool.query("SELECT \(2)::int AS n").rows[0]["n"] == "2")
        }
    }

    @Test("inside a transaction a stale statement is an error, and works again afterwards")
    func staleInTransaction() async throws {
        try await withPool(connections: 1) { pool in
            try await pool.query("SELECT 'stale'")
            let error = await #expect(throws: PostgresError.self) {
                try await pool.withTransaction { connection in
                    try await connection.runScript("DEALLOCATE ALL")
                    try await connection.query("SELECT 'stale'")
                }
            }
            #expect(error?.sqlState == "26000")
            #expect(try await pool.query("SELECT 'stale'").rows.count == 1)
        }
    }
}

@Suite("Statement cache")
struct StatementCacheTests {
    @Test("the least recently used statement goes, and its name is handed out once")
    func leastRecentlyUsed() {
        var cache = StatementCache(capacity: 2, prefix: "s")
        for sql in ["a", "b"] {
            guard case .prepare(let name) = cache.lookup(sql) else { return #expect(Bool(false), "unknown statement") }
            cache.confirm(sql, name: name)
        }
        #expect(cache.lookup("a") == .prepared("s_1"))
        #expect(cache.lookup("c") == .prepare("s_3"))
        cache.confirm("c", name: "s_3")
        #expect(cache.count == 2)
        #expect(cache.takeAbandoned() == ["s_2"])
        #expect(cache.takeAbandoned() == [])
        #expect(cache.lookup("a") == .prepared("s_1"))
        #expect(cache.lookup("b") == .prepare("s_4"))
    }

    @Test("a statement that could not be prepared is not held")
    func unconfirmed() {
        var cache = StatementCache(capacity: 2, prefix: "s")
        #expect(cache.lookup("bad") == .prepare("s_1"))
        #expect(cache.lookup("bad") == .prepare("s_2"))
        #expect(cache.count == 0)
        #expect(cache.takeAbandoned() == [])
    }

    @Test("a forgotten statement is prepared under a new name, and its old one dropped")
    func forgotten() {
        var cache = StatementCache(capacity: 2, prefix: "s")
        _ = cache.lookup("a")
        cache.confirm("a", name: "s_1")
        cache.forget("a")
        #expect(cache.takeAbandoned() == ["s_1"])
        #expect(cache.lookup("a") == .prepare("s_2"))
    }
}
