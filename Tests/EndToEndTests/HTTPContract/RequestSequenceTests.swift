import Testing

/// The rows of the table of requests in which time or order matters: who speaks first, what waits for what, who is cut.
@Suite("HTTP contract, the course of a request", .serialized)
struct RequestSequenceTests {
    private static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
    private static let okAndClose = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"

    // MARK: Expect

    @Test(
        "Expect: 100-continue, any case, on 1.1: 100 when the served side is ready",
        arguments: ["Expect: 100-continue", "expect: 100-CONTINUE", "EXPECT:100-Continue"])
    func expectation(_ field: String) throws {
        let proxy = try ContractProxy.plain.get()
        let token = proxy.token()
        let isAsked = Monitored(false)
        proxy.legacy.on(token) { exchange in
            try isAsked.wait(for: "the test") { $0 }
            try exchange.send("HTTP/1.1 100 Continue\r\n\r\n")
            return try ContractUpstream.ok(exchange)
        }
        let client = try proxy.connect()
        try client.send("POST /\(token) HTTP/1.1\r\nHost: a\r\n\(field)\r\nContent-Length: 4\r\n\r\n")
        try proxy.legacy.wait(token, begun: 1)
        try proxy.barrier()
        #expect(try !client.hasNews, "nothing before the served side is ready")
        isAsked.withLock { $0 = true }
        #expect(try client.takeAnswer().text == "HTTP/1.1 100 Continue\r\n\r\n")
        try client.send("body")
        #expect(try client.takeAnswer().text == Self.ok)
        try client.send("GET /\(token)-next HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try client.takeAnswer().text == Self.ok)
        let served = try proxy.legacy.wait(token, whole: 1)[0]
        #expect(
            served.values("expect") == [field.split(separator: ":").last?.trimmingPrefix(" ")].map { String($0 ?? "") })
        let copy = try proxy.candidate.wait(token, whole: 1)[0]
        #expect(copy.values("expect").isEmpty && copy.body == "body".octets, "who has the body waits for nothing")
    }

    @Test("Expect on 1.0: ignored, whatever is expected", arguments: ["100-continue", "something-else"])
    func expectationOfHTTP10(_ expectation: String) throws {
        let proxy = try ContractProxy.plain.get()
        let token = proxy.token()
        proxy.legacy.on(token, ContractUpstream.answering("HTTP/1.1 100 Continue\r\n\r\n" + Self.ok))
        let client = try proxy.connect()
        try client.send("POST /\(token) HTTP/1.0\r\nHost: a\r\nExpect: \(expectation)\r\nContent-Length: 4\r\n\r\nbody")
        #expect(String(octets: try client.takeToEnd()) == Self.okAndClose)
        #expect(try proxy.legacy.wait(token, whole: 1)[0].values("expect").isEmpty)
    }

