import PostgreSQL

/// One interaction, with the names of its columns.
public struct ConversationEntry: Sendable, Equatable {
    /// What the user said.
    public let userInput: String
    /// What was answered.
    public let aiResponse: String
    /// The interaction's number.
    public let interactionNumber: Int
    /// As PostgREST writes it.
    public let createdAt: String?
    /// The session.
    public let sessionID: String

    init(_ row: PostgresRow) throws {
        userInput = try row.text("user_input")
        aiResponse = try row.text("ai_response")
        interactionNumber = try row.integer("interaction_number")
        createdAt = try row.optionalText("created_at")
        sessionID = try row.text("session_id")
    }

    /// The row as the database names it.
    var json: JSONValue {
        .object([
            .init("user_input", .string(userInput)),
            .init("ai_response", .string(aiResponse)),
            .init("interaction_number", .init(interactionNumber)),
            .init("created_at", .init(createdAt)),
            .init("session_id", .string(sessionID)),
        ])
    }
}
