import Synchronization
import PostgreSQLTestSupport
import Testing

@testable import PostgreSQL

@Suite("Pool")
struct PoolTests {
    @Test("200 queries at once run over no more than 4 connections, each with its own answer")
    func manyQueries() async throws {
        try await withPool(connections: 4) { pool in
            let backends = try await withThrowingTaskGroup(of: String.self) { group in
                for number in 0..<200 {
                    group.addTask {
                        let row = try await pool.query("SELECT \(number)::int AS n, pg_backend_pid() AS pid").rows[0]
                        #expect(try row.integer("n") == number)
                        return try row.text("pid")
                    }
                }
                return try await group.reduce(into: Set<String>()) { $0.insert($1) }
            }
            #expect((1...4).contains(backends.count))
        }
    }

    @Test("a caller for whom no connection becomes free gets a timeout that says so")
    func exhausted() async throws {
        let cluster = try PrivateCluster.shared.get()
        let pool = try PostgresPool(
            PostgresConfiguration(url: cluster.url, maximumConnections: 1), statementCapacity: 8,
            waitLimit: .milliseconds(20))
        try await pool.withConnection { _ in
            let error = await #expect(throws: PostgresError.self) { try await pool.query("SELECT 1") }
            #expect(error?.code == .timeout)
            #expect(error?.fault == .caller)
            #expect(error?.message.contains("1 connections") == true)
        }
        try await expectServing(pool)
        await pool.close()
    }

    @Test("callers are served in the order in which they came")
    func fairness() async throws {
        try await withPool(connections: 1, connectTimeout: .seconds(300)) { pool in
            let order = Order()
            let callers = try await pool.withConnection { _ in
                var callers: [Task<Void, any Error>] = []
                for number in 0..<20 {
                    callers.append(Task { try await pool.withConnection { _ in order.note(number) } })
                    // The next one comes when this one stands in line.
                    for _ in 0..<1_000_000 where pool.state.withLock({ $0.machine.waiterCount }) <= number {
                        await Task.yield()
                    }
                }
                return callers
            }
            for caller in callers { try await caller.value }
            #expect(order.numbers == Array(0..<20))
        }
    }

    @Test("closing waits for those who hold a connection, refuses the rest, and leaves nothing on the server")
    func closing() async throws {
        try await withPool(connections: 1) { observer in
            let cluster = try PrivateCluster.shared.get()
            let pool = try PostgresPool(
                PostgresConfiguration(url: cluster.url, maximumConnections: 2, applicationName: "closing"))
            let (held, isHeld) = AsyncStream<Void>.makeStream()
            let (released, release) = AsyncStream<Void>.makeStream()
            let holder = Task {
                try await pool.withConnection { connection in
                    isHeld.finish()
                    for await _ in released {}
                    return try await connection.query("SELECT 'still here' AS answer").rows[0]["answer"]
                }
            }
            for await _ in held {}
            let closing = Task { await pool.close() }
            var refusal: PostgresError?
            for _ in 0..<10_000 where refusal == nil {
                do {
                    try await pool.query("SELECT 1")
                } catch let error as PostgresError {
                    refusal = error
                }
            }
            #expect(refusal?.code == .poolClosed)
            release.finish()
            let answer = try await holder.value
            #expect(answer == "still here")
            await closing.value
            await pool.close()
            #expect(try await connectionCount("closing", observer) == 0)
        }
    }

    @Test("a pool that is let go without being closed leaves nothing on the server")
    func letGo() async throws {
        try await withPool(connections: 1) { observer in
            let cluster = try PrivateCluster.shared.get()
            func use() async throws {
                let pool = try PostgresPool(PostgresConfiguration(url: cluster.url, applicationName: "let_go"))
                try await pool.query("SELECT 1")
            }
            try await use()
            #expect(try await connectionCount("let_go", observer) == 0)
        }
    }

    /// How many connections of that name there are, once the server has noticed the goodbyes.
    private func connectionCount(_ application: String, _ observer: PostgresPool) async throws -> Int {
        var count = 1
        for _ in 0..<200 where count > 0 {
            count = try await observer.query(
                "SELECT count(*) AS n, pg_sleep(0.01) FROM pg_stat_activity WHERE application_name = \(application)"
            ).rows[0].integer("n")
        }
        return count
    }

    @Test("a pool that was never used closes at once")
    func unused() async throws {
        let pool = try PostgresPool(PostgresConfiguration(url: "postgres://127.0.0.1:1/none"))
        await pool.close()
    }
}

/// Who was served, in order.
private final class Order: Sendable {
    private let list = Mutex<[Int]>([])

    var numbers: [Int] { list.withLock { $0 } }

    func note(_ number: Int) {
        list.withLock { $0.append(number) }
    }
}
