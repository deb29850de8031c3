import PostgreSQL
import Testing

@Suite("Errors")
struct ErrorTests {
    @Test(
        "a refused statement carries the server's SQLSTATE, and leaves the connection usable",
        arguments: [
            ("SELEC 1", "42601"), ("SELECT * FROM absent_table", "42P01"), ("SELECT 1/0", "22012"),
            ("SELECT 'x'::uuid", "22P02"), ("SELECT 1; SELECT 2", "42601"),
        ])
    func sqlState(sql: String, state: String) async throws {
        try await withPool(connections: 1) { pool in
            let error = await #expect(throws: PostgresError.self) {
                try await pool.query(PostgresQuery(unsafeSQL: sql))
            }
            #expect(error?.code == .server)
            #expect(error?.fault == .caller)
            #expect(error?.sqlState == state)
            #expect(error?.message.isEmpty == false)
            try await expectServing(pool)
        }
    }

    @Test("a violated constraint is named, and its row appears in the detail but not in the description")
    func constraint() async throws {
        try await withPool(connections: 1) { pool in
            try await pool.withConnection { connection in
                try await connection.runScript("CREATE TEMPORARY TABLE people (email text CONSTRAINT one_email UNIQUE)")
                let email = "ann.private@example.com"
                try await connection.query("INSERT INTO people VALUES (\(email))")
                let error = await #expect(throws: PostgresError.self) {
                    try await connection.query("INSERT INTO people VALUES (\(email))")
                }
                #expect(error?.sqlState == "23505")
                #expect(error?.constraint == "one_email")
                #expect(error?.detail?.contains(email) == true)
                #expect(error.map { "\($0)" }?.contains(email) == false)
                #expect(error.map { "\($0)" }?.contains("one_email") == true)
            }
        }
    }

    @Test(
        "the description withholds a message that quotes a value of the statement",
        arguments: ["secret-value", "x", "1; DROP"])
    func withheld(value: String) async throws {
        try await withPool(connections: 1) { pool in
            let error = await #expect(throws: PostgresError.self) {
                try await pool.query("SELECT \(value)::uuid AS id")
            }
            #expect(error?.message.contains(value) == true)
            #expect(error.map { "\($0)" }?.contains("\"\(value)\"") == false)
            #expect(error.map { "\($0)" }?.contains("22P02") == true)
        }
    }

    @Test("the description keeps a message that quotes no value")
    func kept() async throws {
        try await withPool(connections: 1) { pool in
            let error = await #expect(throws: PostgresError.self) {
                try await pool.query("SELECT \("secret")::text FROM absent_table")
            }
            #expect(error.map { "\($0)" }?.contains("absent_table") == true)
        }
    }

    @Test("a text with a zero byte is refused before it is cut off")
    func zeroByte() async throws {
        try await withPool(connections: 1) { pool in
            let query = await #expect(throws: PostgresError.self) { try await pool.query("SELECT \("a\0b")::text") }
            #expect(query?.code == .invalidParameter)
            let script = await #expect(throws: PostgresError.self) { try await pool.runScript("SELECT 1 \0") }
            #expect(script?.code == .invalidParameter)
        }
    }

    @Test("too few parameters are the server's error, too many are ours")
    func parameterCounts() async throws {
        try await withPool(connections: 1) { pool in
            let tooFew = await #expect(throws: PostgresError.self) {
                try await pool.query(PostgresQuery(unsafeSQL: "SELECT $1::text", parameters: []))
            }
            #expect(tooFew?.sqlState == "08P01")
            let tooMany = await #expect(throws: PostgresError.self) {
                let parameters = [PostgresValue](repeating: .null, count: 65_536)
                try await pool.query(PostgresQuery(unsafeSQL: "SELECT 1", parameters: parameters))
            }
            #expect(tooMany?.code == .invalidParameter)
            try await expectServing(pool)
        }
    }

    @Test(
        "COPY with the client is refused, and the pool goes on",
        arguments: ["COPY (SELECT 1) TO STDOUT", "CREATE TEMPORARY TABLE c (n int); COPY c FROM STDIN"])
    func copy(sql: String) async throws {
        try await withPool(connections: 1) { pool in
            let error = await #expect(throws: PostgresError.self) { try await pool.runScript(sql) }
            #expect(error?.code == .unsupported)
            try await expectServing(pool)
        }
    }

    @Test("a statement over the server's limit ends as a timeout")
    func statementTimeout() async throws {
        try await withPool(connections: 1, statementTimeout: .milliseconds(250)) { pool in
            let error = await #expect(throws: PostgresError.self) { try await pool.query("SELECT pg_sleep(30)") }
            #expect(error?.code == .timeout)
            #expect(error?.sqlState == "57014")
            try await expectServing(pool)
        }
    }
}
