import Foundation
import Testing

/// The answers through the sidecar are those of the legacy function, byte for byte but for the clocks.
@Suite("Through the sidecar")
struct TransparencyTests {
    /// A request, and what it is there for.
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        /// Made from the seed's rows.
        let request: @Sendable (SeedRows) throws -> HTTPRequest
        let status: Int
        /// Whether the name is one that legacy knows.
        var isKnown = false

        var testDescription: String { name }
    }

    @Test("status, header fields in order and body are those of a direct call")
    func sameBytes() throws {
        try withStage { stage in
            let database = try stage.database()
            let rows = try SeedRows.read(from: database, on: stage.cluster)
            let legacy = try stage.functions(.legacy, on: database)
            let candidate = try stage.functions(.repository, on: try stage.database())
            let sidecar = try stage.sidecar(SidecarConfiguration(legacy: legacy.url, candidate: candidate.url))
            // One connection each for all of it: keep-alive on both ways.
            let direct = try legacy.connect()
            let through = try sidecar.connect()
            for item in Self.cases {
                let request = try item.request(rows)
                let expected = try direct.exchange(request)
                let answer = try through.exchange(request)
                #expect(expected.status == item.status, "\(item.name): \(expected)")
                #expect(expected.text.contains(#""customerDetails":{"#) == item.isKnown, "\(item.name): \(expected)")
                #expect(answer.withoutClocks == expected.withoutClocks, "\(item.name)")
            }
            #expect(!through.hasEnded, "the connection was kept alive")
        }
    }

    static let cases: [Case] = [
        Case(name: "a known name", request: { .get(try customer($0).target()) }, status: 200, isKnown: true),
        Case(name: "accents", request: { try named("Mar\u{ED}a Garc\u{ED}a", $0) }, status: 200, isKnown: true),
        Case(
            name: "accents, decomposed", request: { try named("Mari\u{301}a Garci\u{301}a", $0) }, status: 200,
            isKnown: true),
        Case(name: "an apostrophe", request: { try named("Shaun O'Brien", $0) }, status: 200, isKnown: true),
        Case(name: "an emoji", request: { try named("\u{1F642}", $0) }, status: 200, isKnown: true),
        Case(name: "an encoded slash", request: { try named("A/B Landscaping", $0) }, status: 200, isKnown: true),
        Case(name: "an encoded plus", request: { try named("C+D Roofing", $0) }, status: 200, isKnown: true),
        Case(name: "an encoded percent sign", request: { try named("50%25 Off", $0) }, status: 200, isKnown: true),
        Case(
            name: "a plus as it is", request: { .get("\(HTTPRequest.context)/C+D?user_id=\(try customer($0).userID)") },
            status: 200),
        Case(
            name: "lower-case escapes",
            request: { .get("\(HTTPRequest.context)/mar%c3%ada?user_id=\(try customer($0).userID)") }, status: 200),
        Case(
            name: "an unknown name",
            request: { .get("\(HTTPRequest.context)/Nobody?user_id=\(try customer($0).userID)") }, status: 200),
        Case(name: "no user_id", request: { _ in .get("\(HTTPRequest.context)/Nobody") }, status: 500),
        Case(
            name: "a user_id that is none", request: { _ in .get("\(HTTPRequest.context)/Nobody?user_id=7") },
            status: 500),
        Case(name: "an empty query", request: { _ in .get("\(HTTPRequest.context)/Nobody?") }, status: 500),
        Case(name: "no name", request: { _ in .get("\(HTTPRequest.context)") }, status: 500),
        Case(name: "a slash at the end", request: { _ in .get("\(HTTPRequest.context)/") }, status: 500),
        Case(
            name: "a doubled slash",
            request: { .get("\(HTTPRequest.context)//Ann?user_id=\(try customer($0).userID)") }, status: 200),
        Case(
            name: "a malformed escape",
            request: { .get("\(HTTPRequest.context)/%E0%A4%A?user_id=\(try customer($0).userID)") }, status: 500),
        Case(
            name: "OPTIONS", request: { _ in HTTPRequest(method: "OPTIONS", target: "\(HTTPRequest.context)/Ann") },
            status: 200),
        Case(
            name: "HEAD", request: { _ in HTTPRequest(method: "HEAD", target: "\(HTTPRequest.context)/Ann?user_id=7") },
            status: 405),
        Case(
            name: "a wrong method",
            request: { _ in HTTPRequest(method: "DELETE", target: "\(HTTPRequest.context)/Ann") },
            status: 405),
        Case(name: "an update by GET", request: { _ in .get(HTTPRequest.update) }, status: 405),
        Case(name: "an update", request: { try #require($0.sessions.first).update() }, status: 200),
        Case(name: "an update of nothing", request: { _ in .post(HTTPRequest.update, nobody) }, status: 200),
        Case(
            name: "an update without JSON", request: { _ in .post(HTTPRequest.update, "{\"sessionId\":") }, status: 500),
        Case(name: "an update without fields", request: { _ in .post(HTTPRequest.update, "{}") }, status: 500),
        Case(
            name: "an update in chunks",
            request: { _ in
                let half = nobody.utf8.count / 2
                let parts = [nobody.prefix(half), nobody.dropFirst(half)]
                let body = parts.map { "\(String($0.utf8.count, radix: 16))\r\n\($0)\r\n" }.joined() + "0\r\n\r\n"
                return HTTPRequest(
                    method: "POST", target: HTTPRequest.update,
                    fields: ["Content-Type: application/json", "Transfer-Encoding: chunked"], body: body)
            }, status: 200),
        Case(
            name: "an unknown function", request: { _ in .get("/.netlify/functions/nothing/here?x=1") }, status: 404),
        Case(name: "another path", request: { _ in .get("/") }, status: 404),
    ]

    private static let nobody =
        #"{"sessionId":"none","userId":"00000000-0000-4000-8000-000000000000","customerName":"Zoë 🙂"}"#

    private static func customer(_ rows: SeedRows) throws -> SeedRows.Customer { try #require(rows.customers.first) }

    /// One of the seed's special names.
    private static func named(_ name: String, _ rows: SeedRows) throws -> HTTPRequest {
        // Bytes are compared: Swift takes composed and decomposed accents for equal.
        let known = try #require(rows.people.first { Array($0.name.utf8) == Array(name.utf8) }, "no \(name)")
        return .get("\(HTTPRequest.context)/\(name.percentEncoded)?user_id=\(known.userID)")
    }

    @Test("curl gets the same answers over one kept connection")
    func curl() throws {
        try withStage { stage in
            let database = try stage.database()
            let rows = try SeedRows.read(from: database, on: stage.cluster)
            let legacy = try stage.functions(.legacy, on: database)
            let candidate = try stage.functions(.repository, on: try stage.database())
            let sidecar = try stage.sidecar(SidecarConfiguration(legacy: legacy.url, candidate: candidate.url))
            let targets =
                rows.customers.prefix(5).map { $0.target() } + ["\(HTTPRequest.context)/%E0%A4%A", "/nothing"]
            let direct = try Curl.get(targets.map { legacy.url + $0 })
            let through = try Curl.get(targets.map { sidecar.url + $0 })
            #expect(through.answers.map(\.withoutClocks) == direct.answers.map(\.withoutClocks))
            #expect(through.connections == 1)
            let body = try #require(rows.sessions.first).update().body ?? ""
            let expected = try Curl.post(legacy.url + HTTPRequest.update, body)
            let answer = try Curl.post(sidecar.url + HTTPRequest.update, body)
            #expect(expected.status == 200)
            #expect(answer.withoutClocks == expected.withoutClocks)
        }
    }

    @Test("pipelined requests are answered in their order")
    func pipelining() throws {
        try withStage { stage in
            let database = try stage.database()
            let rows = try SeedRows.read(from: database, on: stage.cluster)
            let legacy = try stage.functions(.legacy, on: database)
            let candidate = try stage.functions(.repository, on: try stage.database())
            let sidecar = try stage.sidecar(SidecarConfiguration(legacy: legacy.url, candidate: candidate.url))
            let requests = rows.customers.prefix(8).map { HTTPRequest.get($0.target()) }
            let direct = try legacy.connect()
            let expected = try requests.map { try direct.exchange($0).withoutClocks }
            #expect(Set(expected.map(\.text)).count == expected.count, "the answers can be told apart")
            let through = try sidecar.connect()
            try through.send(requests.flatMap(\.bytes))
            let answers = try requests.map { _ in try through.readAnswer().withoutClocks }
            #expect(answers == expected)
        }
    }

    @Test(
        "an HTTP/1.0 client and one that wants to close get the answer, and then the end of the connection",
        arguments: [("HTTP/1.0", []), ("HTTP/1.1", ["Connection: close"])])
    func lastRequest(version: String, fields: [String]) throws {
        try withStage { stage in
            let database = try stage.database()
            let rows = try SeedRows.read(from: database, on: stage.cluster)
            let legacy = try stage.functions(.legacy, on: database)
            let candidate = try stage.functions(.repository, on: try stage.database())
            let sidecar = try stage.sidecar(SidecarConfiguration(legacy: legacy.url, candidate: candidate.url))
            let target = try #require(rows.customers.first).target()
            let expected = try legacy.connect().exchange(.get(target)).withoutClocks
            let connection = try sidecar.connect()
            let answer = try connection.exchange(HTTPRequest(target: target, version: version, fields: fields))
            #expect(answer.statusLine == "HTTP/1.1 200 OK")
            #expect(answer.withoutClocks.fields == expected.fields + ["Connection: close"])
            #expect(answer.withoutClocks.text == expected.text)
            #expect(try connection.readToEnd().isEmpty)
        }
    }
}
