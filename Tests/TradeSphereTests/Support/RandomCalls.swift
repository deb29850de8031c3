import TradeSphere

/// Draws requests that clients may send: reads and updates of seeded rows, and all that can be wrong with them.
struct RandomCalls {
    private var generator: SplitMix64
    private let customers: [SeedCustomer]
    private let sessions: [SeedConversation]
    private let users: [SeedUser]
    /// Names that an update has given so far, with the user under whom they can be found.
    private var written: [(name: String, userID: String)] = []

    init(seed: UInt64, plan: SeedPlan) {
        generator = SplitMix64(seed: seed)
        let ties = Set(plan.customers.filter(\.hasTies).map(\.id))
        customers = plan.customers.filter { !$0.hasTies }
        sessions = plan.conversations.filter { row in row.customerID.map { !ties.contains($0) } ?? true }
        users = plan.users
    }

    mutating func next() -> FunctionCall {
        generator.chance(55) ? read() : write()
    }

    private mutating func read() -> FunctionCall {
        let customer = generator.pick(customers)
        var name = customer.name
        var userID = customer.userID
        if !written.isEmpty, generator.chance(50) {
            (name, userID) = generator.pick(written)
        }
        let session = generator.chance(20) ? "&session_id=\(generator.pick(sessions).sessionID)" : ""
        switch generator.below(20) {
        case 0: return .context(FunctionCall.encoded("Nobody \(generator.below(9))"), "user_id=\(userID)")
        case 1: return .context(FunctionCall.encoded(name), "tech_id=\(userID)")
        case 2: return .context(FunctionCall.encoded(name), "user_id=not-a-uuid\(session)")
        case 3:
            return .context(
                generator.pick(["%E0%A4%A", "%", "%zz", "%00", "", "customer-context"]), "user_id=\(userID)")
        case 4: return .context(FunctionCall.encoded(name).lowercased(), "user_id=\(userID.uppercased())\(session)")
        case 5: return .context(FunctionCall.encoded(name), "user_id=\(userID)&user_id=\(userID)")
        default: return .context(FunctionCall.encoded(name), "user_id=\(userID)\(session)")
        }
    }

    private mutating func write() -> FunctionCall {
        let row = generator.pick(sessions)
        let name = newName(row)
        if case .string(let text) = name { written.append((text, row.userID)) }
        var members: [(String, JSONValue)] = [
            ("sessionId", .string(row.sessionID)), ("customerName", name), ("userId", .string(row.userID)),
        ]
        switch generator.below(24) {
        case 0: members.remove(at: generator.below(3))
        case 1: members[2].1 = .string(generator.pick(users).id)
        case 2: members[0].1 = .string("session_unknown")
        case 3: members[2].1 = generator.pick([.string("7"), .number(7), .array([.string(row.userID)]), .object([])])
        case 4: members[0].1 = generator.pick([.number(12), .boolean(true), .string("a\u{0}b")])
        case 5: return .update(generator.pick(["", "{", "null", "[]", "5", "{\"a\":1,}", "no json"]))
        default: break
        }
        for field in ["customerEmail", "customerPhone", "customerAddress"] where generator.chance(60) {
            members.append((field, contact()))
        }
        return .update(members, dryRun: generator.chance(10))
    }

    private mutating func newName(_ row: SeedConversation) -> JSONValue {
        switch generator.below(16) {
        case 0: .string("   ")
        case 1: .string(" Bob Padded ")
        case 2: .string(String(repeating: "Wide \(generator.below(10)) ", count: 40))
        case 3: .string("")
        case 4: generator.pick([.number(5), .boolean(false), .null, .number(1e21), .array([.string("a"), .null])])
        case 5: .string("Jose\u{301} \u{1F642}")
        case 6...9: .string(row.customerName ?? "Named At Last")
        case 10...13: .string(generator.pick(customers).name)
        default: .string("New Name \(generator.below(30))")
        }
    }

    private mutating func contact() -> JSONValue {
        generator.pick([
            .string("new\(generator.below(50))@example.com"), .string("(555) 777-\(1000 + generator.below(9000))"),
            .string(""), .null, .string("n/a"), .string("  "), .number(123), .number(0.000001), .boolean(true),
            .string(String(repeating: "9", count: 300)), .string("x\u{0}y"), .object([.init("a", .number(1))]),
            .string("1 Rue de l'\u{C9}glise"), .string(String(repeating: "long ", count: 1000)),
        ])
    }
}
