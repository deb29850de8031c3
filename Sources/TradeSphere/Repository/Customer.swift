import PostgreSQL

/// A row of `customers`.
public struct Customer: Sendable, Equatable {
    /// The UUID.
    public let id: String
    /// The tenant's UUID.
    public let companyID: String
    /// The name.
    public let name: String
    /// The e-mail address.
    public let email: String?
    /// The phone number as it was given.
    public let phone: String?
    /// The postal address.
    public let address: String?
    /// Free text.
    public let notes: String?
    /// `active`, `inactive`, `merged` or `deleted`.
    public let status: String
    /// `prospect`, `lead`, `customer` or `churned`.
    public let stage: String
    /// The tags, in their order.
    public let tags: [String]
    /// Where the customer came from.
    public let source: String?
    /// RFC 3339 with microseconds as far as there are any.
    public let createdAt: String

    /// - Throws: `PostgresError` for a row without the columns of ``RepositoryStatements/customerColumns``.
    init(_ row: PostgresRow) throws {
        id = try row.text("id")
        companyID = try row.text("company_id")
        name = try row.text("customer_name")
        email = try row.optionalText("email")
        phone = try row.optionalText("phone")
        address = try row.optionalText("address")
        notes = try row.optionalText("notes")
        status = try row.text("status")
        stage = try row.text("lifecycle_stage")
        tags = try Self.texts(row.text("tags"))
        source = try row.optionalText("source")
        createdAt = try row.text("created_at")
    }

    /// The elements of a JSON array of strings.
    static func texts(_ json: String) throws -> [String] {
        guard case .array(let elements) = try JSONParser.parse(json) else { return [] }
        return elements.map(\.stringified)
    }
}
