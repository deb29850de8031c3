import DataPlane
import NIOCore
import Testing
import Traffic

@Suite("When the served side does not answer as it should")
struct AnswerTests {
    /// Short, so that a test sees it pass.
    private static func impatient(_ configuration: inout ProxyConfiguration) {
        configuration.legacy.timeout = 150_000_000
    }

    @Test(
        "what is no answer becomes 502",
        arguments: [
            "garbage\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", "", "HTTP/1.1 20",
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
        ])
    func malformed(_ answer: String) async throws {
        let legacy = try ScriptedUpstream { peer in
            _ = try peer.receiveRequest()
            try peer.send(answer)
        }
        try await withProxy(legacy: legacy, candidate: try .ok()) { proxy in
            let client = try proxy.connect()
            try client.send(Message.get())
            let first = try client.receiveAnswer()
            #expect(first.status == 502)
            #expect(first.values("connection") == [], "the client's connection goes on")
            // A body of our own, whole and framed.
            try client.send(Message.get())
            #expect(try client.receiveAnswer().status == 502)
            let exchange = try proxy.sink.first()
            #expect(exchange.served.failure != nil)
            #expect(exchange.mirrored?.answer?.status == 200, "the copy is compared all the same")
        }
    }

    @Test("a refused connection becomes 502, a reset before the head too")
    func unreachable() async throws {
        try await withProxy(legacy: try .refusing(), candidate: try .ok()) { proxy in
            let answer = try proxy.exchange(Message.get())
            #expect(answer.status == 502)
            #expect(answer.bodyText.contains("upstreamUnreachable"))
            #expect(try proxy.sink.first().served.failure?.kind == .unreachable)
        }
        let resetting = try ScriptedUpstream { peer in
            _ = try peer.receiveRequest()
            peer.socket.reset()
        }
        try await withProxy(legacy: resetting, candidate: try .ok()) { proxy in
            let answer = try proxy.exchange(Message.post("/", body: "b"))
            #expect(answer.status == 502)
        }
    }

    @Test("a head that comes too late becomes 504, for HEAD without a body")
    func timeout() async throws {
        let legacy = try ScriptedUpstream { peer in
            _ = try peer.receiveRequest()
            _ = try peer.socket.takeUntilClose()
        }
        try await withProxy(legacy: legacy, candidate: try .ok(), configure: Self.impatient) { proxy in
            #expect(try proxy.exchange(Message.get()).status == 504)
            let head = try proxy.exchange(Message.request("HEAD", "/"), hasBody: false)
            #expect(head.status == 504)
            let exchanges = try proxy.sink.wait(2)
            #expect(exchanges.allSatisfy { $0.served.failure?.kind == .timeout })
        }
    }

