import PostgreSQL
import Synchronization
import Testing
import TradeSphere

@Suite("What an update does beside its answer")
struct SideEffectTests {
    @Test(
        "a dry run answers as the real run would and leaves no trace",
        arguments: [
            .legacy, .repository, .repositoryAsWritten(repaired: [.updatesPassedAsCompany, .updateReturnsNothing]),
        ]
            as [Implementation]
    )
    func dryRun(implementation: Implementation) async throws {
        try await withSeededPool { pool in
            let bench = FunctionBench(implementation, pool: pool)
            let before = try await TableDump.all(pool)
            let linked = try #require(SeededSession.first { $0.customerID != nil && !$0.isShared && $0.rows == 1 })
            let orphaned = try #require(SeededSession.first { $0.customerID == nil && !$0.isShared })
            for session in [linked, orphaned] {
                let body = session.update(name: "Dry Run")
                let dry = try await bench.update(body, dryRun: true)
                #expect(dry?.status == 200)
                #expect(try await TableDump.all(pool) == before)
                let real = try await bench.update(body)
                #expect(dry == real)
                #expect(try await TableDump.all(pool) != before)
                try await Seeder(pool: pool).write(TestDatabases.plan, replacing: true)
            }
        }
    }

    @Test("a dry run of an update that fails answers its failure and leaves no trace")
    func failingDryRun() async throws {
        try await withSeededPool { pool in
            let bench = FunctionBench(.repository, pool: pool)
            let before = try await TableDump.all(pool)
            let orphaned = try #require(SeededSession.first { $0.customerID == nil && !$0.isShared })
            let answer = try await bench.update(
                orphaned.update(name: String(repeating: "w", count: 300)), dryRun: true)
            #expect(answer?.status == 500)
            #expect(answer?.text.contains("value too long for type character varying(255)") == true)
            #expect(try await TableDump.all(pool) == before)
        }
    }

    @Test("only an unmistakable true is a dry run", arguments: ["?0", "1", "true", ""])
    func notADryRun(value: String) {
        let event = FunctionEvent(path: "/", httpMethod: "POST", headers: [HeaderField("parallax-dry-run", value)])
        #expect(!event.isDryRun)
    }

    @Test("the repository changes the linked customer too, and legacy does not")
    func customerRow() async throws {
        let session = try #require(
            SeededSession.first { $0.customerID != nil && !$0.isShared && $0.isActive && $0.customerPhone != nil })
        for (implementation, expected) in [(Implementation.legacy, false), (.repository, true)] {
            try await withSeededPool { pool in
                let bench = FunctionBench(implementation, pool: pool)
                #expect(try await bench.update(session.update(name: " Renamed Customer "))?.status == 200)
                let customer = try await pool.query(
                    "SELECT customer_name, phone FROM customers WHERE id = \(session.customerID)"
                ).rows[0]
                #expect((try customer.text("customer_name") == "Renamed Customer") == expected)
                // What the request leaves out stays with the customer (trap 42).
                #expect(try customer.optionalText("phone") == session.customerPhone)
            }
        }
    }

    @Test("the repository leaves a customer alone that is deleted, and answers as legacy does (trap 13)")
    func deletedCustomer() async throws {
        try await withSeededPool { pool in
            let session = try #require(SeededSession.first { $0.customerID != nil && !$0.isShared && $0.isActive })
            try await pool.query("UPDATE customers SET deleted_at = now() WHERE id = \(session.customerID)")
            let bench = FunctionBench(.repository, pool: pool)
            #expect(try await bench.update(session.update(name: "After The End"))?.status == 200)
            let name = try await pool.query("SELECT customer_name FROM customers WHERE id = \(session.customerID)")
            #expect(try name.rows[0].text("customer_name") == session.customerName)
            let read = try await bench.context("After%20The%20End", "user_id=\(session.userID)")
            #expect(read?.header("X-Records-Found") != "0")
        }
    }

    @Test("a wide name is kept by a linked conversation and refused for an unlinked one (trap 20)")
    func wideName() async throws {
        let name = String(repeating: "w", count: 300)
        for implementation in [Implementation.legacy, .repository] {
            try await withSeededPool { pool in
                let bench = FunctionBench(implementation, pool: pool)
                let linked = try #require(SeededSession.first { $0.customerID != nil && !$0.isShared && $0.isActive })
                #expect(try await bench.update(linked.update(name: name))?.status == 200)
                #expect(try await bench.context(name, "user_id=\(linked.userID)")?.header("X-Records-Found") != "0")
                let orphaned = try #require(SeededSession.first { $0.customerID == nil && !$0.isShared })
                #expect(try await bench.update(orphaned.update(name: name))?.status == 500)
            }
        }
    }

    @Test("legacy and repository share no statement, and send none that is not listed")
    func statements() async throws {
        let legacy = Set(CustomerFunctions.statements(of: .legacy).map { Self.squeezed($0.sql) })
        let repository = Set(CustomerFunctions.statements(of: .repository).map { Self.squeezed($0.sql) })
        #expect(legacy.isDisjoint(with: repository))
        for (implementation, listed) in [(Implementation.legacy, legacy), (.repository, repository)] {
            try await withSeededPool { pool in
                let sent = Mutex<Set<String>>([])
                let bench = FunctionBench(implementation, pool: pool) { statement in
                    sent.withLock { _ = $0.insert(Self.squeezed(statement.sql)) }
                }
                var calls = RandomCalls(seed: 5, plan: TestDatabases.plan)
                for _ in 0..<60 {
                    _ = try await bench.answer(calls.next())
                }
                #expect(sent.withLock { $0.count } >= 2)
                #expect(sent.withLock { $0 }.isSubset(of: listed))
            }
        }
    }

    private static func squeezed(_ sql: String) -> String {
        sql.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
