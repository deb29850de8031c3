import PostgreSQL

/// Lists and searches.
extension CustomerRepository {
    /// One page of a company's customers.
    ///
    /// - Throws: ``ValidationError`` for a limit outside 1…1000 or a negative offset; ``RepositoryError``.
    public func customers(companyID: String, filter: CustomerFilter = CustomerFilter()) async throws -> CustomerPage {
        guard (1...1000).contains(filter.limit), filter.offset >= 0 else {
            throw ValidationError(description: "limit must be between 1 and 1000, offset at least 0")
        }
        return try await RepositoryError.wrapping("Failed to fetch customers") {
            let statement = RepositoryStatements.customers(by: filter.order, descending: filter.isDescending)
            let rows = try await session.run(statement, [companyID] + filter.parameters).rows
            let items = try rows.map { row in
                CustomerPage.Item(
                    customer: try Customer(row),
                    lastInteractionAt: try row.optionalText("last_interaction_at"),
                    totalConversations: try row.integer("total_conversations"),
                    viewCount: try row.integer("total_views"),
                    isRecentlyViewed: try row.boolean("is_recently_viewed")
                )
            }
            return CustomerPage(
                items: items,
                total: try rows.first?.integer("total") ?? 0,
                page: filter.offset / filter.limit + 1,
                pageSize: filter.limit
            )
        }
    }

    /// Customers for a search box: those whose e-mail address or phone number is the query, then those that contain it.
    ///
    /// - Throws: ``RepositoryError``.
    public func searchCustomers(companyID: String, query: String, limit: Int = 50) async throws -> [Customer] {
        guard !ECMAScriptText.isBlank(query) else { return [] }
        let exact = try await customers(companyID: companyID, email: query, phone: query)
        var filter = CustomerFilter()
        filter.search = query
        filter.limit = limit
        let containing = try await customers(companyID: companyID, filter: filter).items.map(\.customer)
        let found = Set(exact.map(\.id))
        return Array((exact + containing.filter { !found.contains($0.id) }).prefix(limit))
    }

    /// The active customers that have one of these, those by e-mail first. A phone number without digits finds none.
    ///
    /// - Throws: ``RepositoryError``.
    public func customers(companyID: String, email: String?, phone: String?) async throws -> [Customer] {
        try await RepositoryError.wrapping("Failed to search customers") {
            let result = try await session.run(RepositoryStatements.customersByKeys, [companyID, email, phone])
            return try result.rows.map(Customer.init)
        }
    }

    /// Up to five active customers of this name, whatever its case.
    ///
    /// - Throws: ``RepositoryError``.
    public func customers(companyID: String, name: String) async throws -> [Customer] {
        try await RepositoryError.wrapping("Failed to search customers") {
            let result = try await session.run(
                RepositoryStatements.customersByName, [companyID, ECMAScriptText.trimmed(name)])
            return try result.rows.map(Customer.init)
        }
    }
}
