/// How many of the sent requests differ at one place, and why.
public struct TrafficExpectation: Sendable, Equatable {
    /// The group of requests, see ``PlannedRequest/route``.
    public let route: String
    /// The place and how it differs.
    public let difference: ExpectedDifference
    /// In how many exchanges.
    public let count: Int
    /// The traps that explain it, by number.
    public let traps: [Trap]

    private struct Key: Hashable {
        let route: String
        let difference: ExpectedDifference
    }

    /// What the guide's code as written shows for these requests, by route and place.
    public static func list(of requests: some Sequence<PlannedRequest>) -> [TrafficExpectation] {
        var counts: [Key: (count: Int, traps: Set<Trap>)] = [:]
        for request in requests {
            for difference in request.differences {
                let key = Key(route: request.route, difference: difference)
                var entry = counts[key] ?? (0, [])
                entry.count += 1
                entry.traps.insert(Trap.explaining(difference, of: request))
                counts[key] = entry
            }
        }
        return counts.map { key, entry in
            TrafficExpectation(
                route: key.route, difference: key.difference, count: entry.count,
                traps: entry.traps.sorted { $0.rawValue < $1.rawValue })
        }.sorted { left, right in
            (left.route, left.difference.at, left.difference.kind.rawValue)
                < (right.route, right.difference.at, right.difference.kind.rawValue)
        }
    }
}

extension Trap {
    /// The trap behind a difference between legacy's answer and that of the guide's code.
    static func explaining(_ difference: ExpectedDifference, of request: PlannedRequest) -> Trap {
        switch request.kind {
        case .contextMalformedCustomer: return .malformedCustomerID
        case .updateForeignUser where request.asWritten.status == 200: return .foreignUser
        case let kind where !kind.isContext:
            switch request.asWritten.status {
            case 502: return .updateReturnsNothing
            default: return request.saysNotFound ? .deletedLink : .updatesPassedAsCompany
            }
        default: break
        }
        let place = difference.at
        if place.hasPrefix("/headers/access-control") { return .crossOriginHeadersMissing }
        if place.hasPrefix("/headers/") { return .functionHeadersMissing }
        switch request.kind {
        case .contextLinkedWithoutUser: return .customerIDWithoutUser
        case .contextLinkedMalformedName: return .nameNotDecoded
        default: break
        }
        guard place.hasPrefix("/body/conversationHistory/*") else { return .contextWithoutDetails }
        switch place.split(separator: "/").last {
        case "id", "source": return .identifiersDropped
        case "interactionNumber", "sessionId", "timestamp", "interaction_number", "session_id", "created_at":
            return .snakeCaseNames
        default: return .rawRows
        }
    }
}

extension PlannedRequest {
    /// Whether the guide's code does not find the customer.
    fileprivate var saysNotFound: Bool {
        guard case .string(let details)? = asWritten.body?["details"] else { return false }
        return details.hasPrefix("Customer not found")
    }
}
