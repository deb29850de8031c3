import DataPlane
import NIOCore
import Testing
import Traffic

@Suite("A request goes through, and its answer comes back")
struct ForwardingTests {
    /// One request, the answer that legacy gives, and what the client gets.
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var request: String
        var answer: String
        var received: String
    }

    static let cases: [Case] = [
        Case(
            testDescription: "GET with a body of known length",
            request: Message.get("/a?b=c"),
            answer: Message.ok("hello"),
            received: Message.ok("hello")
        ),
        Case(
            testDescription: "POST",
            request: Message.post("/a", body: "some text"),
            answer: Message.ok("thanks"),
            received: Message.ok("thanks")
        ),
        Case(
            testDescription: "fields keep order, case, repetition, empty values and inner blanks",
            request: Message.get(),
            answer: Message.ok(
                "x", fields: ["zeta: 1", "Set-Cookie: a=1", "ALPHA:  two  words ", "set-cookie: b=2", "Empty:"]),
            received: Message.ok(
                "x", fields: ["zeta: 1", "Set-Cookie: a=1", "ALPHA:  two  words ", "set-cookie: b=2", "Empty:"])
        ),
        Case(
            testDescription: "204 has no body, and no length",
            request: Message.get(),
            answer: Message.answer("204 No Content", fields: ["Content-Length: 0", "X: y"]),
            received: Message.answer("204 No Content", fields: ["X: y"])
        ),
        Case(
            testDescription: "304 keeps its length and has no body",
            request: Message.get(),
            answer: Message.answer("304 Not Modified", fields: ["Content-Length: 10", "ETag: \"e\""]),
            received: Message.answer("304 Not Modified", fields: ["Content-Length: 10", "ETag: \"e\""])
        ),
        Case(
            testDescription: "HEAD keeps the length and has no body",
            request: Message.request("HEAD", "/"),
            answer: Message.answer("200 OK", fields: ["Content-Length: 5"]),
            received: Message.answer("200 OK", fields: ["Content-Length: 5"])
        ),
        Case(
            testDescription: "chunks with trailers",
            request: Message.get(),
            answer: Message.answer("200 OK", fields: ["Transfer-Encoding: chunked", "A: b"])
                + "5\r\nhello\r\n0\r\nChecksum: 1\r\nchecksum: 2\r\n\r\n",
            received: Message.answer("200 OK", fields: ["A: b", "Transfer-Encoding: chunked"])
                + "5\r\nhello\r\n0\r\nChecksum: 1\r\nchecksum: 2\r\n\r\n"
        ),
        Case(
            testDescription: "fields of the upstream's connection stay there",
            request: Message.get(),
            answer: Message.ok(
                "x",
                fields: [
                    "Connection: keep-alive, X-Private, Content-Length", "Keep-Alive: 5", "X-Private: 1", "X-Public: 2",
                ]
            ),
            received: Message.ok("x", fields: ["X-Public: 2"])
        ),
        Case(
            testDescription: "a reason phrase with blanks, and one that is missing",
            request: Message.get(),
            answer: "HTTP/1.1 299\r\nContent-Length: 0\r\n\r\n",
            received: "HTTP/1.1 299 \r\nContent-Length: 0\r\n\r\n"
        ),
        Case(
            testDescription: "an answer of HTTP/1.0 goes on as HTTP/1.1",
            request: Message.get(),
            answer: "HTTP/1.0 200 Fine\r\nContent-Length: 2\r\nConnection: keep-alive\r\n\r\nok",
            received: "HTTP/1.1 200 Fine\r\nContent-Length: 2\r\n\r\nok"
        ),
        Case(
            testDescription: "interim answers go on",
            request: Message.get(),
            answer: Message.answer("103 Early Hints", fields: ["Link: </a>"]) + Message.ok("x"),
            received: Message.answer("103 Early Hints", fields: ["Link: </a>"]) + Message.ok("x")
        ),
        Case(
            testDescription: "an empty line before the request is skipped",
            request: "\r\n" + Message.get(),
            answer: Message.ok("x"),
            received: Message.ok("x")
        ),
    ]

    @Test("the client gets the answer's bytes", arguments: cases)
    func answerBytes(_ given: Case) async throws {
        let answer = given.answer
        let legacy = try ScriptedUpstream.answering { _ in answer }
        try await withProxy(legacy: legacy, candidate: try .ok()) { proxy in
            let client = try proxy.connect()
            try client.send(given.request)
            let bytes = try client.take(given.received.utf8.count)
            #expect(text(bytes) == given.received)
            // The connection goes on, in step.
            try client.send(Message.get("/next"))
            #expect(text(try client.take(3)) == "HTT")
        }
    }

    @Test("a body without a length comes in chunks, and its end is told")
    func untilClose() async throws {
        let legacy = try ScriptedUpstream { peer in
            _ = try peer.receiveRequest()
            try peer.send("HTTP/1.0 200 OK\r\nA: b\r\n\r\nhello")
        }
        try await withProxy(legacy: legacy, candidate: try .ok()) { proxy in
            let answer = try proxy.exchange(Message.get())
            #expect(answer.fieldLines == ["A: b", "Transfer-Encoding: chunked"])
            #expect(answer.bodyText == "hello")
        }
    }

    @Test("a client of HTTP/1.0 gets no chunks and no interim answers, but a connection that ends")
    func oldClient() async throws {
        let legacy = try ScriptedUpstream.answering { _ in
            Message.answer("103 Early Hints") + Message.answer("200 OK", fields: ["Transfer-Encoding: chunked"])
                + "5\r\nhello\r\n0\r\nT: 1\r\n\r\n"
        }
        try await withProxy(legacy: legacy, candidate: try .ok()) { proxy in
            let client = try proxy.connect()
            try client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
            let bytes = try client.takeUntilClose()
            #expect(text(bytes) == "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhello")
            #expect(!client.wasReset)
        }
    }

    @Test("requests on one connection are answered one after the other, on one connection upstream")
    func keepAlive() async throws {
        let legacy = try ScriptedUpstream.answering { Message.ok($0.startLine) }
        try await withProxy(legacy: legacy, candidate: try .ok()) { proxy in
            let client = try proxy.connect()
            for number in 0..<5 {
                try client.send(Message.get("/\(number)"))
                #expect(try client.receiveAnswer().bodyText == "GET /\(number) HTTP/1.1")
            }
            #expect(proxy.legacy.connections == 1)
        }
    }

    @Test("pipelined requests are answered in order; nothing after a close is processed")
    func pipelining() async throws {
        let legacy = try ScriptedUpstream.answering { Message.ok($0.startLine + $0.bodyText) }
        try await withProxy(legacy: legacy, candidate: try .ok()) { proxy in
            let client = try proxy.connect()
            try client.send(
                Message.get("/1") + Message.post("/2", body: "two") + Message.get("/3")
                    + Message.get("/4", fields: ["Connection: close"]) + Message.get("/5"))
            #expect(try client.receiveAnswer().bodyText == "GET /1 HTTP/1.1")
            #expect(try client.receiveAnswer().bodyText == "POST /2 HTTP/1.1two")
            #expect(try client.receiveAnswer().bodyText == "GET /3 HTTP/1.1")
            let last = try client.receiveAnswer()
            #expect(last.bodyText == "GET /4 HTTP/1.1")
            #expect(last.values("connection") == ["close"])
            #expect(try client.takeUntilClose().isEmpty)
            _ = try proxy.sink.wait(4)
            #expect(proxy.legacy.requests.count == 4)
        }
    }

    @Test("a client that half-closes after its requests still gets every answer")
    func halfClose() async throws {
        let held = Signal()
        let legacy = try ScriptedUpstream.answering { request in
            try held.wait()
            return Message.ok(request.startLine)
        }
        try await withProxy(legacy: legacy, candidate: try .ok()) { proxy in
            let client = try proxy.connect()
            try client.send(Message.get("/1") + Message.get("/2"))
            client.finishSending()
            held.give()
            #expect(try client.receiveAnswer().bodyText == "GET /1 HTTP/1.1")
            #expect(try client.receiveAnswer().bodyText == "GET /2 HTTP/1.1")
            #expect(try client.takeUntilClose().isEmpty)
            #expect(!client.wasReset)
        }
    }

    @Test("chunks and trailers of a request go on; the content is the same")
    func chunkedRequest() async throws {
        try await withProxy(legacy: try .ok(), candidate: try .ok()) { proxy in
            let client = try proxy.connect()
            try client.send(
                Message.request("POST", "/", fields: ["Transfer-Encoding: chunked"])
                    + "3;x=y\r\nabc\r\n0004\r\ndefg\r\n0\r\nSum: 7\r\n\r\n")
            #expect(try client.receiveAnswer().status == 200)
            for side in [proxy.legacy, proxy.candidate] {
                let request = try side.wait(requests: 1)[0]
                #expect(request.bodyText == "abcdefg")
                #expect(request.trailers == ["Sum: 7"])
                #expect(request.values("transfer-encoding") == ["chunked"])
                #expect(request.values("content-length") == [])
            }
            let exchange = try proxy.sink.first()
            #expect(String(buffer: exchange.request.body) == "abcdefg")
        }
    }

    @Test("the request arrives byte for byte, in pieces of one byte too")
    func splitRequest() async throws {
        let target = "/a%2Fb//c+d%20e/?q=%C3%A4&empty=&"
        try await withProxy(legacy: try .ok(), candidate: try .ok()) { proxy in
            let client = try proxy.connect()
            for byte in Array(Message.post(target, body: "body", fields: ["aCCept:  x ", "Accept: y"]).utf8) {
                try client.send([byte])
            }
            #expect(try client.receiveAnswer().status == 200)
            let request = try proxy.legacy.wait(requests: 1)[0]
            #expect(request.startLine == "POST \(target) HTTP/1.1")
            #expect(
                request.fieldLines.prefix(4) == ["Host: example.test", "aCCept:  x ", "Accept: y", "Content-Length: 4"])
            #expect(request.bodyText == "body")
        }
    }

    /// What a connection receives first is received in 64 bytes: the surplus of an answer of that length is still in the socket
    /// when the next request asks for a connection.
    @Test(
        "exactly the declared length is forwarded; the connection with surplus bytes is not used again",
        arguments: [8, 64 - Message.ok("12345678").utf8.count + 8])
    func surplus(_ length: Int) async throws {
        let answer =
            Message.answer("200 OK", fields: ["Content-Length: \(length)"]) + String(repeating: "x", count: length)
        let legacy = try ScriptedUpstream.answering { _ in answer + Message.ok("surplus") }
        try await withProxy(legacy: legacy, candidate: try .ok()) { proxy in
            let client = try proxy.connect()
            try client.send(Message.get() + Message.get())
            for _ in 0..<2 { #expect(text(try client.take(answer.utf8.count)) == answer) }
            #expect(proxy.legacy.connections == 2)
        }
    }

    @Test(
        "an answer without a body ends at its head, whatever the upstream sends behind it", arguments: ["HEAD", "GET"])
    func noBody(_ method: String) async throws {
        let legacy = try ScriptedUpstream.answering { request in
            request.startLine.hasPrefix("HEAD") ? Message.ok("bad!!") : Message.answer("204 No Content") + "bad!!"
        }
        try await withProxy(legacy: legacy, candidate: try .ok()) { proxy in
            let client = try proxy.connect()
            for _ in 0..<2 {
                try client.send(Message.request(method, "/"))
                #expect(try client.receiveAnswer(hasBody: false).body == [])
            }
            client.finishSending()
            #expect(try client.takeUntilClose() == [])
        }
    }
}
