/// What a customer is made of.
public struct NewCustomer: Sendable {
    /// The name; not blank.
    public var name: String
    /// The e-mail address.
    public var email: String?
    /// The phone number.
    public var phone: String?
    /// The postal address.
    public var address: String?
    /// The company's UUID.
    public var companyID: String
    /// The UUID of the company's user who makes it.
    public var userID: String
    /// Where the customer came from.
    public var source: String

    /// - Parameters:
    ///   - name: The name; not blank.
    ///   - email: The e-mail address.
    ///   - phone: The phone number.
    ///   - address: The postal address.
    ///   - companyID: The company's UUID.
    ///   - userID: The UUID of the company's user who makes it.
    ///   - source: Where the customer came from.
    public init(
        name: String,
        email: String? = nil,
        phone: String? = nil,
        address: String? = nil,
        companyID: String,
        userID: String,
        source: String = "manual"
    ) {
        self.name = name
        self.email = email
        self.phone = phone
        self.address = address
        self.companyID = companyID
        self.userID = userID
        self.source = source
    }
}
