/// A tenant.
public struct SeedCompany: Sendable {
    /// Its UUID.
    public let id: String
    /// Its name.
    public let name: String
}

/// Somebody who works for a tenant.
public struct SeedUser: Sendable {
    /// The user's UUID.
    public let id: String
    /// The UUID of the tenant.
    public let companyID: String
    /// The address, which also works as a rollout key.
    public let email: String
    /// The name.
    public let name: String
    /// `owner`, `manager` or `technician`.
    public let role: String
}

/// A row of `customers`.
public struct SeedCustomer: Sendable {
    /// The customer's UUID.
    public let id: String
    /// The UUID of the tenant.
    public let companyID: String
    /// The UUID of the user who created the row and holds most of its conversations.
    public let userID: String
    /// The name, exactly as the conversations carry it.
    public let name: String
    /// Missing, blank, or an address.
    public let email: String?
    /// Missing, blank, a number in one of several notations, or none at all ("n/a").
    public let phone: String?
    /// Missing, blank, or a postal address.
    public let address: String?
    /// `active`, `inactive`, `merged` or `deleted`.
    public let status: String
    /// The customer that a merged one went into.
    public let mergedInto: String?
    /// `prospect`, `lead`, `customer` or `churned`.
    public let stage: String
    /// Tags in their order.
    public let tags: [String]
    /// Microseconds since 1970.
    public let createdAt: Int
    /// Whether legacy's own order of this customer's conversations is arbitrary, see ``SeedNames/ties``.
    public let hasTies: Bool
}

/// A row of "VC Usage".
public struct SeedConversation: Sendable {
    /// The primary key, from 1.
    public let id: Int
    /// The session it belongs to; a session can hold rows of two users.
    public let sessionID: String
    /// What the user said; may be blank.
    public let userInput: String
    /// What was answered; may be blank.
    public let aiResponse: String
    /// A number that no other row of this user has, but for the customers with ties.
    public let interactionNumber: Int
    /// A summary, or none.
    public let summary: String?
    /// The customer's name at the time, or none.
    public let customerName: String?
    /// The contact fields at the time: missing, blank or filled.
    public let customerEmail: String?
    /// See ``customerEmail``.
    public let customerPhone: String?
    /// See ``customerEmail``.
    public let customerAddress: String?
    /// The UUID of the tenant.
    public let companyID: String
    /// The UUID of the user.
    public let userID: String
    /// The linked customer; `nil` for an orphan.
    public let customerID: String?
    /// How often it was viewed.
    public let viewCount: Int
    /// Microseconds since 1970.
    public let createdAt: Int
}
