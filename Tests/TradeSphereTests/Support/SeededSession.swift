import TradeSphere

/// A session of ``TestDatabases/plan``, with what tests choose by.
struct SeededSession: Sendable {
    let id: String
    let userID: String
    let companyID: String
    let customerID: String?
    let customerName: String
    /// The customer's own number.
    let customerPhone: String?
    let rows: Int
    /// Whether more than one user or customer has rows in it.
    let isShared: Bool
    let isActive: Bool

    /// The first session that fits; those without a name and those of customers with ties never do.
    static func first(where fits: (SeededSession) -> Bool) -> SeededSession? {
        let plan = TestDatabases.plan
        let customers = Dictionary(plan.customers.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let bySession = Dictionary(grouping: plan.conversations, by: \.sessionID)
        for row in plan.conversations {
            guard let rows = bySession[row.sessionID], let name = row.customerName else { continue }
            let customer = row.customerID.flatMap { customers[$0] }
            if customer?.hasTies == true { continue }
            let session = SeededSession(
                id: row.sessionID, userID: row.userID, companyID: row.companyID, customerID: row.customerID,
                customerName: name, customerPhone: customer?.phone, rows: rows.count,
                isShared: Set(rows.map { "\($0.userID) \($0.customerID ?? "") \($0.customerName ?? "")" }).count > 1,
                isActive: customer?.status == "active")
            if fits(session) { return session }
        }
        return nil
    }

    /// The body of an update of this session.
    func update(name: String, _ more: [(String, JSONValue)] = []) -> String {
        let members: [(String, JSONValue)] =
            [("sessionId", .string(id)), ("customerName", .string(name)), ("userId", .string(userID))] + more
        return JSONValue.object(members.map(JSONValue.Member.init)).serialized
    }
}
