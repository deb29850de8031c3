import PostgreSQL

/// What tables hold, as text.
enum TableDump {
    static let tables = [
        "companies", "users", "customers", "\"VC Usage\"", "customer_matching_keys", "customer_conversation_summaries",
        "customer_merge_log", "customer_events", "customer_audit_log", "customer_interactions", "demo_messages",
    ]

    /// All rows of all tables, by table.
    static func all(_ pool: PostgresPool) async throws -> [String: String] {
        var dump: [String: String] = [:]
        for table in tables {
            dump[table] = try await rows("SELECT t::text AS row FROM \(table) t", pool)
        }
        return dump
    }

    /// The conversations, without what depends on a clock or on how customers are matched.
    static func conversations(_ pool: PostgresPool) async throws -> String {
        try await rows(
            """
            SELECT jsonb_build_array(id, session_id, user_id, interaction_number, customer_name, customer_email,
                customer_phone, customer_address, created_at, customer_id IS NULL)::text AS row
            FROM "VC Usage"
            """, pool)
    }

    private static func rows(_ sql: String, _ pool: PostgresPool) async throws -> String {
        let query = "SELECT coalesce(string_agg(row, E'\\n' ORDER BY row COLLATE \"C\"), '') AS dump FROM (\(sql)) x"
        return try await pool.query(PostgresQuery(unsafeSQL: query)).rows[0].text("dump")
    }
}
