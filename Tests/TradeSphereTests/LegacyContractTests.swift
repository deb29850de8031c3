import PostgreSQL
import Testing
import TradeSphere

@Suite("The contract of the functions", .serialized)
struct LegacyContractTests {
    private static let user = TestDatabases.plan.users[0]
    private static let crossOrigin = ["Access-Control-Allow-Origin", "Access-Control-Allow-Headers"]

    /// Lends the functions over a database with three more rows, on which the answers depend.
    private static func withBench(
        _ implementation: Implementation,
        _ body: (FunctionBench, PostgresPool) async throws -> Void
    ) async throws {
        try await withSeededPool { pool in
            try await pool.query(
                """
                INSERT INTO "VC Usage" (
                    session_id, user_input, ai_response, interaction_number, customer_name, customer_email,
                    customer_address, user_id, created_at)
                VALUES
                    ('session_1', 'first', 'answer', 9001, 'Ann "A/B" Über', 'old@x.example', '', \(user.id), now()),
                    ('session_2', 'hello', '  ', 9002, 'Ann "A/B" Über', NULL, NULL, \(user.id),
                        '2025-10-13T12:00:00.12Z'),
                    ('session_3', 'a' || chr(10) || 'b', 'bye', 9003, 'Ann "A/B" Über', 'ann@x.example', '1 Hill',
                        \(user.id), '2025-10-13T14:00:00+02:00')
                """
            )
            try await body(FunctionBench(implementation, pool: pool), pool)
        }
    }

