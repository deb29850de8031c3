import PostgreSQL

/// From chat sessions to customers.
extension CustomerSyncService {
    /// Orphans that are synchronised at the same time.
    static let orphanBatch = 10

    /// Finds or makes the customer of a session and links the session to it. A customer that is known keeps what it
    /// has; only empty fields are filled. Never throws: an error is an outcome.
    public func syncFromChat(_ record: ChatRecord) async -> SyncOutcome {
        do {
            let repository = CustomerRepository(session: session)
            guard let (customer, match) = try await recognise(record, repository) else {
                let customer = try await repository.createCustomer(
                    NewCustomer(
                        name: record.customerName, email: record.email, phone: record.phone, address: record.address,
                        companyID: record.companyID, userID: record.userID, source: "chat"))
                try await link(customerID: customer.id, sessionID: record.sessionID, companyID: record.companyID)
                return SyncOutcome(
                    action: .created, customer: customer, matchedBy: nil, confidence: 100, error: nil)
            }
            let changes = CustomerChanges(
                email: Self.filling(customer.email, with: record.email),
                phone: Self.filling(customer.phone, with: record.phone),
                address: Self.filling(customer.address, with: record.address))
            let current =
                changes.isEmpty
                ? customer
                : try await repository.updateCustomer(
                    id: customer.id, companyID: customer.companyID, changes: changes)
            try await link(customerID: customer.id, sessionID: record.sessionID, companyID: record.companyID)
            return SyncOutcome(
                action: changes.isEmpty ? .foundExisting : .updated, customer: current, matchedBy: match,
                confidence: match.confidence, error: nil)
        } catch {
            return SyncOutcome(action: .error, customer: nil, matchedBy: nil, confidence: nil, error: error)
        }
    }

    /// Links what the company's users hold of a session, and is not linked yet, to a customer of the company.
    ///
    /// - Returns: How many rows were linked.
    /// - Throws: ``RepositoryError``.
    @discardableResult
    public func link(customerID: String, sessionID: String, companyID: String) async throws -> Int {
        try await RepositoryError.wrapping("Failed to link conversation") {
            try await session.run(RepositoryStatements.linkSession, [customerID, sessionID, companyID]).affectedRows
        }
    }

    /// The company's named sessions without a customer.
    ///
    /// - Throws: ``RepositoryError``.
    public func orphanedSessions(companyID: String) async throws -> [ChatRecord] {
        try await RepositoryError.wrapping("Failed to find orphaned conversations") {
            let result = try await session.run(RepositoryStatements.orphanedSessions, [companyID])
            return try result.rows.map(ChatRecord.init)
        }
    }

    /// Synchronises all orphans of a company, a batch at a time; those of one name one after another, so that the
    /// second finds the customer that the first made.
    ///
    /// - Returns: How many sessions have a customer now.
    /// - Throws: ``RepositoryError`` where the orphans cannot be listed.
    public func syncOrphaned(companyID: String) async throws -> Int {
        let orphans = try await orphanedSessions(companyID: companyID)
        let groups = Array(
            Dictionary(grouping: orphans) { ECMAScriptText.trimmed($0.customerName).lowercased() }.values)
        var synchronised = 0
        for start in stride(from: 0, to: groups.count, by: Self.orphanBatch) {
            let batch = groups[start..<min(start + Self.orphanBatch, groups.count)]
            synchronised += await withTaskGroup(of: Int.self) { tasks in
                for group in batch {
                    tasks.addTask {
                        var count = 0
                        for record in group where await syncFromChat(record).action != .error { count += 1 }
                        return count
                    }
                }
                return await tasks.reduce(0, +)
            }
        }
        return synchronised
    }

    private func recognise(
        _ record: ChatRecord,
        _ repository: CustomerRepository
    ) async throws -> (Customer, SyncOutcome.Match)? {
        let companyID = record.companyID
        if let customer = try await repository.customers(companyID: companyID, email: record.email, phone: nil).first {
            return (customer, .email)
        }
        if let customer = try await repository.customers(companyID: companyID, email: nil, phone: record.phone).first {
            return (customer, .phone)
        }
        return try await repository.customers(companyID: companyID, name: record.customerName).first.map { ($0, .name) }
    }

    private static func filling(_ present: String?, with text: String?) -> CustomerChanges.Field {
        guard present.map(ECMAScriptText.isBlank) ?? true, let text, !ECMAScriptText.isBlank(text) else {
            return .unchanged
        }
        return .set(text)
    }
}
