import PostgreSQL
import Testing
import TradeSphere

@Suite("The guide's listing as it is")
struct AsWrittenTests {
    private static func withBenches(
        repaired: Set<Trap> = [],
        _ body: (_ legacy: FunctionBench, _ guide: FunctionBench, _ pool: PostgresPool) async throws -> Void
    ) async throws {
        try await withSeededPool { pool in
            try await body(
                FunctionBench(.legacy, pool: pool),
                FunctionBench(.repositoryAsWritten(repaired: repaired), pool: pool), pool)
        }
    }

    private static func linked() throws -> SeededSession {
        try #require(SeededSession.first { $0.customerID != nil && $0.isActive && $0.rows == 1 })
    }

    @Test("with customer_id the context is raw rows and nothing else (traps 1 to 6)")
    func rawContext() async throws {
        try await Self.withBenches { legacy, guide, pool in
            let session = try Self.linked()
            let query = "user_id=\(session.userID)&customer_id=\(session.customerID ?? "")&session_id=\(session.id)"
            let answer = try #require(try await guide.context(FunctionCall.encoded(session.customerName), query))
            #expect(answer.status == 200)
            #expect(answer.headers == [])
            let row = try await pool.query(
                "SELECT user_input, ai_response, interaction_number FROM \"VC Usage\" WHERE session_id = \(session.id)"
            ).rows[0]
            let prefix = JSONValue.object([
                .init("user_input", .string(try row.text("user_input"))),
                .init("ai_response", .string(try row.text("ai_response"))),
                .init("interaction_number", JSONValue(try row.integer("interaction_number"))),
            ]).serialized.dropLast()
            #expect(answer.text.hasPrefix(#"{"success":true,"conversationHistory":[\#(prefix),"created_at":"2025-"#))
            #expect(answer.text.hasSuffix(#"+00:00","session_id":"\#(session.id)"}]}"#))
            #expect(try await legacy.context(FunctionCall.encoded(session.customerName), query) != answer)
        }
    }

    @Test("without customer_id everything is legacy's")
    func fallsThrough() async throws {
        try await Self.withBenches { legacy, guide, _ in
            var calls = RandomCalls(seed: 11, plan: TestDatabases.plan)
            for _ in 0..<100 {
                let call = calls.next()
                guard call.event.httpMethod == "GET" else { continue }
                let expected = try await legacy.answer(call)
                #expect(try await guide.answer(call) == expected, "\(call)")
            }
        }
    }

    @Test("customer_id hides a missing user, and a name that cannot be decoded (traps 16 and 18)")
    func validation() async throws {
        try await Self.withBenches { legacy, guide, _ in
            let customer = try Self.linked().customerID ?? ""
            for (segment, query) in [("Ann", ""), ("%E0%A4%A", "user_id=\(TestDatabases.plan.users[0].id)&")] {
                #expect(try await legacy.context(segment, "\(query)customer_id=\(customer)")?.status == 500)
                #expect(try await guide.context(segment, "\(query)customer_id=\(customer)")?.status == 200)
            }
        }
    }