    @Test("a final answer in place of 100: forwarded, and the connection closed, since a body may or may not follow")
    func expectationRefused() throws {
        let proxy = try ContractProxy.plain.get()
        let token = proxy.token()
        proxy.legacy.on(token) { exchange in
            try exchange.send("HTTP/1.1 401 No\r\nContent-Length: 2\r\n\r\nno")
            return .keep
        }
        let client = try proxy.connect()
        try client.send("POST /\(token) HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n")
        #expect(
            String(octets: try client.takeToEnd())
                == "HTTP/1.1 401 No\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno")
        #expect(client.ending == .closed)
        client.close()
        try proxy.legacy.waitForEnds(token)
        #expect(proxy.candidate.received(token).isEmpty, "the request was never complete")
    }

    // MARK: Pipelining and ends

    @Test("pipelined requests: answered in order, however long the first takes")
    func pipelined() throws {
        let proxy = try ContractProxy.plain.get()
        let (slow, quick) = (proxy.token(), proxy.token())
        let isReleased = Monitored(false)
        proxy.legacy.on(slow) { exchange in
            try isReleased.wait(for: "the test") { $0 }
            try exchange.takeBody()
            try exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nslow")
            return .keep
        }
        let client = try proxy.connect()
        try client.send(
            "POST /\(slow) HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"
                + "GET /\(quick)/1 HTTP/1.1\r\nHost: a\r\n\r\nHEAD /\(quick)/2 HTTP/1.1\r\nHost: a\r\n\r\n"
                + "POST /\(quick)/3 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n")
        try proxy.legacy.wait(slow, begun: 1)
        try proxy.barrier()
        #expect(try !client.hasNews && proxy.legacy.received(quick).isEmpty, "one at a time is under way")
        proxy.legacy.on(quick) { exchange in
            try exchange.takeBody()
            let number = exchange.request.startLine.split(separator: " ")[1].suffix(1)
            try exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n" + (number == "2" ? "" : number))
            return .keep
        }
        isReleased.withLock { $0 = true }
        #expect(String(octets: try client.takeAnswer().body) == "slow")
        #expect(String(octets: try client.takeAnswer().body) == "1")
        #expect(try client.takeAnswer(to: "HEAD").text == "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n")
        #expect(String(octets: try client.takeAnswer().body) == "3")
        try proxy.candidate.wait(quick, whole: 3)
        #expect(
            Set(proxy.candidate.received(quick).map(\.message.startLine))
                == Set(proxy.legacy.received(quick).map(\.message.startLine)))
    }

    @Test(
        "nothing after a close is processed",
        arguments: [("1.1", "Connection: close\r\n"), ("1.0", "")])
    func behindClose(version: String, field: String) throws {
        let proxy = try ContractProxy.plain.get()
        let (token, behind) = (proxy.token(), proxy.token())
        let client = try proxy.connect()
        try client.send(
            "GET /\(token) HTTP/\(version)\r\nHost: a\r\n\(field)\r\nGET /\(behind) HTTP/1.1\r\nHost: a\r\n\r\n"
                + "no HTTP at all\r\n\r\n")
        #expect(String(octets: try client.takeToEnd()) == Self.okAndClose)
        #expect(client.ending == .closed)
        try proxy.barrier()
        #expect(proxy.legacy.received(behind).isEmpty && proxy.candidate.received(behind).isEmpty)
    }

    @Test("half-close by the client after its request: still answered", arguments: [1, 2])
    func halfClose(requests: Int) throws {
        let proxy = try ContractProxy.plain.get()
        let token = proxy.token()
        let isReleased = Monitored(false)
        proxy.legacy.on(token) { exchange in
            try isReleased.wait(for: "the test") { $0 }
            return try ContractUpstream.ok(exchange)
        }
        let client = try proxy.connect()
        try client.send(
            String(repeating: "POST /\(token) HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx", count: requests))
        client.finishSending()
        try proxy.legacy.wait(token, begun: 1)
        try proxy.barrier()
        isReleased.withLock { $0 = true }
        let answers = String(octets: try client.takeToEnd())
        #expect(answers == String(repeating: Self.ok, count: requests - 1) + Self.okAndClose)
        #expect(client.ending == .closed)
        #expect(try proxy.candidate.wait(token, whole: requests).count == requests)
    }

    @Test(
        "close means: answer, then close the connection after a short linger, whatever the client still sends",
        arguments: [
            "GET /TOKEN HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "nonsense\r\n\r\n",
            "GET /TOKEN HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "GET /TOKEN HTTP/1.0\r\nHost: a\r\n\r\n",
        ])
    func linger(request: String) throws {
        let proxy = try ContractProxy.plain.get()
        let client = try proxy.connect()
        // More than is read before the verdict: to close on it would be to reset.
        try client.send(
            request.replacing("TOKEN", with: proxy.token()).octets + [UInt8](repeating: 0x78, count: 1 << 20))
        let answer = try client.takeAnswer()
        #expect(answer.isComplete && answer.values("connection") == ["close"])
        #expect(try client.takeToEnd() == [])
        #expect(client.ending == .closed, "a reset could have cost the answer")
    }

    // MARK: Slowness

    @Test("a head that stalls: 408, close", arguments: ["GET", "HEAD"])
    func stalledHead(method: String) throws {
        let client = try ContractProxy.idleOnly.get().connect()
        try client.send("\(method) /x HTTP/1.1\r\nHost: a\r\nA: ")
        try Self.expectTooSlow(client, method)
    }

    @Test("a head that comes steadily and is not through in time: 408, close")
    func steadyHead() throws {
        let proxy = try ContractProxy.totalOnly.get()
        let client = try proxy.connect()
        try client.send("GET /x HTTP/1.1\r\nHost: a\r\nA: ")
        try Self.send("b", steadilyTo: proxy, client)
        try Self.expectTooSlow(client)
    }

    @Test(
        "a connection on which nothing comes: closed without a word",
        arguments: ["", "GET /x HTTP/1.1\r\nHost: a\r\n\r\n"])
    func idle(before: String) throws {
        let client = try ContractProxy.idleOnly.get().connect()
        try client.send(before)
        #expect(String(octets: try client.takeToEnd()) == (before.isEmpty ? "" : Self.ok))
        #expect(client.ending == .closed)
    }

    @Test(
        "a body that stalls: 408, close; aborted at the served side, never mirrored",
        arguments: ["Content-Length: 5\r\n\r\nab", "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"])
    func stalledBody(_ start: String) throws {
        let proxy = try ContractProxy.idleOnly.get()
        let token = proxy.token()
        let client = try proxy.connect()
        try client.send("POST /\(token)/a HTTP/1.1\r\nHost: a\r\n\(start)")
        try Self.expectTooSlow(client)
        try Self.expectAborted(proxy, token)
    }

    @Test(
        "a body that comes steadily and is not through in time: 408, close",
        arguments: [("Content-Length: 1000000", "x"), ("Transfer-Encoding: chunked", "1\r\nx\r\n")])
    func steadyBody(framing: String, piece: String) throws {
        let proxy = try ContractProxy.totalOnly.get()
        let token = proxy.token()
        let client = try proxy.connect()
        try client.send("POST /\(token)/a HTTP/1.1\r\nHost: a\r\n\(framing)\r\n\r\n")
        try Self.send(piece, steadilyTo: proxy, client)
        try Self.expectTooSlow(client)
        try Self.expectAborted(proxy, token)
    }

    /// Sends a piece again and again, each when the proxy has read the one before, until an answer comes.
    private static func send(_ piece: String, steadilyTo proxy: ContractProxy, _ client: Wire) throws {
        // Bounded: each barrier takes a part of a millisecond at least.
        for _ in 0..<20_000 where try !client.hasNews {
            try client.send(piece)
            try proxy.barrier()
        }
    }

    private static func expectTooSlow(_ client: Wire, _ method: String = "GET") throws {
        try Refusal.expectOwnAnswer(
            try client.takeAnswer(to: method), 408, closes: true, isBodyless: method == "HEAD",
            saying: "did not arrive in time")
        #expect(try client.takeToEnd() == [])
        #expect(client.ending == .closed)
    }

    /// What came of the request was forwarded, and given up; there was no copy.
    private static func expectAborted(_ proxy: ContractProxy, _ token: String) throws {
        try proxy.legacy.wait(token, begun: 1)
        try proxy.legacy.waitForEnds(token)
        #expect(proxy.legacy.received(token).map(\.message.isComplete) == [false])
        #expect(proxy.candidate.received(token).isEmpty)
    }

    @Test("an answer that is not read: the slow reader is cut")
    func stalledReader() throws {
        let proxy = try ContractProxy.idleOnly.get()
        let token = proxy.token()
        let client = try Self.askForMuch(proxy, token)
        // Reads nothing until the proxy has given it up.
        try proxy.legacy.wait(token, begun: 1)
        try proxy.legacy.waitForEnds(token)
        #expect(try client.discard(atMost: Self.much) < Self.much)
    }

    @Test("an answer that is read steadily and is not through in time: the slow reader is cut")
    func steadyReader() throws {
        let proxy = try ContractProxy.totalOnly.get()
        let token = proxy.token()
        let client = try Self.askForMuch(proxy, token)
        var read = 0
        // Bounded: it ends with the answer.
        while case let piece = try client.take(upTo: 2048), !piece.isEmpty {
            read += piece.count
            try proxy.barrier()
        }
        #expect(read < Self.much)
        try proxy.legacy.waitForEnds(token)
    }

    /// Bytes of an answer that no slow reader reads in time.
    private static let much = 64 << 20

    private static func askForMuch(_ proxy: ContractProxy, _ token: String) throws -> Wire {
        proxy.legacy.on(token) { exchange in
            try exchange.send("HTTP/1.1 200 OK\r\nContent-Length: \(much)\r\n\r\n")
            let chunk = [UInt8](repeating: 0x78, count: 1 << 16)
            for _ in 0..<much / chunk.count { try exchange.wire.send(chunk) }
            return .keep
        }
        let client = try proxy.connect(receiveBuffer: 16 * 1024)
        try client.send("GET /\(token) HTTP/1.1\r\nHost: a\r\n\r\n")
        return client
    }

    // MARK: The proxy's own answers

    @Test("our own answers: always HTTP/1.1, JSON, Content-Length", arguments: ["1.0", "1.1"], ["GET", "HEAD"])
    func ownAnswers(version: String, method: String) throws {
        let proxy = try ContractProxy.plain.get()
        let token = proxy.token()
        proxy.legacy.on(token, ContractUpstream.answering("no HTTP at all\r\n\r\n", then: .close))
        let client = try proxy.connect()
        try client.send("\(method) /\(token) HTTP/\(version)\r\nHost: a\r\nConnection: keep-alive\r\n\r\n")
        try Refusal.expectOwnAnswer(
            try client.takeAnswer(to: method), 502, closes: false, keepsAlive: version == "1.0",
            isBodyless: method == "HEAD", error: "upstreamMalformed", saying: "the legacy upstream")
        // Of the other kind, so that whether there is content is decided anew each time.
        let other = method == "HEAD" ? "GET" : "HEAD"
        try client.send("\(other) /\(token)-next HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try client.takeAnswer(to: other).status == 200)
        try client.send("\(method) /x HTTP/\(version)\r\nHost: a\r\nHost: b\r\nConnection: keep-alive\r\n\r\n")
        try Refusal.expectOwnAnswer(
            try client.takeAnswer(to: method), 400, closes: true, isBodyless: method == "HEAD",
            saying: "Host is given twice")
        #expect(try client.takeToEnd() == [])
    }

    @Test("our own answers for an upstream to a client that closes: Connection: close, closed", arguments: [502, 504])
    func ownLastAnswer(status: Int) throws {
        let proxy = try (status == 502 ? ContractProxy.plain : ContractProxy.hasty).get()
        let token = proxy.token()
        proxy.legacy.on(token) { exchange in
            if status == 502 { try exchange.send("no HTTP at all\r\n\r\n") }
            _ = try exchange.wire.takeToEnd()
            return .close
        }
        let client = try proxy.connect()
        try client.send("GET /\(token) HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        try Refusal.expectOwnAnswer(try client.takeAnswer(), status, closes: true, saying: "the legacy upstream")
        #expect(try client.takeToEnd() == [])
        #expect(client.ending == .closed)
    }

    @Test("no connection to legacy is free and nobody may wait for one: 503, and the client's connection goes on")
    func saturated() throws {
        let proxy = try ContractProxy.narrow.get()
        let token = proxy.token()
        let isReleased = Monitored(false)
        proxy.legacy.on(token) { exchange in
            try isReleased.wait(for: "the test") { $0 }
            return try ContractUpstream.ok(exchange)
        }
        let first = try proxy.connect()
        try first.send("GET /\(token) HTTP/1.1\r\nHost: a\r\n\r\n")
        try proxy.legacy.wait(token, begun: 1)
        let second = try proxy.connect()
        try second.send("GET /\(token)-second HTTP/1.1\r\nHost: a\r\n\r\n")
        try Refusal.expectOwnAnswer(try second.takeAnswer(), 503, closes: false, saying: "the legacy upstream")
        isReleased.withLock { $0 = true }
        #expect(try first.takeAnswer().text == Self.ok)
        try second.send("GET /\(token)-next HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try second.takeAnswer().text == Self.ok)
        #expect(proxy.legacy.received("\(token)-second").isEmpty)
    }

    @Test("a request of HTTP/1.0 without Host gets the upstream's own")
    func noHost() throws {
        let proxy = try ContractProxy.plain.get()
        let token = proxy.token()
        let client = try proxy.connect()
        try client.send("GET /\(token) HTTP/1.0\r\n\(Passage.identity)\r\n")
        #expect(String(octets: try client.takeToEnd()) == Self.okAndClose)
        let added = "Via: 1.1 parallax\r\nX-Forwarded-For: 127.0.0.1\r\nX-Forwarded-Proto: http\r\n"
        #expect(
            try proxy.legacy.wait(token, whole: 1)[0].head
                == "GET /\(token) HTTP/1.1\r\nHost: 127.0.0.1:\(proxy.legacy.port)\r\n\(Passage.identity)\(added)\r\n")
        #expect(
            try proxy.candidate.wait(token, whole: 1)[0].head
                == "GET /\(token) HTTP/1.1\r\nHost: 127.0.0.1:\(proxy.candidate.port)\r\n\(Passage.identity)\(added)"
                + "Parallax-Mirror: ?1\r\n\r\n")
    }
}
