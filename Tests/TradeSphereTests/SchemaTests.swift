import PostgreSQL
import Testing
import TradeSphere

@Suite("The schema")
struct SchemaTests {
    @Test("is migrated once, however often and by however many at once")
    func idempotent() async throws {
        let url = try await TestDatabases.shared.empty()
        try await TestDatabases.withPool(url, connections: 4) { pool in
            let migrator = Migrator(pool: pool)
            async let first = migrator.migrate()
            async let second = migrator.migrate()
            let applied = try await [first, second].map { $0.map(\.version) }
            #expect(applied.sorted { $0.count < $1.count } == [[], Migration.all.map(\.version)])
            #expect(try await migrator.migrate().isEmpty)
            let recorded = try await pool.query("SELECT version FROM tradesphere_migrations ORDER BY version").rows
            #expect(try recorded.map { try $0.integer("version") } == Migration.all.map(\.version))
        }
    }

    @Test(
        "brings contact data to its normal form",
        arguments: [
            ("email", " Ann@X.Example ", "ann@x.example"), ("email", "  ", nil), ("email", nil, nil),
            ("phone", "+1 (555) 012-34", "155501234"), ("phone", "n/a", ""), ("phone", " ", nil),
            ("name", "  JOHN \t Smith ", "john smith"), ("name", "No\u{A0}Break", "no\u{A0}break"), ("name", "", nil),
        ] as [(String, String?, String?)]
    )
    func normalForms(kind: String, input: String?, expected: String?) async throws {
        try await withSeededPool { pool in
            let sql = PostgresQuery(
                unsafeSQL: "SELECT normalize_\(kind)($1) AS form", parameters: [input.map(PostgresValue.text) ?? .null])
            let row = try #require(try await pool.query(sql).rows.first)
            #expect(try row.optionalText("form") == expected)
        }
    }

    /// The similarities that the original's extension shows.
    @Test(
        "joins names from a trigram similarity of 0.7",
        arguments: [
            ("John Smith", "Smith John", true), ("John Smith", "John Smith Jr", true),
            ("John Smith", "Jon Smith", false), ("John Smith", "JOHN  SMITH ", true),
            ("Mar\u{ED}a Garc\u{ED}a", "Maria Garcia", false), ("\u{1F642}", "\u{1F642}", false),
        ]
    )
    func similarity(first: String, second: String, joined: Bool) async throws {
        try await withEmptyPool { pool in
            let user = try await Self.oneUser(pool)
            for name in [first, second] {
                try await Self.insert(pool, user: user, name: name)
            }
            let count = try await pool.query("SELECT count(*) AS count FROM customers").rows[0].integer("count")
            #expect(count == (joined ? 1 : 2))
        }
    }

    @Test("matches by e-mail before phone before name")
    func precedence() async throws {
        try await withEmptyPool { pool in
            let user = try await Self.oneUser(pool)
            try await Self.insert(pool, user: user, name: "Ann Able", email: "ann@x.example")
            try await Self.insert(pool, user: user, name: "Bob Brown", phone: "555-1")
            try await Self.insert(pool, user: user, name: "Cyd Chase")
            let query: PostgresQuery = """
                SELECT matched_by, confidence FROM companies,
                    find_customer_by_matching_keys(companies.id, \("Cyd Chase"), \(" ANN@x.example"), \("(555) 1"))
                """
            let match = try await pool.query(query).rows
            #expect(try match.map { try $0.text("matched_by") } == ["email"])
            #expect(try match[0].text("confidence") == "1.0")
        }
    }

    @Test("creates a customer for the user of the conversation, with one event and its keys")
    func creation() async throws {
        try await withEmptyPool { pool in
            let user = try await Self.oneUser(pool)
            try await Self.insert(pool, user: user, name: "Ann Able", email: "Ann@X.example", phone: "555-1")
            let customer = try await pool.query("SELECT created_by_user_id, source FROM customers").rows[0]
            #expect(try customer.text("created_by_user_id") == user)
            let events = try await pool.query("SELECT event_type FROM customer_events").rows
            #expect(try events.map { try $0.text("event_type") } == ["created"])
            let keys = try await pool.query("SELECT normalized_value FROM customer_matching_keys ORDER BY key_type")
                .rows
            #expect(try keys.map { try $0.text("normalized_value") } == ["ann@x.example", "ann able", "5551"])
        }
    }

    @Test("changes a stage on a connection that once knew its user")
    func stageAfterSetLocal() async throws {
        try await withSeededPool { pool in
            let id = TestDatabases.plan.customers[0].id
            try await pool.withConnection { connection in
                try await connection.runScript("BEGIN; SET LOCAL app.current_user_id = '\(id)'; COMMIT")
                let setting = try await connection.query("SELECT current_setting('app.current_user_id') AS setting")
                #expect(try setting.rows[0].text("setting") == "")
                try await connection.query("UPDATE customers SET lifecycle_stage = 'lead' WHERE id = \(id)")
                try await connection.query("UPDATE customers SET lifecycle_stage = 'churned' WHERE id = \(id)")
            }
            let events = try await pool.query(
                "SELECT event_data FROM customer_events WHERE event_type = 'stage_changed' AND customer_id = \(id)")
            #expect(events.rows.contains { $0["event_data"] == #"{"new_stage": "churned", "old_stage": "lead"}"# })
        }
    }

    @Test("shows metrics that follow the conversations at once")
    func metrics() async throws {
        try await withEmptyPool { pool in
            let user = try await Self.oneUser(pool)
            for number in 1...3 {
                try await Self.insert(pool, user: user, name: "Ann Able", session: "session_\(number % 2)")
            }
            let row = try await pool.query("SELECT total_conversations, total_interactions FROM customer_metrics").rows[
                0]
            #expect(try row.integer("total_conversations") == 2)
            #expect(try row.integer("total_interactions") == 3)
        }
    }

    private static func oneUser(_ pool: PostgresPool) async throws -> String {
        try await Migrator(pool: pool).migrate()
        return try await pool.query(
            """
            WITH company AS (INSERT INTO companies (name) VALUES ('One') RETURNING id)
            INSERT INTO users (company_id, email, name) SELECT id, 'u@x.example', 'U' FROM company RETURNING id
            """
        ).rows[0].text("id")
    }

    private static func insert(
        _ pool: PostgresPool,
        user: String,
        name: String,
        email: String? = nil,
        phone: String? = nil,
        session: String = "session_1"
    ) async throws {
        try await pool.query(
            """
            INSERT INTO "VC Usage" (
                session_id, user_input, ai_response, interaction_number, customer_name, customer_email, customer_phone,
                user_id)
            VALUES (\(session), 'a', 'b', 1, \(name), \(email), \(phone), \(user))
            """
        )
    }
}
