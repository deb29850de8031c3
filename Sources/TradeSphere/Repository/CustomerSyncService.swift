import PostgreSQL

/// Keeps customers and conversations in step.
public struct CustomerSyncService: Sendable {
    /// The widest text that a matching key holds, in characters. A wider one stays with the conversation.
    static let maximumKeyLength = 255

    let session: DatabaseSession

    /// - Parameter database: A migrated database.
    public init(database: Database) {
        session = database.session
    }

    /// A service that takes part in somebody else's transaction.
    init(session: DatabaseSession) {
        self.session = session
    }

    /// The conversation rows of this name and user with the two highest numbers, the highest first.
    ///
    /// - Throws: ``RepositoryError``.
    func recentConversations(customerName: String, userID: String) async throws -> [ConversationRecord] {
        try await RepositoryError.wrapping("Failed to fetch conversations") {
            let result = try await session.run(RepositoryStatements.recentConversations, [customerName, userID])
            return try result.rows.map(ConversationRecord.init)
        }
    }

    /// The last complete interactions of a customer, the oldest first. There is no check of the company (trap 48).
    ///
    /// - Parameters:
    ///   - customerID: The customer's UUID.
    ///   - sessionID: Only this session's, where given.
    ///   - limit: How many.
    /// - Throws: ``RepositoryError``.
    public func conversationHistory(
        customerID: String,
        sessionID: String? = nil,
        limit: Int = 2
    ) async throws -> [ConversationEntry] {
        try await RepositoryError.wrapping("Failed to fetch conversation history") {
            let result = try await session.run(
                RepositoryStatements.conversationHistory, [customerID, sessionID, String(limit)])
            return try result.rows.reversed().map(ConversationEntry.init)
        }
    }

    /// Writes what a user found out about a customer: into the rows of the session that the user holds, and into the
    /// customers they are linked to. Rows that are not linked yet are linked by the database.
    ///
    /// The rows take exactly what was given, as legacy writes it. The customers take trimmed values that are not blank
    /// and fit a matching key, so that an omitted field erases nothing (trap 42); a deleted customer is left alone.
    ///
    /// - Throws: ``RepositoryError``; the caller's transaction is then useless.
    func synchronize(_ request: UpdateRequest) async throws {
        try await RepositoryError.wrapping("Failed to update conversations") {
            let links = try await session.run(
                RepositoryStatements.linkedCustomers, [request.sessionID, request.userID])
            let customers = try links.rows.map { (id: try $0.text("id"), companyID: try $0.text("company_id")) }
            try await session.run(
                RepositoryStatements.updateConversations,
                [
                    request.sessionID, request.userID, request.customerName, request.customerAddress,
                    request.customerEmail, request.customerPhone,
                ]
            )
            let changes = CustomerChanges(
                name: Self.field(request.customerName, isKey: true),
                email: Self.field(request.customerEmail, isKey: true),
                phone: Self.field(request.customerPhone, isKey: true),
                address: Self.field(request.customerAddress, isKey: false)
            )
            guard !changes.isEmpty else { return }
            let repository = CustomerRepository(session: session)
            for customer in customers {
                do {
                    try await repository.updateCustomer(
                        id: customer.id, companyID: customer.companyID, changes: changes)
                } catch is NotFoundError {
                    // Deleted, merged away, or gone since the links were read: its conversations live on without it.
                }
            }
        }
    }

    private static func field(_ text: String?, isKey: Bool) -> CustomerChanges.Field {
        guard let text, !ECMAScriptText.isBlank(text) else { return .unchanged }
        return isKey && text.unicodeScalars.count > maximumKeyLength ? .unchanged : .set(text)
    }
}
