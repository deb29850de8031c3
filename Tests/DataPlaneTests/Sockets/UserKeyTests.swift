import DataPlane
import NIOCore
import Testing
import Traffic

@Suite("The user of a request")
struct UserKeyTests {
    /// A payload of `{"sub":"ann","org":{"id":7}}`, in a token whose signature nobody checks.
    private static let token = "e30.eyJzdWIiOiJhbm4iLCJvcmciOnsiaWQiOjd9fQ.c2ln"

    struct Case: Sendable {
        var key: [String]
        var request: String
        var found: [String]
    }

    private static let cases: [Case] = [
        Case(key: ["query", "user"], request: Message.get("/x?a=b&user=ann%20e&user=2"), found: ["ann e"]),
        Case(key: ["query", "user"], request: Message.get("/x?user=a+b"), found: ["a b"]),
        Case(key: ["query", "user"], request: Message.get("/x?user"), found: []),
        Case(key: ["query", "user"], request: Message.get("/x"), found: []),
        Case(key: ["path", "id"], request: Message.get("/a%2Fb"), found: ["a/b"]),
        Case(key: ["headers", "x-user"], request: Message.get("/x", fields: ["X-USER:  ann "]), found: ["ann"]),
        Case(key: ["headers", "x-user"], request: Message.get("/x", fields: ["X-User: "]), found: []),
        Case(key: ["cookies", "u"], request: Message.get("/x", fields: ["Cookie: a=b; u=ann; u=eve"]), found: ["ann"]),
        Case(
            key: ["jwt", "sub"], request: Message.get("/x", fields: ["Authorization: Bearer \(token)"]), found: ["ann"]),
        Case(
            key: ["jwt", "org", "id"], request: Message.get("/x", fields: ["authorization: bearer \(token)"]),
            found: ["7"]),
        Case(key: ["jwt", "sub"], request: Message.get("/x", fields: ["Authorization: Bearer a.b"]), found: []),
        Case(key: ["jwt", "sub"], request: Message.get("/x", fields: ["Authorization: Basic \(token)"]), found: []),
        Case(key: ["method"], request: Message.get("/x"), found: ["GET"]),
        Case(key: ["body", "userId"], request: Message.post("/x", body: "{\"userId\":\"ann\"}"), found: ["ann"]),
        Case(key: ["body", "userId"], request: Message.post("/x", body: "{\"userId\":12}"), found: ["12"]),
        Case(key: ["body", "userId"], request: Message.post("/x", body: "no JSON"), found: []),
        Case(key: ["body", "userId"], request: Message.get("/x"), found: []),
        Case(
            key: ["body", "a", "0"],
            request: Message.request("POST", "/x", fields: ["Transfer-Encoding: chunked"])
                + "4\r\n{\"a\"\r\n4\r\n:[\"b\r\n3\r\n\"]}\r\n0\r\nT: 1\r\n\r\n",
            found: ["b"]),
    ]

    @Test("is found where the route says, and the request goes on unchanged", arguments: cases)
    func found(_ given: Case) async throws {
        let path = try PathPattern(parsing: "/{id}")
        let route = Route(name: "r", path: path, userKeys: [Location(["request"] + given.key)])
        let legacy = try ScriptedUpstream.answering { Message.ok($0.bodyText + $0.trailers.joined()) }
        try await withProxy(legacy: legacy, candidate: try .ok()) {
            $0.routes = [route]
        } _: { proxy in
            let client = try proxy.connect()
            // Twice, so that the second goes over a connection that is there already.
            for number in 1...2 {
                try client.send(given.request)
                #expect(try client.receiveAnswer().status == 200)
                #expect(proxy.assigner.questions.count == number)
                #expect(proxy.assigner.questions.last?.userKeys == given.found)
                #expect(try proxy.sink.wait(number).last?.userKey == given.found.first)
            }
            try proxy.candidate.wait(requests: 2)
            let bodies = (proxy.legacy.requests + proxy.candidate.requests).map { $0.bodyText + "\($0.trailers)" }
            #expect(Set(bodies).count == 1)
            #expect(proxy.legacy.connections == 1)
        }
    }

    @Test("all the keys that the request carries are told, in the route's order")
    func several() async throws {
        let keys = [["body", "id"], ["query", "id"], ["headers", "none"], ["headers", "mail"]]
        let route = Route(name: "r", path: .anything, userKeys: keys.map { Location(["request"] + $0) })
        try await withProxy(legacy: try .ok(), candidate: try .ok()) {
            $0.routes = [route]
        } _: { proxy in
            _ = try proxy.exchange(Message.post("/?id=2", body: "{\"id\":1}", fields: ["Mail: a@b"]))
            #expect(proxy.assigner.questions.map(\.userKeys) == [["1", "2", "a@b"]])
        }
    }

    @Test("a body over the limit is not waited for: it goes on, and no key is found")
    func largeBody() async throws {
        let route = Route(name: "r", path: .anything, userKeys: [Location(["request", "body", "id"])])
        let body = "{\"id\":1,\"x\":\"" + String(repeating: "x", count: 200_000) + "\"}"
        try await withProxy(legacy: try .answering { Message.ok("\($0.body.count)") }, candidate: try .ok()) {
            $0.routes = [route]
            $0.mirror.maximumBodyBytes = 1000
        } _: { proxy in
            let answer = try proxy.exchange(Message.post("/", body: body))
            #expect(answer.bodyText == "\(body.utf8.count)")
            #expect(proxy.assigner.questions.map(\.userKeys) == [[]])
        }
    }

    @Test("a client that waits for 100 gets it from us, where its body names the user")
    func continued() async throws {
        let route = Route(name: "r", path: .anything, userKeys: [Location(["request", "body", "id"])])
        try await withProxy(legacy: try .ok(), candidate: try .ok()) {
            $0.routes = [route]
        } _: { proxy in
            let client = try proxy.connect()
            try client.send(Message.request("POST", "/", fields: ["Expect: 100-continue", "Content-Length: 8"]))
            #expect(try client.receiveAnswer().startLine == "HTTP/1.1 100 Continue")
            #expect(proxy.legacy.connections == 0)
            try client.send("{\"id\":1}")
            #expect(try client.receiveAnswer().status == 200)
            #expect(proxy.assigner.questions.map(\.userKeys) == [["1"]])
            #expect(try proxy.legacy.wait(requests: 1)[0].values("expect") == [])
        }
    }
}
