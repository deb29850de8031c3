/// Lays out the sessions of a seed in the order of time.
///
/// A user's rows are numbered through all sessions and customers of that user. So no two rows of one user share a
/// number, and no rename within a user can make legacy's order arbitrary. The customers of ``SeedNames/ties`` are the
/// exception.
struct SeedConversationBuilder {
    private let users: [SeedUser]
    private let customers: [SeedCustomer]
    private var generator: SplitMix64
    private var lastNumbers: [String: Int] = [:]
    private var now = SeedPlan.epoch
    private var rows: [SeedConversation] = []
    /// The last session of a customer without ties; now and then the next one goes on in it.
    private var previousSession: String?

    init(users: [SeedUser], customers: [SeedCustomer], generator: SplitMix64) {
        self.users = users
        self.customers = customers
        self.generator = generator
    }

    /// - Parameter count: How many rows; the last session is cut where it would exceed them.
    mutating func build(_ count: Int) -> [SeedConversation] {
        guard !customers.isEmpty else { return [] }
        let ordinary = customers.filter { !$0.hasTies }
        for customer in customers where customer.hasTies {
            appendSession(of: customer, numbers: [1, 2], kind: .linked)
            appendSession(of: customer, numbers: [1, 2], kind: .linked)
        }
        var index = 0
        while rows.count < count, !ordinary.isEmpty {
            // Everybody gets a linked session first; after that who comes back is drawn.
            let isFirst = index < ordinary.count
            let customer = isFirst ? ordinary[index] : generator.pick(ordinary)
            let length = generator.chance(40) ? 1 : 2 + generator.below(5)
            appendSession(of: customer, length: length, kind: isFirst ? .linked : kind())
            index += 1
        }
        return Array(rows.prefix(count))
    }

    private enum Kind {
        case linked, orphaned, unnamed
    }

    private mutating func kind() -> Kind {
        switch generator.below(100) {
        case 0..<12: .orphaned
        case 12..<18: .unnamed
        default: .linked
        }
    }

    private mutating func appendSession(of customer: SeedCustomer, length: Int, kind: Kind) {
        let colleagues = users.filter { $0.companyID == customer.companyID }
        let userID = generator.chance(85) ? customer.userID : generator.pick(colleagues).id
        let sharedSession = generator.chance(2) ? previousSession : nil
        let first = lastNumbers[userID, default: 0] + 1
        lastNumbers[userID] = first + length - 1
        appendSession(
            of: customer, userID: userID, sessionID: sharedSession, numbers: Array(first..<first + length), kind: kind)
        previousSession = rows.last?.sessionID
    }

    private mutating func appendSession(of customer: SeedCustomer, numbers: [Int], kind: Kind) {
        appendSession(of: customer, userID: customer.userID, sessionID: nil, numbers: numbers, kind: kind)
    }

    private mutating func appendSession(
        of customer: SeedCustomer,
        userID: String,
        sessionID: String?,
        numbers: [Int],
        kind: Kind
    ) {
        now += 60_000_000 + generator.below(1_800_000_000)
        let session = sessionID ?? "session_\(now / 1000)_\(generator.uuid().prefix(8))"
        // The contact fields are what was known when the session was held.
        let knows = (email: generator.chance(80), phone: generator.chance(80), address: generator.chance(70))
        for number in numbers {
            now += 1_000_000 * (1 + generator.below(90))
            let named = kind != .unnamed
            rows.append(
                SeedConversation(
                    id: rows.count + 1,
                    sessionID: session,
                    userInput: text(from: SeedNames.questions, blankPercentage: 3),
                    aiResponse: text(from: SeedNames.answers, blankPercentage: 8),
                    interactionNumber: number,
                    summary: generator.chance(30) ? "Asked for a quote." : nil,
                    customerName: named ? customer.name : nil,
                    customerEmail: named && knows.email ? customer.email : nil,
                    customerPhone: named && knows.phone ? customer.phone : nil,
                    customerAddress: named && knows.address ? customer.address : nil,
                    companyID: customer.companyID,
                    userID: userID,
                    customerID: kind == .linked ? customer.id : nil,
                    viewCount: generator.chance(70) ? 0 : generator.below(40),
                    createdAt: now / 1_000_000 * 1_000_000 + generator.pick([0, 120_000, 500_000, 123_456, 7])
                )
            )
        }
    }

    private mutating func text(from texts: [String], blankPercentage: Int) -> String {
        generator.chance(blankPercentage) ? generator.pick(SeedNames.blanks) : generator.pick(texts)
    }
}
