import PostgreSQL

/// From creation to deletion and back.
extension CustomerRepository {
    /// Makes a customer of trimmed values.
    ///
    /// - Throws: ``ValidationError`` for a blank name, company or user, and for a user of another company;
    ///   ``DuplicateError`` where the e-mail address or phone number is taken; ``RepositoryError``.
    public func createCustomer(_ customer: NewCustomer) async throws -> Customer {
        let texts = [customer.name, customer.email, customer.phone, customer.address, customer.source].map { text in
            text.map(ECMAScriptText.trimmed).flatMap { $0.isEmpty ? nil : $0 }
        }
        guard let name = texts[0], !customer.companyID.isEmpty, !customer.userID.isEmpty else {
            throw ValidationError(description: "Customer name, company and creator are required")
        }
        let duplicates = try await customers(companyID: customer.companyID, email: texts[1], phone: texts[2])
        guard duplicates.isEmpty else { throw DuplicateError(duplicates: duplicates) }
        return try await RepositoryError.wrapping("Failed to create customer") {
            let result = try await session.run(
                RepositoryStatements.insertCustomer,
                [customer.companyID, customer.userID, name, texts[1], texts[2], texts[3], texts[4] ?? "manual"])
            guard let row = result.rows.first else {
                throw ValidationError(description: "The creator is no user of the company")
            }
            return try Customer(row)
        }
    }

    /// Deletes a customer, whose row stays.
    ///
    /// - Throws: ``NotFoundError`` also for a deleted customer and for one of another company; ``RepositoryError``.
    public func softDeleteCustomer(id: String, companyID: String) async throws {
        try await RepositoryError.wrapping("Failed to delete customer") {
            let result = try await session.run(RepositoryStatements.softDeleteCustomer, [id, companyID])
            guard !result.rows.isEmpty else { throw NotFoundError(entity: "Customer", id: id) }
        }
    }

    /// Takes a deletion back.
    ///
    /// - Throws: ``NotFoundError`` where there is none to take back; ``RepositoryError``.
    @discardableResult
    public func restoreCustomer(id: String, companyID: String) async throws -> Customer {
        try await RepositoryError.wrapping("Failed to restore customer") {
            let result = try await session.run(RepositoryStatements.restoreCustomer, [id, companyID])
            guard let row = result.rows.first else { throw NotFoundError(entity: "Customer", id: id) }
            return try Customer(row)
        }
    }
}