    @Test(
        "an answer that breaks off breaks off for the client too: no last chunk, no padding",
        arguments: [
            ("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello", "hello"),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", "5\r\nhello\r\n"),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nzz", "5\r\nhello\r\n"),
        ])
    func brokenOff(_ answer: String, _ received: String) async throws {
        let seen = Signal()
        let legacy = try ScriptedUpstream { peer in
            _ = try peer.receiveRequest()
            try peer.send(String(answer.prefix { $0 != "z" }))
            try seen.wait()
            try peer.send(String(answer.drop { $0 != "z" }))
        }
        try await withProxy(legacy: legacy, candidate: try .ok()) { proxy in
            let client = try proxy.connect()
            try client.send(Message.get())
            _ = try client.take(through: "\r\n\r\n")
            let bytes = try client.take(received.utf8.count)
            seen.give()
            #expect(text(bytes) == received)
            #expect(try client.takeUntilClose() == [])
            let failure = try proxy.sink.first().served.failure
            #expect(failure?.kind == (answer.hasSuffix("z") ? .malformed : .brokenOff))
        }
    }

    @Test("an answer that breaks off towards a client that waits for the close ends in a reset")
    func brokenOffUntilClose() async throws {
        let seen = Signal()
        let legacy = try ScriptedUpstream { peer in
            _ = try peer.receiveRequest()
            try peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")
            try seen.wait()
        }
        try await withProxy(legacy: legacy, candidate: try .ok()) { proxy in
            let client = try proxy.connect()
            try client.send("GET / HTTP/1.0\r\n\r\n")
            _ = try client.take(through: "hello")
            seen.give()
            #expect(try client.takeUntilClose() == [])
            #expect(client.wasReset)
        }
    }

    @Test("a stalled answer is cut")
    func stalledBody() async throws {
        let legacy = try ScriptedUpstream { peer in
            _ = try peer.receiveRequest()
            try peer.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello")
            _ = try peer.socket.takeUntilClose()
        }
        try await withProxy(legacy: legacy, candidate: try .ok()) {
            $0.legacy.timeouts = UpstreamTimeoutTests.timeouts { $0.idle = 150_000_000 }
        } _: { proxy in
            let client = try proxy.connect()
            try client.send(Message.get())
            #expect(try client.takeUntilClose().suffix(5).elementsEqual("hello".utf8))
            #expect(try proxy.sink.first().served.failure?.kind == .timeout)
        }
    }

    @Test("an idle connection that closed just as it is used: a GET is sent again, a POST is not")
    func stale() async throws {
        // The second request on a connection meets its end.
        let script: ScriptedUpstream.Script = { peer in
            guard try peer.receiveRequest() != nil else { return }
            try peer.send(Message.ok("first"))
            guard try peer.receiveRequest() != nil else { return }
            peer.socket.reset()
        }
        try await withProxy(legacy: try ScriptedUpstream(script), candidate: try .ok()) { proxy in
            let client = try proxy.connect()
            try client.send(Message.get("/1") + Message.get("/2"))
            #expect(try client.receiveAnswer().bodyText == "first")
            #expect(try client.receiveAnswer().bodyText == "first")
            #expect(
                proxy.legacy.requests.map(\.startLine) == ["GET /1 HTTP/1.1", "GET /2 HTTP/1.1", "GET /2 HTTP/1.1"])
            try client.send(Message.post("/3", body: "b"))
            #expect(try client.receiveAnswer().status == 502)
            #expect(proxy.legacy.requests.filter { $0.startLine.hasPrefix("POST") }.count == 1)
        }
    }

    @Test("a connection that the peer closed while it was idle is not taken")
    func closedIdle() async throws {
        let legacy = try ScriptedUpstream { peer in
            _ = try peer.receiveRequest()
            try peer.send(Message.ok("x"))
        }
        try await withProxy(legacy: legacy, candidate: try .ok()) { proxy in
            let client = try proxy.connect()
            for number in 1...3 {
                try client.send(Message.post("/", body: "b"))
                #expect(try client.receiveAnswer().status == 200)
                try proxy.legacy.wait(endedConnections: number)
            }
        }
    }

    @Test(
        "an early final answer goes on at once; what is left of the request is thrown away, and the connection goes on")
    func early() async throws {
        let legacy = try ScriptedUpstream { peer in
            guard let head = try peer.receiveHead() else { return }
            try peer.send(Message.ok(head.startLine))
            _ = try peer.socket.takeUntilClose()
        }
        try await withProxy(legacy: legacy, candidate: try .ok()) { proxy in
            let client = try proxy.connect()
            try client.send(Message.request("POST", "/1", fields: ["Content-Length: 6"]) + "abc")
            #expect(try client.receiveAnswer().bodyText == "POST /1 HTTP/1.1")
            try client.send("def" + Message.get("/2"))
            #expect(try client.receiveAnswer().bodyText == "GET /2 HTTP/1.1")
            let exchanges = try proxy.sink.wait(2)
            #expect(Set(exchanges.map { String(buffer: $0.request.body) }) == ["abcdef", ""])
            #expect(Set(proxy.candidate.requests.map(\.bodyText)) == ["abcdef", ""], "the copy has the whole body")
        }
    }

    @Test(
        "an early refusal reaches a client that is still sending, though the upstream breaks the connection behind it")
    func earlyAndBroken() async throws {
        let legacy = try ScriptedUpstream { peer in
            _ = try peer.receiveHead()
            // With unread bytes in its socket the close behind this answer becomes a reset.
            try peer.send(Message.answer("413 Too Large", fields: ["Content-Length: 3", "Connection: close"]) + "no!")
        }
        try await withProxy(legacy: legacy, candidate: try .ok()) { proxy in
            let client = try proxy.connect()
            try client.send(Message.request("POST", "/", fields: ["Content-Length: 800000"]))
            let chunk = [UInt8](repeating: 0x78, count: 8000)
            for _ in 0..<100 { try client.send(chunk) }
            let answer = try client.receiveAnswer()
            #expect(answer.status == 413 && answer.bodyText == "no!")
            #expect(try proxy.sink.first().served.answer?.status == 413)
        }
    }

    @Test("an early final answer to a client that goes on sending for ever ends the connection")
    func earlyEndless() async throws {
        let legacy = try ScriptedUpstream { peer in
            _ = try peer.receiveHead()
            try peer.send(Message.ok("enough"))
            _ = try peer.socket.takeUntilClose()
        }
        try await withProxy(legacy: legacy, candidate: try .ok()) { proxy in
            let client = try proxy.connect()
            try client.send(Message.request("POST", "/", fields: ["Content-Length: 1000000000"]) + "abc")
            #expect(try client.receiveAnswer().bodyText == "enough")
            // It lingers for a while, and takes what comes in that time; far less than all.
            let chunk = [UInt8](repeating: 0, count: 64 * 1024)
            #expect(throws: HarnessError.self) {
                for _ in 0..<200_000 { try client.send(chunk) }
            }
            let exchange = try proxy.sink.first()
            #expect(!exchange.isRequestComplete && exchange.served.answer?.status == 200)
            #expect(proxy.candidate.connections == 0)
        }
    }

    @Test("Expect: the served side says when it is ready, and its 100 goes to the client")
    func continuePassedOn() async throws {
        let legacy = try ScriptedUpstream { peer in
            guard let head = try peer.receiveHead() else { return }
            try peer.send("HTTP/1.1 100 Continue\r\n\r\n")
            let body = try peer.socket.take(4)
            try peer.send(Message.ok(head.values("expect").joined() + text(body)))
        }
        try await withProxy(legacy: legacy, candidate: try .ok()) { proxy in
            let client = try proxy.connect()
            try client.send(Message.request("POST", "/", fields: ["Expect: 100-Continue", "Content-Length: 4"]))
            #expect(try client.receiveAnswer().startLine == "HTTP/1.1 100 Continue")
            try client.send("body")
            #expect(try client.receiveAnswer().bodyText == "100-Continuebody")
            let copy = try proxy.candidate.wait(requests: 1)[0]
            #expect(copy.values("expect") == [], "who gets a complete copy waits for nothing")
            #expect(copy.bodyText == "body")
        }
    }

    @Test("Expect: a refusal without 100 ends the connection, since nobody knows whether the body still comes")
    func continueRefused() async throws {
        let legacy = try ScriptedUpstream { peer in
            _ = try peer.receiveHead()
            try peer.send(Message.answer("403 Forbidden", fields: ["Content-Length: 0"]))
            _ = try peer.socket.takeUntilClose()
        }
        try await withProxy(legacy: legacy, candidate: try .ok()) { proxy in
            let client = try proxy.connect()
            try client.send(Message.request("POST", "/", fields: ["Expect: 100-continue", "Content-Length: 4"]))
            let answer = try client.receiveAnswer()
            #expect(answer.status == 403)
            #expect(answer.values("connection") == ["close"])
            #expect(try client.takeUntilClose() == [])
            #expect(proxy.candidate.connections == 0)
        }
    }

    @Test("Expect on HTTP/1.0 is ignored")
    func continueIgnored() async throws {
        try await withProxy(legacy: try .ok(), candidate: try .ok()) { proxy in
            let client = try proxy.connect()
            try client.send("POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\na")
            #expect(try client.receiveAnswer().status == 200)
            #expect(try proxy.legacy.wait(requests: 1)[0].values("expect") == [])
        }
    }
}
