import PostgreSQL

/// The customers of a company.
public struct CustomerRepository: Sendable {
    let session: DatabaseSession

    /// - Parameter database: A migrated database.
    public init(database: Database) {
        session = database.session
    }

    /// A repository that takes part in somebody else's transaction.
    init(session: DatabaseSession) {
        self.session = session
    }

    /// One customer.
    ///
    /// - Parameters:
    ///   - id: The customer's UUID.
    ///   - companyID: The company that asks.
    /// - Throws: ``NotFoundError`` also for a deleted customer and for one of another company; ``RepositoryError``.
    public func customer(id: String, companyID: String) async throws -> Customer {
        try await RepositoryError.wrapping("Failed to fetch customer") {
            let result = try await session.run(RepositoryStatements.customer, [id, companyID])
            guard let row = result.rows.first else { throw NotFoundError(entity: "Customer", id: id) }
            return try Customer(row)
        }
    }

    /// Changes the fields that `changes` mentions, trimmed; blank ones become NULL.
    ///
    /// - Parameters:
    ///   - id: The customer's UUID.
    ///   - companyID: The company that asks.
    ///   - changes: The new values.
    /// - Returns: The row as it is now.
    /// - Throws: ``NotFoundError`` also for a deleted customer and for one of another company; ``RepositoryError``,
    ///   also for a blank name.
    @discardableResult
    public func updateCustomer(id: String, companyID: String, changes: CustomerChanges) async throws -> Customer {
        try await RepositoryError.wrapping("Failed to update customer") {
            let result = try await session.run(
                RepositoryStatements.updateCustomer,
                [
                    id, companyID, changes.name.flag, changes.name.text, changes.email.flag, changes.email.text,
                    changes.phone.flag, changes.phone.text, changes.address.flag, changes.address.text,
                ]
            )
            guard let row = result.rows.first else { throw NotFoundError(entity: "Customer", id: id) }
            return try Customer(row)
        }
    }
}
