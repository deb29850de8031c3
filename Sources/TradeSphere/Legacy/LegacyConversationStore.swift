import PostgreSQL

/// The legacy path: the functions' own queries, with nothing between them and "VC Usage".
struct LegacyConversationStore: ConversationStore {
    private let database: Database

    init(database: Database) {
        self.database = database
    }

    func recentConversations(customerName: String, userID: String) async throws -> [ConversationRecord] {
        let result = try await database.session.run(LegacyStatements.recentConversations, [customerName, userID])
        return try result.rows.map(ConversationRecord.init)
    }

    func updateCustomer(_ request: UpdateRequest, isDryRun: Bool) async throws {
        try await database.transaction(rollingBack: isDryRun) { session in
            _ = try await session.run(
                LegacyStatements.updateSession,
                [
                    request.sessionID, request.userID, request.customerName, request.customerAddress,
                    request.customerEmail, request.customerPhone,
                ]
            )
        }
    }
}