    @Test("a malformed customer_id is an error that legacy does not know (trap 17)")
    func malformedCustomer() async throws {
        try await Self.withBenches { legacy, guide, _ in
            let query = "user_id=\(TestDatabases.plan.users[0].id)&customer_id=zz"
            #expect(try await legacy.context("Nobody", query)?.status == 200)
            let answer = try await guide.context("Nobody", query)
            #expect(
                answer?.text
                    == #"{"success":false,"error":"Context preload failed","#
                    + #""details":"Failed to fetch conversation history","processingTime":0}"#
            )
        }
    }

    @Test("blank texts are answered (trap 22)")
    func blankTexts() async throws {
        try await Self.withBenches { _, guide, pool in
            let session = try Self.linked()
            try await pool.query("UPDATE \"VC Usage\" SET ai_response = '  ' WHERE session_id = \(session.id)")
            let query = "customer_id=\(session.customerID ?? "")&session_id=\(session.id)"
            #expect(try await guide.context("x", query)?.text.contains(#""ai_response":"  ""#) == true)
        }
    }

    @Test("the history of another company's customer is answered (trap 48)")
    func tenantLeak() async throws {
        try await Self.withBenches { legacy, guide, _ in
            let session = try Self.linked()
            let stranger = try #require(TestDatabases.plan.users.first { $0.companyID != session.companyID })
            let query = "user_id=\(stranger.id)&customer_id=\(session.customerID ?? "")"
            let name = FunctionCall.encoded(session.customerName)
            #expect(try await guide.context(name, query)?.text.contains("user_input") == true)
            #expect(try await legacy.context(name, query)?.text.contains(session.id) == false)
        }
    }

    @Test("a linked session with one row cannot be updated (trap 12)")
    func updatesAsCompany() async throws {
        try await Self.withBenches { _, guide, pool in
            let before = try await TableDump.all(pool)
            let answer = try #require(try await guide.update(try Self.linked().update(name: "Bob")))
            #expect(answer.status == 500)
            #expect(
                answer.text
                    == #"{"success":false,"error":"Customer update failed","#
                    + #""details":"Failed to update customer","processingTime":0}"#
            )
            #expect(try await TableDump.all(pool) == before)
        }
    }

    @Test("a session with several rows, and an unlinked one, go to legacy (trap 39)")
    func severalRows() async throws {
        try await Self.withBenches { _, guide, pool in
            let several = try #require(
                SeededSession.first { $0.customerID != nil && $0.rows > 1 && $0.isActive && !$0.isShared })
            let unlinked = try #require(SeededSession.first { $0.customerID == nil && !$0.isShared })
            for session in [several, unlinked] {
                #expect(try await guide.update(session.update(name: "Went To Legacy"))?.status == 200)
                let names = try await pool.query(
                    "SELECT customer_name FROM \"VC Usage\" WHERE session_id = \(session.id)")
                #expect(names.rows.allSatisfy { $0["customer_name"] == "Went To Legacy" })
            }
        }
    }

    @Test("with trap 12 repaired nothing is returned, though the customer is changed (traps 7, 40 and 43)")
    func returnsNothing() async throws {
        try await Self.withBenches(repaired: [.updatesPassedAsCompany]) { _, guide, pool in
            let session = try Self.linked()
            #expect(try await guide.update(session.update(name: " Bob ")) == nil)
            let customer = try await pool.query("SELECT customer_name FROM customers WHERE id = \(session.customerID)")
            #expect(try customer.rows[0].text("customer_name") == "Bob")
            let row = try await pool.query("SELECT customer_name FROM \"VC Usage\" WHERE session_id = \(session.id)")
            #expect(try row.rows[0].text("customer_name") == session.customerName)
        }
    }

    @Test(
        "with traps 12 and 7 repaired the others show (traps 14, 15 and 20)",
        arguments: [
            ("   ", JSONValue.null, "Failed to update customer"),
            ("Bob", .number(123), "updates.email.trim is not a function"),
            (String(repeating: "w", count: 300), .null, "Failed to update customer"),
        ]
    )
    func repaired(name: String, email: JSONValue, details: String) async throws {
        try await Self.withBenches(repaired: Trap.repairable) { legacy, guide, _ in
            let body = try Self.linked().update(name: name, [("customerEmail", email)])
            let answer = try #require(try await guide.update(body))
            #expect(answer.status == 500)
            #expect(answer.text.contains(details))
            #expect(try await legacy.update(body)?.status == 200)
        }
    }

    @Test("with traps 12 and 7 repaired a deleted customer cannot be updated (trap 13)")
    func deleted() async throws {
        try await Self.withBenches(repaired: Trap.repairable) { legacy, guide, pool in
            let session = try Self.linked()
            try await pool.query("UPDATE customers SET deleted_at = now() WHERE id = \(session.customerID)")
            #expect(try await guide.update(session.update(name: "Bob"))?.status == 500)
            #expect(try await legacy.update(session.update(name: "Bob"))?.status == 200)
        }
    }

    @Test("with traps 12 and 7 repaired a stranger changes the customer, and omitted fields are lost (traps 41 and 42)")
    func strangerAndOmission() async throws {
        try await Self.withBenches(repaired: Trap.repairable) { legacy, guide, pool in
            let session = try #require(
                SeededSession.first {
                    $0.customerID != nil && $0.isActive && $0.rows == 1 && $0.customerPhone?.isEmpty == false
                })
            let stranger = try #require(TestDatabases.plan.users.first { $0.companyID != session.companyID })
            let body = #"{"sessionId":"\#(session.id)","customerName":"Stolen","userId":"\#(stranger.id)"}"#
            let expected = try await legacy.update(body)
            #expect(try await guide.update(body) == expected)
            let customer = try await pool.query(
                "SELECT customer_name, phone FROM customers WHERE id = \(session.customerID)"
            ).rows[0]
            #expect(try customer.text("customer_name") == "Stolen")
            #expect(try customer.optionalText("phone") == nil)
        }
    }

    @Test("every trap has a number and a sentence of its own")
    func summaries() {
        #expect(Set(Trap.allCases.map(\.summary)).count == Trap.allCases.count)
        #expect(Trap.allCases.allSatisfy { $0.summary.hasSuffix(".") && (1...57).contains($0.rawValue) })
    }
}
