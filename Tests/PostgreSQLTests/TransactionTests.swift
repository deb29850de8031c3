import PostgreSQL
import Testing

@Suite("Transactions")
struct TransactionTests {
    private struct Refusal: Error {}

    private func withTable(_ name: String, _ body: (PostgresPool) async throws -> Void) async throws {
        try await withPool(connections: 2) { pool in
            try await pool.runScript("DROP TABLE IF EXISTS \(name); CREATE TABLE \(name) (n int)")
            try await body(pool)
        }
    }

    private func count(_ pool: PostgresPool, _ table: String) async throws -> Int {
        try await pool.query("SELECT count(*) AS count FROM \(unescaped: table)").rows[0].integer("count")
    }

    private func hideFailure(_ connection: PostgresConnection) async {
        await #expect(throws: PostgresError.self) { try await connection.query("SELECT 1/0") }
    }

    @Test("what the closure did is there once it has returned")
    func commit() async throws {
        try await withTable("committed") { pool in
            let inside = try await pool.withTransaction { connection in
                try await connection.query("INSERT INTO committed VALUES (\(1))")
                let count0 = try await count(pool, "committed")
                #expect(count0 == 0)
                return try await connection.query("SELECT n FROM committed").rows[0].integer("n")
            }
            #expect(inside == 1)
            let count1 = try await count(pool, "committed")
            #expect(count1 == 1)
        }
    }

    @Test("nothing of it is there when the closure throws, and its own error comes out")
    func rollback() async throws {
        try await withTable("rolled_back") { pool in
            await #expect(throws: Refusal.self) {
                try await pool.withTransaction { connection in
                    try await connection.query("INSERT INTO rolled_back VALUES (1)")
                    throw Refusal()
                }
            }
            let count0 = try await count(pool, "rolled_back")
            #expect(count0 == 0)
            let state = try await pool.query(
                "SELECT count(*) AS count FROM pg_stat_activity WHERE state LIKE 'idle in%' AND query LIKE '%rolled_back%'"
            )
            #expect(try state.rows[0].integer("count") == 0)
        }
    }

    @Test("a failed statement that the closure hides makes the commit an error")
    func hiddenFailure() async throws {
        try await withTable("hidden_failure") { pool in
            let error = await #expect(throws: PostgresError.self) {
                try await pool.withTransaction { connection in
                    try await connection.query("INSERT INTO hidden_failure VALUES (1)")
                    await hideFailure(connection)
                }
            }
            #expect(error?.code == .transactionAborted)
            let count0 = try await count(pool, "hidden_failure")
            #expect(count0 == 0)
        }
    }

    @Test("a constraint that is checked at the commit fails the transaction")
    func deferredConstraint() async throws {
        try await withTable("deferred") { pool in
            try await pool.runScript("ALTER TABLE deferred ADD UNIQUE (n) DEFERRABLE INITIALLY DEFERRED")
            let error = await #expect(throws: PostgresError.self) {
                try await pool.withTransaction { connection in
                    try await connection.query("INSERT INTO deferred VALUES (1), (1)")
                }
            }
            #expect(error?.sqlState == "23505")
            let count0 = try await count(pool, "deferred")
            #expect(count0 == 0)
        }
    }

    @Test("a transaction that is left open is rolled back before the next holder")
    func leftOpen() async throws {
        try await withPool(connections: 1) { pool in
            try await pool.runScript("DROP TABLE IF EXISTS left_open; CREATE TABLE left_open (n int)")
            try await pool.withConnection { connection in
                try await connection.runScript("BEGIN; INSERT INTO left_open VALUES (1)")
            }
            let count0 = try await count(pool, "left_open")
            #expect(count0 == 0)
        }
    }

    @Test("a connection is refused after the end of its closure")
    func escaped() async throws {
        try await withPool(connections: 1) { pool in
            let escaped = try await pool.withConnection { $0 }
            let error = await #expect(throws: PostgresError.self) { try await escaped.query("SELECT 1") }
            #expect(error?.code == .poolClosed)
        }
    }

    @Test("a cancelled task's transaction is rolled back")
    func cancelled() async throws {
        try await withTable("cancelled_midway") { pool in
            let task = Task {
                try await pool.withTransaction { connection in
                    try await connection.query("INSERT INTO cancelled_midway VALUES (1)")
                    try await connection.query("SELECT pg_sleep(60), 'cancelled_midway'")
                }
            }
            try await waitUntilRunning("%cancelled_midway'", pool)
            task.cancel()
            let error = await #expect(throws: PostgresError.self) { try await task.value }
            #expect(error?.code == .cancelled)
            let count0 = try await count(pool, "cancelled_midway")
            #expect(count0 == 0)
        }
    }
}
