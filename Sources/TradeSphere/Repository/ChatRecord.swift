import PostgreSQL

/// What a chat session knows about a customer.
public struct ChatRecord: Sendable {
    /// The session.
    public let sessionID: String
    /// The user's UUID.
    public let userID: String
    /// The company's UUID.
    public let companyID: String
    /// The name.
    public let customerName: String
    /// The e-mail address.
    public let email: String?
    /// The phone number.
    public let phone: String?
    /// The postal address.
    public let address: String?

    /// - Parameters:
    ///   - sessionID: The session.
    ///   - userID: The user's UUID.
    ///   - companyID: The company's UUID.
    ///   - customerName: The name.
    ///   - email: The e-mail address.
    ///   - phone: The phone number.
    ///   - address: The postal address.
    public init(
        sessionID: String,
        userID: String,
        companyID: String,
        customerName: String,
        email: String? = nil,
        phone: String? = nil,
        address: String? = nil
    ) {
        self.sessionID = sessionID
        self.userID = userID
        self.companyID = companyID
        self.customerName = customerName
        self.email = email
        self.phone = phone
        self.address = address
    }

    init(_ row: PostgresRow) throws {
        self.init(
            sessionID: try row.text("session_id"),
            userID: try row.text("user_id"),
            companyID: try row.text("company_id"),
            customerName: try row.text("customer_name"),
            email: try row.optionalText("customer_email"),
            phone: try row.optionalText("customer_phone"),
            address: try row.optionalText("customer_address")
        )
    }
}
