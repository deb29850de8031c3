/// The rows of "VC Usage" on one side, as far as the sender knows them: what was there, and what the requests so far did.
struct ConversationWorld {
    /// A row.
    struct Row: Sendable {
        let id: Int
        let sessionID: String
        let userID: String
        let companyID: String
        let userInput: String
        let aiResponse: String
        let number: Int
        /// As the functions write it.
        let createdAt: String?
        /// The customer that it was linked to at the start.
        let customerID: String?
        var name: String?
        var email: String?
        var phone: String?
        var address: String?
        /// Whether it is linked to any customer by now.
        var isLinked: Bool
    }

    private(set) var rows: [Row]
    private let bySession: [ExactText: [Int]]
    private let byUser: [String: [Int]]
    private let byCustomer: [String: [Int]]

    init(_ rows: [Row]) {
        self.rows = rows
        bySession = Dictionary(grouping: rows.indices) { ExactText(rows[$0].sessionID) }
        byUser = Dictionary(grouping: rows.indices) { rows[$0].userID }
        byCustomer = Dictionary(grouping: rows.indices.filter { rows[$0].customerID != nil }) {
            rows[$0].customerID ?? ""
        }
    }

    /// The rows of a session, whoever's they are.
    func session(_ id: String) -> [Row] {
        (bySession[ExactText(id)] ?? []).map { rows[$0] }
    }

    /// What a read finds: the rows with the two highest numbers, the highest first.
    ///
    /// - Returns: `nil` where equal numbers leave it to the database which rows come, and in which order.
    func recent(name: String, userID: String) -> [Row]? {
        let found = (byUser[userID] ?? []).map { rows[$0] }
            .filter { row in row.name.map { ECMAScriptText.areIdentical($0, name) } ?? false }
            .sorted { $0.number > $1.number }
            .prefix(3)
        let numbers = found.map(\.number)
        guard Set(numbers).count == numbers.count else { return nil }
        return Array(found.prefix(2))
    }

    /// What the guide's read by customer finds.
    ///
    /// - Returns: `nil` where the sender cannot know: equal numbers leave the choice to the database, and the database may
    ///   have linked further rows to a customer that has fewer than two.
    func history(customerID: String, sessionID: String?) -> [Row]? {
        let all = (byCustomer[customerID] ?? []).map { rows[$0] }
        var found = all.sorted { $0.number > $1.number }
        if let sessionID {
            let inSession = session(sessionID)
            guard inSession.allSatisfy({ $0.customerID != nil }) else { return nil }
            found = found.filter { ECMAScriptText.areIdentical($0.sessionID, sessionID) }
        } else if all.count < 2 {
            return nil
        }
        let numbers = found.prefix(3).map(\.number)
        guard Set(numbers).count == numbers.count else { return nil }
        return Array(found.prefix(2))
    }

    /// Legacy's write: the session's rows of that user take what is given, and lose what is not. The database links a row
    /// that has a name from then on and no customer yet.
    mutating func update(_ request: UpdateQuestion) {
        for index in bySession[ExactText(request.sessionID)] ?? [] where rows[index].userID == request.userID {
            rows[index].name = request.name
            rows[index].address = request.address
            rows[index].email = request.email
            rows[index].phone = request.phone
            if MatchingKey.name(request.name) != nil { rows[index].isLinked = true }
        }
    }
}
