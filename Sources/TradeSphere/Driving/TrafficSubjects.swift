/// What requests can be about.
struct TrafficSubjects {
    /// A session and one of the users who have rows in it.
    struct Holding {
        let sessionID: String
        let userID: String
        let companyID: String
        /// The place of the user's first row.
        let row: Int
    }

    /// Linked sessions of one row.
    var singles: [Holding] = []
    /// Sessions of several rows with a link.
    var several: [Holding] = []
    /// Sessions with rows of the user's that are not linked at the start.
    var unlinked: [Holding] = []
    /// Rows of linked customers.
    let linkedRows: [Int]
    /// The places of the rows by their keys.
    let places: [Int: Int]
    /// Customers that the repository no longer finds.
    let deletedCustomers: Set<String>

    init(_ data: TrafficData) {
        let bySession = Dictionary(grouping: data.rows.indices) { ExactText(data.rows[$0].sessionID) }
        var seen: Set<ExactText> = []
        for (index, row) in data.rows.enumerated() where !row.userID.isEmpty && !row.companyID.isEmpty {
            guard seen.insert(ExactText("\(row.userID) \(row.sessionID)")).inserted else { continue }
            let rows = (bySession[ExactText(row.sessionID)] ?? []).map { data.rows[$0] }
            let own = rows.filter { $0.userID == row.userID }
            let holding = Holding(
                sessionID: row.sessionID, userID: row.userID, companyID: row.companyID, row: index)
            if own.contains(where: { !$0.isLinked }) {
                unlinked.append(holding)
            } else if rows.count == 1 {
                singles.append(holding)
            } else {
                several.append(holding)
            }
        }
        deletedCustomers = Set(data.customers.filter(\.isDeleted).map(\.id))
        places = Dictionary(data.rows.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
        linkedRows = data.rows.indices.filter { data.rows[$0].customerID != nil }
    }
}
