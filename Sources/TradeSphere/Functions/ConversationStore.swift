/// Where the functions find and change conversations. Legacy and repository each are one.
protocol ConversationStore: Sendable {
    /// The rows of this exact name and user with the two highest interaction numbers, the highest first.
    func recentConversations(customerName: String, userID: String) async throws -> [ConversationRecord]

    /// Changes the customer's data of a session; a session that the user does not have is no error.
    ///
    /// - Parameters:
    ///   - request: The new data.
    ///   - isDryRun: Whether the change is rolled back once it has been made.
    func updateCustomer(_ request: UpdateRequest, isDryRun: Bool) async throws
}
