/// The repository path with the contract of legacy: the services' errors are told in the database's words.
struct RepositoryConversationStore: ConversationStore {
    private let database: Database

    init(database: Database) {
        self.database = database
    }

    func recentConversations(customerName: String, userID: String) async throws -> [ConversationRecord] {
        try await Self.unwrappingCause {
            try await CustomerSyncService(database: database)
                .recentConversations(customerName: customerName, userID: userID)
        }
    }

    func updateCustomer(_ request: UpdateRequest, isDryRun: Bool) async throws {
        try await Self.unwrappingCause {
            try await database.transaction(rollingBack: isDryRun) { session in
                try await CustomerSyncService(session: session).synchronize(request)
            }
        }
    }

    private static func unwrappingCause<Value: Sendable>(_ work: () async throws -> Value) async throws -> Value {
        do {
            return try await work()
        } catch let error as RepositoryError {
            throw error.cause
        }
    }
}
