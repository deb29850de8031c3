import PostgreSQL

/// A conversation row as `customer-context` needs it.
struct ConversationRecord: Sendable {
    let sessionID: String
    let userInput: String
    let aiResponse: String
    let interactionNumber: Int
    /// As PostgREST writes it: `2025-10-13T12:00:00.12+00:00`.
    let createdAt: String?
    let customerName: String?
    let customerAddress: String?
    let customerEmail: String?
    let customerPhone: String?

    /// - Throws: `PostgresError` for a row without these columns.
    init(_ row: PostgresRow) throws {
        sessionID = try row.text("session_id")
        userInput = try row.text("user_input")
        aiResponse = try row.text("ai_response")
        interactionNumber = try row.integer("interaction_number")
        createdAt = try row.optionalText("created_at")
        customerName = try row.optionalText("customer_name")
        customerAddress = try row.optionalText("customer_address")
        customerEmail = try row.optionalText("customer_email")
        customerPhone = try row.optionalText("customer_phone")
    }
}
