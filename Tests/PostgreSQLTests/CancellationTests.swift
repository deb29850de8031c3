import PostgreSQL
import Testing

/// Returns as soon as the server runs a statement like that; bounded.
func waitUntilRunning(_ pattern: String, _ pool: PostgresPool) async throws {
    for _ in 0..<3000 {
        let found = try await pool.query(
            """
            SELECT count(*) AS count, pg_sleep(0.01) FROM pg_stat_activity
            WHERE state = 'active' AND query LIKE \(pattern) AND pid <> pg_backend_pid()
            """)
        if try found.rows[0].integer("count") > 0 { return }
    }
    Issue.record("no statement like \(pattern) has begun")
}

@Suite("Cancellation")
struct CancellationTests {
    @Test("a cancelled task ends its statement on the server, and the connection serves on")
    func running() async throws {
        try await withPool(connections: 1) { pool in
            try await withPool(connections: 1) { observer in
                let backend = try await pool.query("SELECT pg_backend_pid() AS pid").rows[0]["pid"]
                let task = Task { try await pool.query("SELECT pg_sleep(60), 'cancel_running'") }
                try await waitUntilRunning("%cancel_running%", observer)
                task.cancel()
                let error = await #expect(throws: PostgresError.self) { try await task.value }
                #expect(error?.code == .cancelled)
                #expect(error?.mayHaveExecuted == false)
                #expect(try await pool.query("SELECT pg_backend_pid() AS pid").rows[0]["pid"] == backend)
            }
        }
    }

    @Test("a task that is cancelled beforehand sends nothing")
    func beforehand() async throws {
        try await withPool(connections: 1) { pool in
            try await pool.runScript("DROP TABLE IF EXISTS untouched; CREATE TABLE untouched (n int)")
            let gate = AsyncStream<Void>.makeStream()
            let task = Task {
                for await _ in gate.stream {}
                try await pool.query("INSERT INTO untouched VALUES (1)")
            }
            task.cancel()
            gate.continuation.finish()
            let error = await #expect(throws: PostgresError.self) { try await task.value }
            #expect(error?.code == .cancelled)
            #expect(try await pool.query("SELECT count(*) AS count FROM untouched").rows[0]["count"] == "0")
        }
    }

    @Test("a cancelled task leaves the line, and the next in line is served")
    func waiting() async throws {
        try await withPool(connections: 1) { pool in
            try await pool.withConnection { _ in
                let task = Task { try await pool.query("SELECT 1") }
                task.cancel()
                let error = await #expect(throws: PostgresError.self) { try await task.value }
                #expect(error?.code == .cancelled)
            }
            try await expectServing(pool)
        }
    }

    @Test("a cancellation is never lost, whenever it comes")
    func anyMoment() async throws {
        try await withPool(connections: 1) { pool in
            // The connection is there, so that a cancellation meets the statement and not the connecting.
            try await expectServing(pool)
            for round in 0..<60 {
                let task = Task { try await pool.query("SELECT pg_sleep(60)") }
                // To and fro over the moments at which the statement is taken up, sent and run.
                let end = ContinuousClock.now + .microseconds(round * 37 % 1500)
                while ContinuousClock.now < end { await Task.yield() }
                task.cancel()
                let error = await #expect(throws: PostgresError.self) { try await task.value }
                #expect(error?.code == .cancelled)
            }
        }
    }

    @Test("many cancellations never hit a statement of somebody else")
    func aimed() async throws {
        try await withPool(connections: 2) { pool in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<60 {
                    let cancelled = Task { try await pool.query("SELECT pg_sleep(0.005)") }
                    group.addTask {
                        await Task.yield()
                        cancelled.cancel()
                        switch await cancelled.result {
                        case .success: break
                        case .failure(let error): #expect((error as? PostgresError)?.code == .cancelled)
                        }
                    }
                    group.addTask {
                        let row = try await pool.query("SELECT \(number)::int AS n").rows[0]
                        #expect(try row.integer("n") == number)
                    }
                }
                try await group.waitForAll()
            }
        }
    }
}
