import PostgreSQL
import Testing
import TradeSphere

@Suite("The repository and the sync service")
struct CustomerServiceTests {
    private static let plan = TestDatabases.plan
    private static let owner = plan.users[0]
    private static let stranger = plan.users[plan.users.count - 1]

    private static func withServices(
        _ body: (CustomerRepository, CustomerSyncService, PostgresPool) async throws -> Void
    ) async throws {
        try await withSeededPool { pool in
            let database = Database(pool: pool)
            try await body(CustomerRepository(database: database), CustomerSyncService(database: database), pool)
        }
    }

    private static func newCustomer(_ name: String, email: String? = nil, phone: String? = nil) -> NewCustomer {
        NewCustomer(name: name, email: email, phone: phone, companyID: owner.companyID, userID: owner.id)
    }

    @Test("pages hold every visible customer of the company once")
    func paging() async throws {
        try await Self.withServices { repository, _, _ in
            let expected = Self.plan.customers.filter {
                $0.companyID == Self.owner.companyID && $0.status != "deleted" && $0.status != "merged"
            }
            var filter = CustomerFilter()
            filter.limit = 7
            filter.order = .lastInteraction
            var ids: [String] = []
            var page = try await repository.customers(companyID: Self.owner.companyID, filter: filter)
            ids += page.items.map(\.customer.id)
            while page.hasMore, filter.offset < 1000 {
                filter.offset += filter.limit
                page = try await repository.customers(companyID: Self.owner.companyID, filter: filter)
                #expect(page.page == filter.offset / 7 + 1)
                ids += page.items.map(\.customer.id)
            }
            #expect(page.total == expected.count)
            #expect(ids.count == expected.count)
            #expect(Set(ids) == Set(expected.map(\.id)))
        }
    }

    @Test("a list is sorted as it was asked for", arguments: CustomerFilter.Order.allCases, [true, false])
    func sorting(order: CustomerFilter.Order, isDescending: Bool) async throws {
        try await Self.withServices { repository, _, _ in
            var filter = CustomerFilter()
            filter.order = order
            filter.isDescending = isDescending
            let items = try await repository.customers(companyID: Self.owner.companyID, filter: filter).items
            let keys = items.map { item -> [UInt8] in
                switch order {
                case .createdAt: Array(item.customer.createdAt.utf8)
                case .name: Array(item.customer.name.utf8)
                case .lastInteraction: Array((item.lastInteractionAt ?? "").utf8)
                }
            }
            let sorted = keys.sorted { $0.lexicographicallyPrecedes($1) }
            #expect(keys.count > 5)
            #expect(keys == (isDescending ? sorted.reversed() : sorted))
        }
    }

    @Test(
        "a search takes percent, underscore, comma and backslash literally", arguments: ["%", "_", ",", "\\", "100% g"])
    func literalSearch(query: String) async throws {
        try await Self.withServices { repository, _, _ in
            let fitting = Self.plan.customers.filter { customer in
                customer.companyID == Self.owner.companyID && customer.status == "active"
                    && [customer.name, customer.email, customer.phone, customer.address].contains { field in
                        field?.lowercased().contains(query) == true
                    }
            }
            let found = try await repository.searchCustomers(companyID: Self.owner.companyID, query: query)
            #expect(Set(found.map(\.id)) == Set(fitting.map(\.id)))
        }
    }

    @Test("tags are any of those given")
    func anyTag() async throws {
        try await Self.withServices { repository, _, _ in
            var filter = CustomerFilter()
            filter.tags = ["commercial", "seasonal"]
            let items = try await repository.customers(companyID: Self.owner.companyID, filter: filter).items
            let tags = Set(items.map(\.customer.tags))
            #expect(tags == [["commercial"], ["residential", "seasonal"]])
        }
    }

