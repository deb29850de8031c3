/// Which rows belong together because a request about one can change what a request about another finds: one session,
/// one name, one customer, and customers of one tenant that the database could take for each other.
struct CustomerGroups {
    /// The group of each row, by the row's place.
    let groupOfRow: [Int]
    /// The connection of each group.
    private let connections: [Int: Int]
    /// The names in use, by tenant.
    private var names: [String: [Name]] = [:]

    private struct Name {
        let trigrams: Set<[Unicode.Scalar]>
        let group: Int
    }

    /// - Parameters:
    ///   - data: The rows.
    ///   - connectionCount: Over how many connections the groups are spread: the largest first, each where there is least.
    init(_ data: TrafficData, connectionCount: Int) {
        var sets = DisjointSets()
        for customer in data.customers {
            let node = sets.node(.init("customer", customer.id))
            Self.join(
                node, company: customer.companyID, name: customer.name, email: customer.email, phone: customer.phone,
                &sets)
        }
        var nodes: [Int] = []
        for row in data.rows {
            let node = sets.node(.init("session", row.sessionID))
            nodes.append(node)
            if let customerID = row.customerID { sets.join(node, sets.node(.init("customer", customerID))) }
            Self.join(node, company: row.companyID, name: row.name, email: row.email, phone: row.phone, &sets)
        }
        Self.joinSimilarNames(data, &sets)
        groupOfRow = nodes.map { sets.root($0) }
        connections = Self.spread(groupOfRow, over: connectionCount)
        for (company, name, node) in Self.names(data, &sets) {
            names[company, default: []].append(Name(trigrams: MatchingKey.trigrams(name), group: sets.root(node)))
        }
    }

    /// The connection of a group.
    func connection(of group: Int) -> Int { connections[group] ?? 0 }

    /// Takes a new name into use, unless the database could take it for a name of another group.
    mutating func claim(_ name: String, companyID: String, group: Int) -> Bool {
        let trigrams = MatchingKey.trigrams(name)
        let known = names[companyID] ?? []
        let isForeign = known.contains {
            $0.group != group && MatchingKey.likeness($0.trigrams, trigrams) >= MatchingKey.likeness
        }
        guard !isForeign else { return false }
        names[companyID, default: []].append(Name(trigrams: trigrams, group: group))
        return true
    }

    private static func join(
        _ node: Int, company: String, name: String?, email: String?, phone: String?, _ sets: inout DisjointSets
    ) {
        let keys = [
            ("name", MatchingKey.name(name)), ("email", MatchingKey.email(email)), ("phone", MatchingKey.phone(phone)),
        ]
        for case (let sort, let text?) in keys { sets.join(node, sets.node(.init(sort, "\(company) \(text)"))) }
    }

    /// Each name of each tenant once, in the order of the data.
    private static func names(
        _ data: TrafficData, _ sets: inout DisjointSets
    ) -> [(company: String, name: String, node: Int)] {
        var seen: Set<Int> = []
        let all = data.customers.map { ($0.companyID, Optional($0.name)) } + data.rows.map { ($0.companyID, $0.name) }
        return all.compactMap { company, name in
            guard let key = MatchingKey.name(name) else { return nil }
            let node = sets.node(.init("name", "\(company) \(key)"))
            return seen.insert(node).inserted ? (company, key, node) : nil
        }
    }

    private static func joinSimilarNames(_ data: TrafficData, _ sets: inout DisjointSets) {
        let all = names(data, &sets).map { ($0.company, MatchingKey.trigrams($0.name), $0.node) }
        for (index, left) in all.enumerated() {
            for right in all[(index + 1)...] where left.0 == right.0 {
                if MatchingKey.likeness(left.1, right.1) >= MatchingKey.likeness { sets.join(left.2, right.2) }
            }
        }
    }

    private static func spread(_ groups: [Int], over count: Int) -> [Int: Int] {
        let sizes = Dictionary(grouping: groups, by: { $0 }).mapValues(\.count)
        var loads = [Int](repeating: 0, count: count)
        var result: [Int: Int] = [:]
        for (group, size) in sizes.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
            let lightest = loads.indices.min { (loads[$0], $0) < (loads[$1], $1) } ?? 0
            loads[lightest] += size
            result[group] = lightest
        }
        return result
    }
}