    @Test("a known customer: fields in order, two newest rows, blank texts left out", arguments: Self.implementations)
    func known(implementation: Implementation) async throws {
        try await Self.withBench(implementation) { bench, _ in
            let name = FunctionCall.encoded("Ann \"A/B\" Über")
            let answer = try #require(try await bench.context(name, "user_id=\(Self.user.id)&session_id=session_9"))
            #expect(answer.status == 200)
            #expect(
                answer.headerNames == Self.crossOrigin + ["Content-Type", "X-Processing-Time", "X-Records-Found"])
            #expect(answer.header("Access-Control-Allow-Origin") == "*")
            #expect(answer.header("X-Records-Found") == "2")
            let expected =
                #"{"success":true,"customerName":"Ann \"A/B\" Über","customerDetails":{"name":"Ann \"A/B\" Über","#
                + #""address":"1 Hill","email":"ann@x.example","phone":""},"conversationHistory":["#
                + #"{"id":"history_user_9002_0","text":"hello","sender":"user","#
                + #""timestamp":"2025-10-13T12:00:00.12+00:00","#
                + #""sessionId":"session_2","source":"previous_session","interactionNumber":9002},"#
                + #"{"id":"history_user_9003_1","text":"a\nb","sender":"user","timestamp":"2025-10-13T12:00:00+00:00","#
                + #""sessionId":"session_3","source":"previous_session","interactionNumber":9003},"#
                + #"{"id":"history_ai_9003_1","text":"bye","sender":"ai","timestamp":"2025-10-13T12:00:00+00:00","#
                + #""sessionId":"session_3","source":"previous_session","interactionNumber":9003}],"#
                + #""contextMetadata":{"recordsFound":2,"sessionId":"session_9","userId":"\#(Self.user.id)","#
                + #""processingTime":0}}"#
            #expect(answer.text == expected)
        }
    }

    @Test("an unknown name is no error", arguments: Self.implementations)
    func unknown(implementation: Implementation) async throws {
        try await Self.withBench(implementation) { bench, _ in
            let answer = try #require(try await bench.context("Nobody", "user_id=\(Self.user.id)"))
            #expect(answer.status == 200)
            #expect(
                answer.text
                    == #"{"success":true,"customerName":"Nobody","customerDetails":null,"conversationHistory":[],"#
                    + #""contextMetadata":{"recordsFound":0,"sessionId":"cross_session","userId":"\#(Self.user.id)","#
                    + #""processingTime":0}}"#)
        }
    }

    @Test(
        "a name is decoded once, and what cannot be read is 500",
        arguments: [
            ("A%2FB", "user_id=U", 200, "A/B"), ("A+B", "user_id=U", 200, "A+B"),
            ("A%252FB", "user_id=U", 200, "A%2FB"),
            ("x/y%20z", "user_id=U", 200, "y z"), ("%20", "user_id=U", 200, " "),
            ("", "user_id=U", 500, "Customer name is required"),
            ("customer-context", "user_id=U", 500, "Customer name is required"),
            ("%E0%A4%A", "user_id=U", 500, "URI malformed"), ("%C0%AF", "user_id=U", 500, "URI malformed"),
            ("%00", "user_id=U", 500, "invalid byte sequence for encoding \"UTF8\": 0x00"),
            ("Ann", "", 500, "User ID is required"), ("Ann", "user_id=", 500, "User ID is required"),
            ("Ann", "tech_id=U", 500, "User ID is required"),
            ("Ann", "user_id=zz", 500, "invalid input syntax for type uuid: \"zz\""),
            ("Ann", "user_id=a&user_id=b", 500, "invalid input syntax for type uuid: \"a, b\""),
        ]
    )
    func names(segment: String, query: String, status: Int, text: String) async throws {
        for implementation in Self.implementations {
            try await Self.withBench(implementation) { bench, _ in
                let query = query.replacing("=U", with: "=\(Self.user.id)")
                let answer = try #require(try await bench.context(segment, query))
                #expect(answer.status == status)
                if status == 200 {
                    #expect(answer.text.hasPrefix(#"{"success":true,"customerName":"\#(text)","#))
                } else {
                    let details = JSONValue.string(text).serialized
                    #expect(
                        answer.text
                            == #"{"success":false,"error":"Context preload failed","details":\#(details),"#
                            + #""processingTime":0}"#
                    )
                    #expect(answer.headerNames == Self.crossOrigin + ["Content-Type"])
                }
            }
        }
    }

    @Test("other methods", arguments: ["OPTIONS", "HEAD", "POST", "PUT", "PATCH", "DELETE"])
    func methods(method: String) async throws {
        for implementation in Self.implementations {
            try await Self.withBench(implementation) { bench, _ in
                let read = try #require(try await bench.answer(.context("Ann", "", method: method)))
                let write = try #require(
                    try await bench.answer(.update("{}", method: method == "POST" ? "GET" : method)))
                for answer in [read, write] {
                    #expect(answer.status == (method == "OPTIONS" ? 200 : 405))
                    #expect(answer.text == (method == "OPTIONS" ? "" : #"{"error":"Method not allowed"}"#))
                    #expect(answer.headerNames == Self.crossOrigin)
                }
            }
        }
    }

    @Test(
        "an update that cannot be done is 500 with its reason",
        arguments: [
            ("", "Missing required fields: sessionId, customerName, userId"),
            ("{}", "Missing required fields: sessionId, customerName, userId"),
            ("[1]", "Missing required fields: sessionId, customerName, userId"),
            ("null", "Cannot destructure property 'sessionId' of 'JSON.parse(...)' as it is null."),
            ("{", "Expected property name or '}' in JSON at position 1"),
            ("hello", "Unexpected token 'h', \"hello\" is not valid JSON"),
            (
                #"{"sessionId":"s","customerName":"n","userId":"U""#,
                "Expected ',' or '}' after property value in JSON at position 48"
            ),
            (#"{"sessionId":"s","customerName":"n","userId":"u"}"#, "invalid input syntax for type uuid: \"u\""),
            (
                #"{"sessionId":"s","customerName":"n","userId":{}}"#,
                "invalid input syntax for type uuid: \"[object Object]\""
            ),
            (
                #"{"sessionId":"s","customerName":"","userId":"u"}"#,
                "Missing required fields: sessionId, customerName, userId"
            ),
        ]
    )
    func badUpdates(body: String, details: String) async throws {
        for implementation in Self.implementations {
            try await Self.withBench(implementation) { bench, _ in
                let answer = try #require(try await bench.update(body))
                #expect(answer.status == 500)
                #expect(
                    answer.text
                        == #"{"success":false,"error":"Customer update failed","#
                        + #""details":\#(JSONValue.string(details).serialized),"processingTime":0}"#
                )
            }
        }
    }

    @Test(
        "an update writes a session's rows of one user, and NULL for what was left out", arguments: Self.implementations
    )
    func update(implementation: Implementation) async throws {
        try await Self.withBench(implementation) { bench, pool in
            let body =
                #"{"sessionId":"session_3","customerName":" Bob ","userId":"\#(Self.user.id)","#
                + #""customerEmail":123,"customerAddress":""}"#
            let answer = try #require(try await bench.update(body))
            #expect(answer.status == 200)
            #expect(answer.headerNames == Self.crossOrigin + ["Content-Type"])
            #expect(
                answer.text
                    == #"{"success":true,"message":"Customer information updated successfully","#
                    + #""sessionId":"session_3","customerName":" Bob ","processingTime":0}"#)
            let row = try await pool.query("SELECT * FROM \"VC Usage\" WHERE interaction_number = 9003").rows[0]
            #expect(try row.optionalText("customer_name") == " Bob ")
            #expect(try row.optionalText("customer_email") == "123")
            #expect(try row.optionalText("customer_address") == nil)
            let other = try await pool.query("SELECT * FROM \"VC Usage\" WHERE interaction_number = 9002").rows[0]
            #expect(try other.optionalText("customer_name") == "Ann \"A/B\" Über")
        }
    }

    @Test("an update of a foreign or unknown session is 200 and changes nothing", arguments: Self.implementations)
    func noRows(implementation: Implementation) async throws {
        try await Self.withBench(implementation) { bench, pool in
            let before = try await TableDump.all(pool)
            let stranger = TestDatabases.plan.users[5].id
            for (session, user) in [("session_3", stranger), ("session_none", Self.user.id)] {
                let answer = try await bench.update(
                    #"{"sessionId":"\#(session)","customerName":"Bob","userId":"\#(user)"}"#)
                #expect(answer?.status == 200)
            }
            #expect(try await TableDump.all(pool) == before)
        }
    }

    static let implementations: [Implementation] = [.legacy, .repository]
}
