public import PostgreSQL

extension TrafficData {
    /// Reads the rows of a database. Both sides' databases are to be copies of it, and nobody may write to them but the
    /// sender.
    ///
    /// - Throws: `PostgresError`.
    public init(readingFrom pool: PostgresPool) async throws {
        users = try await pool.query("SELECT id, company_id FROM users ORDER BY id").rows.map { row in
            User(id: try row.text("id"), companyID: try row.text("company_id"))
        }
        customers = try await pool.query(
            """
            SELECT id, company_id, customer_name, email, phone, deleted_at IS NOT NULL AS is_deleted
            FROM customers ORDER BY id
            """
        ).rows.map { row in
            Customer(
                id: try row.text("id"), companyID: try row.text("company_id"), name: try row.text("customer_name"),
                email: try row.optionalText("email"), phone: try row.optionalText("phone"),
                isDeleted: try row.boolean("is_deleted"))
        }
        rows = try await pool.query(
            """
            SELECT v.id, v.session_id, v.user_input, v.ai_response, v.interaction_number, v.customer_id,
                to_json(v.created_at AT TIME ZONE 'UTC') #>> '{}' AS created_at, v.customer_name, v.customer_email,
                v.customer_phone, v.customer_address, v.user_id, coalesce(v.company_id, u.company_id) AS company_id
            FROM "VC Usage" v LEFT JOIN users u ON u.id = v.user_id
            ORDER BY v.id
            """
        ).rows.map { row in
            ConversationWorld.Row(
                id: try row.integer("id"), sessionID: try row.text("session_id"),
                userID: try row.optionalText("user_id") ?? "", companyID: try row.optionalText("company_id") ?? "",
                userInput: try row.text("user_input"), aiResponse: try row.text("ai_response"),
                number: try row.integer("interaction_number"),
                createdAt: try row.optionalText("created_at").map { "\($0)+00:00" },
                customerID: try row.optionalText("customer_id"), name: try row.optionalText("customer_name"),
                email: try row.optionalText("customer_email"), phone: try row.optionalText("customer_phone"),
                address: try row.optionalText("customer_address"),
                isLinked: try row.optionalText("customer_id") != nil)
        }
    }
}
