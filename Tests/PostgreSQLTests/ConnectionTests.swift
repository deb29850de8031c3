import PostgreSQLTestSupport
import PostgreSQL
import Testing

@Suite("Connections")
struct ConnectionTests {
    private func terminate(_ application: String, _ observer: PostgresPool) async throws {
        let ended = try await observer.query(
            """
            SELECT count(pg_terminate_backend(pid, 5000)) AS count FROM pg_stat_activity
            WHERE application_name = \(application)
            """)
        #expect(try ended.rows[0].integer("count") > 0)
    }

    private func pool(_ application: String, connections: Int = 1) throws -> PostgresPool {
        let cluster = try PrivateCluster.shared.get()
        return try PostgresPool(
            PostgresConfiguration(url: cluster.url, maximumConnections: connections, applicationName: application))
    }

    @Test("connections killed while they were idle are replaced without an error")
    func killedWhileIdle() async throws {
        try await withPool(connections: 1) { observer in
            let pool = try pool("killed_idle", connections: 3)
            for _ in 0..<5 {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<3 { group.addTask { try await pool.query("SELECT pg_sleep(0.02)") } }
                    try await group.waitForAll()
                }
                try await terminate("killed_idle", observer)
                try await expectServing(pool)
                #expect(try await pool.withTransaction { try await $0.query("SELECT 2 AS two").rows[0]["two"] } == "2")
                #expect(try await pool.withConnection { try await $0.query("SELECT 3 AS n").rows[0]["n"] } == "3")
            }
            await pool.close()
        }
    }

    @Test("a connection killed while it works is an error that leaves the outcome open, and is not sent again")
    func killedWhileWorking() async throws {
        try await withPool(connections: 1) { observer in
            let pool = try pool("killed_working")
            let task = Task { try await pool.query("SELECT pg_sleep(60), 'killed_working'") }
            try await waitUntilRunning("%'killed_working'%", observer)
            try await terminate("killed_working", observer)
            let error = await #expect(throws: PostgresError.self) { try await task.value }
            #expect(error?.code == .connectionLost)
            #expect(error?.sqlState == "57P01")
            #expect(error?.mayHaveExecuted == true)
            try await expectServing(pool)
            await pool.close()
        }
    }

    @Test("a transaction whose connection is killed throws, and the pool goes on")
    func killedInTransaction() async throws {
        try await withPool(connections: 1) { observer in
            let pool = try pool("killed_transaction")
            let error = await #expect(throws: PostgresError.self) {
                try await pool.withTransaction { connection in
                    try await connection.query("SELECT 1")
                    try await terminate("killed_transaction", observer)
                    try await connection.query("SELECT 2")
                }
            }
            #expect(error?.code == .connectionLost)
            try await expectServing(pool)
            await pool.close()
        }
    }

    @Test("the pool outlives a restart of the server, and says when there is none")
    func restart() async throws {
        try await withPrivateCluster { cluster in
            let pool = try PostgresPool(PostgresConfiguration(url: cluster.url, maximumConnections: 2))
            try await expectServing(pool)
            try cluster.stop()
            let error = await #expect(throws: PostgresError.self) { try await pool.query("SELECT 1") }
            #expect(error?.code == .connectionRefused)
            try cluster.start()
            try await expectServing(pool)
            await pool.close()
        }
    }

    @Test(
        "nobody at the address is a refusal at once",
        arguments: ["postgres://127.0.0.1:PORT/db", "postgres:///db?host=/nowhere"])
    func absent(template: String) async throws {
        let port = try PrivateCluster.freePort()
        let url = template.replacing("PORT", with: "\(port)")
        let pool = try PostgresPool(PostgresConfiguration(url: url, connectTimeout: .seconds(30)))
        let started = ContinuousClock.now
        let error = await #expect(throws: PostgresError.self) { try await pool.query("SELECT 1") }
        #expect(error?.code == .connectionRefused)
        #expect(error?.mayHaveExecuted == false)
        #expect(ContinuousClock.now - started < .seconds(10))
        await pool.close()
    }

    @Test("a server that accepts and says nothing is given up after the limit")
    func silent() async throws {
        let listener = try SilentListener()
        let pool = try PostgresPool(
            PostgresConfiguration(
                url: "postgres://127.0.0.1:\(listener.port)/db?sslmode=disable&gssencmode=disable",
                connectTimeout: .milliseconds(100)))
        let error = await #expect(throws: PostgresError.self) { try await pool.query("SELECT 1") }
        #expect(error?.code == .timeout)
        #expect(error?.fault == .network)
        await pool.close()
    }

    @Test("TLS demanded of a server without TLS is a clear error")
    func tls() async throws {
        let cluster = try PrivateCluster.shared.get()
        let pool = try PostgresPool(PostgresConfiguration(url: cluster.tcpURL + "?sslmode=require"))
        let error = await #expect(throws: PostgresError.self) { try await pool.query("SELECT 1") }
        #expect(error?.code == .connectionFailed)
        #expect(error?.message.contains("SSL") == true)
        #expect(error?.hint?.contains("sslmode") == true)
        await pool.close()
    }

    @Test(
        "a refused login carries the server's SQLSTATE and never the password",
        arguments: [("postgres", "absent_database", "3D000"), ("absent_role", "postgres", "28000")])
    func login(user: String, database: String, state: String) async throws {
        let cluster = try PrivateCluster.shared.get()
        let url = "postgres://\(user):hush-hush@127.0.0.1:\(cluster.port)/\(database)"
        let pool = try PostgresPool(PostgresConfiguration(url: url))
        let error = await #expect(throws: PostgresError.self) { try await pool.query("SELECT 1") }
        #expect(error?.code == .server)
        #expect(error?.sqlState == state)
        #expect(error.map { "\($0)" }?.contains("hush-hush") == false)
        await pool.close()
    }

    @Test("the same works over TCP, and the server sees the application's name")
    func tcp() async throws {
        try await withPool(connections: 1, overTCP: true) { pool in
            let row = try await pool.query("SELECT current_setting('application_name') AS name").rows[0]
            #expect(row["name"] == "tests")
        }
    }

    @Test(
        "a URL that cannot be used is refused without repeating it",
        arguments: [
            "", "mysql://localhost/x", "localhost:5432", "postgres://u:hush%zz@host/db",
            "postgres://u:hush@host/db?nonsense=hush",
            "postgres://host/db\0",
        ])
    func urls(url: String) throws {
        let error = #expect(throws: PostgresError.self) { try PostgresPool(PostgresConfiguration(url: url)) }
        #expect(error?.code == .invalidURL)
        #expect(error.map { "\($0) \($0.message)" }?.contains("hush") == false)
    }
}
