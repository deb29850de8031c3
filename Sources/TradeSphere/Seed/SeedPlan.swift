/// Everything that one seed puts into a database, as values: companies, users, customers and conversations.
///
/// A plan is a pure function of its three numbers, so a sender of traffic can know the rows without reading them.
public struct SeedPlan: Sendable {
    /// The tenants.
    public let companies: [SeedCompany]
    /// Their users, four each.
    public let users: [SeedUser]
    /// The rows of `customers`.
    public let customers: [SeedCustomer]
    /// The rows of "VC Usage".
    public let conversations: [SeedConversation]

    /// Monday 2025-01-06 08:00 UTC, in microseconds since 1970: the first instant of every seed.
    public static let epoch = 1_736_150_400_000_000

    /// - Parameters:
    ///   - customers: How many rows of `customers`.
    ///   - conversations: How many rows of "VC Usage".
    ///   - seed: Equal seeds give equal plans.
    public init(customers: Int, conversations: Int, seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        companies = Self.companies(&generator)
        users = Self.users(of: companies, &generator)
        self.customers = Self.customers(customers, users: users, &generator)
        var builder = SeedConversationBuilder(users: users, customers: self.customers, generator: generator)
        self.conversations = builder.build(conversations)
    }

    private static func companies(_ generator: inout SplitMix64) -> [SeedCompany] {
        SeedNames.companies.map { SeedCompany(id: generator.uuid(), name: $0) }
    }

    private static func users(of companies: [SeedCompany], _ generator: inout SplitMix64) -> [SeedUser] {
        let roles = ["owner", "manager", "technician", "technician"]
        var users: [SeedUser] = []
        for (companyIndex, company) in companies.enumerated() {
            for (roleIndex, role) in roles.enumerated() {
                let name = "\(generator.pick(SeedNames.given)) \(generator.pick(SeedNames.family))"
                users.append(
                    SeedUser(
                        id: generator.uuid(),
                        companyID: company.id,
                        email: "user\(roleIndex + 1)@company\(companyIndex + 1).example",
                        name: name,
                        role: role
                    )
                )
            }
        }
        return users
    }

    private static func customers(_ count: Int, users: [SeedUser], _ generator: inout SplitMix64) -> [SeedCustomer] {
        var customers: [SeedCustomer] = []
        var createdAt = epoch
        for index in 0..<count {
            let isSpecial = index < SeedNames.special.count
            let name =
                isSpecial
                ? SeedNames.special[index]
                : "\(generator.pick(SeedNames.given)) \(generator.pick(SeedNames.family))"
            // The special names share three users, so that the twins meet within one tenant.
            let user = isSpecial ? users[index % 3] : generator.pick(users)
            createdAt += generator.below(3_600_000_000)
            let (status, mergedInto) = status(of: user, isSpecial: isSpecial, among: customers, &generator)
            customers.append(
                SeedCustomer(
                    id: generator.uuid(),
                    companyID: user.companyID,
                    userID: user.id,
                    name: name,
                    email: email(index, &generator),
                    phone: phone(&generator),
                    address: address(&generator),
                    status: status,
                    mergedInto: mergedInto,
                    stage: generator.pick(["prospect", "prospect", "lead", "customer", "churned"]),
                    tags: generator.pick([[], [], ["commercial"], ["residential", "seasonal"]]),
                    createdAt: createdAt,
                    hasTies: SeedNames.ties.contains { ECMAScriptText.areIdentical($0, name) }
                )
            )
        }
        return customers
    }

    private static func status(
        of user: SeedUser,
        isSpecial: Bool,
        among customers: [SeedCustomer],
        _ generator: inout SplitMix64
    ) -> (status: String, mergedInto: String?) {
        let draw = generator.below(100)
        guard !isSpecial, draw < 5 else { return ("active", nil) }
        if draw < 2 { return ("deleted", nil) }
        if draw < 4 { return ("inactive", nil) }
        let targets = customers.filter { $0.companyID == user.companyID && $0.status == "active" }
        return targets.isEmpty ? ("active", nil) : ("merged", generator.pick(targets).id)
    }

    private static func email(_ index: Int, _ generator: inout SplitMix64) -> String? {
        switch generator.below(100) {
        case 0..<15: nil
        case 15..<20: ""
        case 20..<25: "Customer\(index)@Example.COM"
        default: "customer\(index)@example.com"
        }
    }

    private static func phone(_ generator: inout SplitMix64) -> String? {
        let number = 1000 + generator.below(9000)
        return switch generator.below(100) {
        case 0..<12: nil
        case 12..<16: ""
        case 16..<18: "n/a"
        case 18..<20: "TBD"
        case 20..<28: "(555) 010-0\(100 + number % 4)"  // a few numbers that several customers share
        case 28..<60: "(555) 012-\(number)"
        case 60..<80: "555-013-\(number)"
        default: "+1 555 014 \(number)"
        }
    }

    private static func address(_ generator: inout SplitMix64) -> String? {
        let number = 1 + generator.below(998)
        return switch generator.below(100) {
        case 0..<15: nil
        case 15..<20: ""
        case 20..<30: "\(number) Rue de l'\u{C9}glise"
        case 30..<35: "\(number) Oak \"Old Mill\" Road\nUnit 5\\6"
        default: "\(number) \(generator.pick(["Oak", "Elm", "Main", "Hill"])) Street"
        }
    }
}
