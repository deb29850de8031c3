import PostgreSQL
import Testing
import TradeSphere

@Suite("The seed")
struct SeedTests {
    @Test("gives byte-identical tables for the same numbers")
    func sameSeed() async throws {
        let plan = SeedPlan(customers: 300, conversations: 1200, seed: 3)
        var dumps: [[String: String]] = []
        for timeZone in ["UTC", "Asia/Tokyo"] {
            let url = try await TestDatabases.shared.empty()
            try await TestDatabases.withPool("\(url)&options=-c%20timezone%3D\(timeZone)") { pool in
                try await Migrator(pool: pool).migrate()
                try await Seeder(pool: pool).write(plan)
            }
            dumps.append(try await TestDatabases.withPool(url) { pool in try await TableDump.all(pool) })
        }
        #expect(dumps[0].values.allSatisfy { !$0.isEmpty })
        #expect(dumps[0] == dumps[1])
    }

    @Test("gives other rows for another seed")
    func otherSeed() {
        let first = SeedPlan(customers: 50, conversations: 50, seed: 1)
        let second = SeedPlan(customers: 50, conversations: 50, seed: 2)
        #expect(first.users.map(\.id) != second.users.map(\.id))
        #expect(first.conversations.map(\.sessionID) != second.conversations.map(\.sessionID))
    }

    @Test("draws the published sequence of SplitMix64")
    func generator() {
        // The first outputs for seed 1234567, as in Rosetta Code's "Pseudo-random numbers/Splitmix64".
        var generator = SplitMix64(seed: 1_234_567)
        let expected: [UInt64] = [
            6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
            4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
        ]
        #expect(expected.map { _ in generator.next() } == expected)
    }

    @Test("has exactly as many rows as it was asked for", arguments: [(0, 0), (0, 5), (1, 3), (2, 8), (500, 5000)])
    func counts(customers: Int, conversations: Int) {
        let plan = SeedPlan(customers: customers, conversations: conversations, seed: 1)
        #expect(plan.customers.count == customers)
        // Without customers there is nobody to talk to; with only the ones with ties there are four rows each.
        let ties = min(customers, SeedNames.ties.count)
        #expect(plan.conversations.count == (customers > ties ? conversations : min(conversations, 4 * ties)))
    }

    @Test("numbers a user's rows without repetition, but for the customers with ties")
    func numbers() {
        let plan = SeedPlan(customers: 500, conversations: 5000, seed: 1)
        let ties = Set(plan.customers.filter(\.hasTies).map(\.id))
        #expect(ties.count == SeedNames.ties.count)
        let ordinary = plan.conversations.filter { row in row.customerID.map { !ties.contains($0) } ?? true }
        #expect(Set(ordinary.map { "\($0.userID) \($0.interactionNumber)" }).count == ordinary.count)
        for id in ties {
            let numbers = plan.conversations.filter { $0.customerID == id }.map(\.interactionNumber)
            #expect(numbers == [1, 2, 1, 2])
        }
    }

    @Test("holds every kind of row that has gone wrong somewhere")
    func kinds() {
        let plan = SeedPlan(customers: 500, conversations: 5000, seed: 1)
        let rows = plan.conversations
        let sessions = Dictionary(grouping: rows, by: \.sessionID)
        #expect(sessions.values.contains { $0.count == 1 })
        #expect(sessions.values.contains { $0.count > 1 })
        #expect(sessions.values.contains { Set($0.map(\.userID)).count > 1 })
        #expect(rows.contains { $0.customerID == nil && $0.customerName != nil })
        #expect(rows.contains { $0.customerName == nil })
        #expect(rows.contains { $0.aiResponse.allSatisfy(\.isWhitespace) })
        #expect(rows.contains { $0.customerEmail == nil && $0.customerName != nil })
        #expect(rows.contains { $0.customerEmail == "" })
        let phones = plan.customers.compactMap(\.phone)
        #expect(Set(phones).count < phones.count)
        #expect(Set(plan.customers.map(\.status)) == ["active", "inactive", "merged", "deleted"])
        let names = Set(plan.customers.map { Array($0.name.utf8) })
        #expect(SeedNames.special.allSatisfy { names.contains(Array($0.utf8)) })
    }

    @Test("refuses a database with rows, and replaces them when told to")
    func refusal() async throws {
        try await withSeededPool { pool in
            let plan = SeedPlan(customers: 5, conversations: 20, seed: 9)
            await #expect(throws: Seeder.NotEmptyError.self) { try await Seeder(pool: pool).write(plan) }
            try await Seeder(pool: pool).write(plan, replacing: true)
            let count = try await pool.query("SELECT count(*) AS count FROM \"VC Usage\"").rows[0].integer("count")
            #expect(count == 20)
        }
    }

    @Test("leaves the sequences behind its rows and the triggers at work")
    func afterwards() async throws {
        try await withSeededPool { pool in
            let user = TestDatabases.plan.users[0].id
            let row = try await pool.query(
                """
                INSERT INTO "VC Usage" (session_id, user_input, ai_response, interaction_number, customer_name, user_id)
                VALUES ('session_new', 'a', 'b', 1, 'Somebody Entirely New', \(user)) RETURNING id, customer_link_source
                """
            ).rows[0]
            #expect(try row.integer("id") == TestDatabases.plan.conversations.count + 1)
            #expect(try row.text("customer_link_source") == "auto_sync")
        }
    }
}
