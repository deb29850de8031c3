/// The rows that a plan is made from, in a fixed order.
public struct TrafficData: Sendable {
    /// Somebody who works for a tenant.
    struct User: Sendable {
        let id: String
        let companyID: String
    }

    /// A customer, with what it is recognised by.
    struct Customer: Sendable {
        let id: String
        let companyID: String
        let name: String
        let email: String?
        let phone: String?
        /// Deleted, or merged into another one.
        let isDeleted: Bool
    }

    let users: [User]
    let customers: [Customer]
    let rows: [ConversationWorld.Row]
}

extension TrafficData {
    /// The rows of a seed, without a database.
    public init(_ plan: SeedPlan) {
        users = plan.users.map { User(id: $0.id, companyID: $0.companyID) }
        customers = plan.customers.map { customer in
            Customer(
                id: customer.id, companyID: customer.companyID, name: customer.name, email: customer.email,
                phone: customer.phone, isDeleted: ["deleted", "merged"].contains(customer.status))
        }
        rows = plan.conversations.map { row in
            ConversationWorld.Row(
                id: row.id, sessionID: row.sessionID, userID: row.userID, companyID: row.companyID,
                userInput: row.userInput, aiResponse: row.aiResponse, number: row.interactionNumber,
                createdAt: "\(row.createdAt)", customerID: row.customerID, name: row.customerName,
                email: row.customerEmail, phone: row.customerPhone, address: row.customerAddress,
                isLinked: row.customerID != nil)
        }
    }
}