    @Test("a customer is made of trimmed values, once")
    func creation() async throws {
        try await Self.withServices { repository, _, _ in
            let customer = try await repository.createCustomer(
                Self.newCustomer(" Ann Able ", email: " ANN@new.example", phone: "(999) 1"))
            #expect(customer.name == "Ann Able")
            #expect(customer.email == "ANN@new.example")
            #expect(customer.source == "manual")
            for (email, phone) in [("ann@NEW.example ", nil), (nil, "999-1")] as [(String?, String?)] {
                let error = await #expect(throws: DuplicateError.self) {
                    try await repository.createCustomer(Self.newCustomer("Other", email: email, phone: phone))
                }
                #expect(error?.duplicates.map(\.id) == [customer.id])
            }
            // A number without digits is no duplicate of another one (trap 30).
            _ = try await repository.createCustomer(Self.newCustomer("No Phone", phone: "unknown"))
            _ = try await repository.createCustomer(Self.newCustomer("No Phone Either", phone: "unknown"))
        }
    }

    @Test("a blank name and a foreign creator are refused")
    func validation() async throws {
        try await Self.withServices { repository, _, _ in
            var foreign = Self.newCustomer("Ann")
            foreign.userID = Self.stranger.id
            for customer in [Self.newCustomer(" \u{A0}"), foreign] {
                await #expect(throws: ValidationError.self) { try await repository.createCustomer(customer) }
            }
            var filter = CustomerFilter()
            filter.limit = 0
            await #expect(throws: ValidationError.self) {
                try await repository.customers(companyID: Self.owner.companyID, filter: filter)
            }
        }
    }

    @Test("deletion and restoration stay within the company")
    func deletion() async throws {
        try await Self.withServices { repository, _, _ in
            let customer = try await repository.createCustomer(Self.newCustomer("Ann Able"))
            let company = customer.companyID
            await #expect(throws: NotFoundError.self) {
                try await repository.softDeleteCustomer(id: customer.id, companyID: Self.stranger.companyID)
            }
            try await repository.softDeleteCustomer(id: customer.id, companyID: company)
            await #expect(throws: NotFoundError.self) {
                try await repository.customer(id: customer.id, companyID: company)
            }
            await #expect(throws: NotFoundError.self) {
                try await repository.restoreCustomer(id: customer.id, companyID: Self.stranger.companyID)
            }
            try await repository.restoreCustomer(id: customer.id, companyID: company)
            #expect(try await repository.customer(id: customer.id, companyID: company) == customer)
        }
    }

    @Test("a malformed id is an error with its cause")
    func cause() async throws {
        try await Self.withServices { repository, _, _ in
            let error = await #expect(throws: RepositoryError.self) {
                try await repository.customer(id: "zz", companyID: Self.owner.companyID)
            }
            #expect(error?.description == "Failed to fetch customer")
            #expect((error?.cause as? PostgresError)?.sqlState == "22P02")
        }
    }

    @Test("a chat finds its customer by e-mail, then phone, then name, and fills only what is empty")
    func chat() async throws {
        try await Self.withServices { repository, sync, _ in
            let ann = try await repository.createCustomer(Self.newCustomer("Ann Able", email: "ann@new.example"))
            let bob = try await repository.createCustomer(Self.newCustomer("Bob Brown", phone: "(999) 1"))
            func record(_ name: String, email: String? = nil, phone: String? = nil) -> ChatRecord {
                ChatRecord(
                    sessionID: "session_none", userID: Self.owner.id, companyID: Self.owner.companyID,
                    customerName: name, email: email, phone: phone)
            }
            let byEmail = await sync.syncFromChat(record("Bob Brown", email: "ANN@new.example", phone: "999-1"))
            #expect(byEmail.matchedBy == .email && byEmail.confidence == 100 && byEmail.customer?.id == ann.id)
            #expect(byEmail.action == .updated)
            #expect(byEmail.customer?.name == "Ann Able")
            #expect(byEmail.customer?.phone == "999-1")
            let byPhone = await sync.syncFromChat(record("Somebody", phone: "9991"))
            #expect(byPhone.matchedBy == .phone && byPhone.confidence == 90 && byPhone.action == .foundExisting)
            let byName = await sync.syncFromChat(record(" BOB brown"))
            #expect(byName.matchedBy == .name && byName.confidence == 80 && byName.customer?.id == bob.id)
            let created = await sync.syncFromChat(record("Cyd Chase"))
            #expect(created.action == .created && created.confidence == 100 && created.customer?.source == "chat")
            let failed = await sync.syncFromChat(record("  "))
            #expect(failed.action == .error && failed.error is ValidationError)
        }
    }

    @Test("orphans all get a customer, and nobody gets two")
    func orphans() async throws {
        try await Self.withServices { _, sync, pool in
            let company = Self.owner.companyID
            let orphans = try await sync.orphanedSessions(companyID: company)
            #expect(orphans.count > 3)
            let before = try await pool.query("SELECT count(*) AS count FROM customers").rows[0].integer("count")
            #expect(try await sync.syncOrphaned(companyID: company) == orphans.count)
            #expect(try await sync.orphanedSessions(companyID: company).isEmpty)
            // The seed's orphans all bear the names of customers that are there.
            let names = Set(Self.plan.customers.filter { $0.status == "active" }.map { $0.name.lowercased() })
            let unknown = Set(orphans.map { $0.customerName.lowercased() }).subtracting(names)
            let after = try await pool.query("SELECT count(*) AS count FROM customers").rows[0].integer("count")
            #expect(after - before <= unknown.count)
        }
    }

    @Test("a link stays within the company (trap 50)")
    func linkWithinCompany() async throws {
        try await Self.withServices { _, sync, _ in
            let orphan = try #require(SeededSession.first { $0.customerID == nil && !$0.isShared })
            let foreign = try #require(
                Self.plan.customers.first { $0.companyID != orphan.companyID && $0.status == "active" })
            let own = try #require(
                Self.plan.customers.first { $0.companyID == orphan.companyID && $0.status == "active" })
            for company in [foreign.companyID, orphan.companyID] {
                #expect(try await sync.link(customerID: foreign.id, sessionID: orphan.id, companyID: company) == 0)
            }
            #expect(
                try await sync.link(customerID: own.id, sessionID: orphan.id, companyID: own.companyID) == orphan.rows)
        }
    }
}
