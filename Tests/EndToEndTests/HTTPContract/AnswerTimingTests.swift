import Testing

/// The rows of the table of answers in which it matters when an answer, or the end of a connection, comes.
@Suite("HTTP contract, answers out of turn", .serialized)
struct AnswerTimingTests {
    private static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

    // MARK: Early answers

    @Test(
        """
        early final answer while the request body still comes: forwarded at once; the rest is drained within a limit, \
        and the copy has all of it
        """,
        arguments: [false, true])
    func early(isChunked: Bool) throws {
        let proxy = try ContractProxy.timing.get()
        let token = proxy.token()
        proxy.legacy.on(token) { exchange in
            try exchange.send("HTTP/1.1 403 No\r\nContent-Length: 2\r\n\r\nno")
            return .keep
        }
        let body = Octets.pattern(at: 0, count: 200_000)
        let client = try proxy.connect()
        let framing = isChunked ? "Transfer-Encoding: chunked\r\n\r\n2\r\n" : "Content-Length: 200000\r\n\r\n"
        try client.send("POST /\(token) HTTP/1.1\r\nHost: a\r\n\(framing)")
        try client.send(body.prefix(2))
        #expect(try client.takeAnswer().text == "HTTP/1.1 403 No\r\nContent-Length: 2\r\n\r\nno")
        if isChunked { try client.send("\r\n\(String(199_998, radix: 16))\r\n") }
        try client.send(body.dropFirst(2))
        if isChunked { try client.send("\r\n0\r\n\r\n") }
        try client.send("GET /\(token)-next HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try client.takeAnswer().text == Self.ok)
        let copy = try proxy.candidate.wait(token, whole: 1)[0].body
        let isWhole = copy == body
        #expect(isWhole, "\(copy.count) bytes")
        try proxy.legacy.waitForEnds(token)
        #expect(proxy.legacy.received("\(token)-next")[0].connection != proxy.legacy.received(token)[0].connection)
    }

    @Test("early final answer, and more of the body than the limit: the connection closed")
    func earlyAndEndless() throws {
        let proxy = try ContractProxy.timing.get()
        let token = proxy.token()
        proxy.legacy.on(token) { exchange in
            try exchange.send("HTTP/1.1 403 No\r\nContent-Length: 2\r\n\r\nno")
            return .keep
        }
        let client = try proxy.connect()
        try client.send("POST /\(token) HTTP/1.1\r\nHost: a\r\nContent-Length: \(1 << 40)\r\n\r\nab")
        #expect(try client.takeAnswer().text == "HTTP/1.1 403 No\r\nContent-Length: 2\r\n\r\nno")
        let chunk = [UInt8](repeating: 0x78, count: 1 << 16)
        // Bounded: what lingers takes no more than a second's worth.
        for _ in 0..<65_536 where try !client.hasNews { try client.send(chunk) }
        #expect(try client.takeToEnd() == [])
        try proxy.legacy.waitForEnds(token)
        #expect(proxy.candidate.received(token).isEmpty)
    }

    @Test("early final answer of an upstream that closes with the body unread: the client gets it all the same")
    func earlyAndReset() throws {
        let proxy = try ContractProxy.timing.get()
        let block = [UInt8](repeating: 0x78, count: 1 << 16)
        for _ in 0..<20 {
            let token = proxy.token()
            proxy.legacy.on(token) { exchange in
                try exchange.send("HTTP/1.1 413 Large\r\nContent-Length: 2\r\n\r\nno")
                return .close
            }
            let client = try proxy.connect()
            try client.send("POST /\(token) HTTP/1.1\r\nHost: a\r\nContent-Length: \(block.count * 8)\r\n\r\n")
            for _ in 0..<8 { try client.send(block) }
            #expect(try client.takeAnswer().text == "HTTP/1.1 413 Large\r\nContent-Length: 2\r\n\r\nno")
            try client.send("GET /\(token)-next HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try client.takeAnswer().text == Self.ok)
        }
    }

    // MARK: Stale connections

    @Test("idle upstream connection that was closed: not used again, and a POST goes on a fresh one")
    func closedWhileIdle() throws {
        let proxy = try ContractProxy.timing.get()
        let token = proxy.token()
        proxy.legacy.on(token) { exchange in
            try exchange.takeBody()
            try exchange.send(Self.ok)
            return .close
        }
        let client = try proxy.connect()
        for number in 1...2 {
            try client.send("POST /\(token) HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n")
            #expect(try client.takeAnswer().text == Self.ok)
            try proxy.legacy.wait(token, whole: number)
            try proxy.legacy.waitForEnds(token)
            try proxy.barrier()
        }
        #expect(Set(proxy.legacy.received(token).map(\.connection)).count == 2)
    }

    @Test(
        "idle upstream connection whose end has come before the request is written: a POST goes on a fresh one",
        arguments: [ContractUpstream.Next.close, .reset], [1, 3_000, 100_000])
    func endedBeforeSending(then: ContractUpstream.Next, length: Int) throws {
        let request = "POST /TOKEN HTTP/1.1\r\nHost: a\r\nContent-Length: \(length)\r\n\r\n"
        try expectFreshConnection(for: request + String(repeating: "x", count: length)) { _ in then }
    }

    @Test(
        "idle upstream connection with an answer that nobody asked for: the request goes on a fresh one",
        arguments: ["GET", "POST"])
    func unasked(method: String) throws {
        try expectFreshConnection(for: "\(method) /TOKEN HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx") {
            exchange in
            try exchange.send("HTTP/1.1 408 Request Timeout\r\nContent-Length: 4\r\n\r\nevil")
            return .close
        }
    }

    /// - Parameter end: What becomes of the first connection, when the next request is under way and before the proxy takes that.
    private func expectFreshConnection(for request: String, end: @escaping ContractUpstream.Script) throws {
        let proxy = try ContractProxy.timing.get()
        let token = proxy.token()
        let isNextSent = Monitored(false)
        proxy.legacy.on(token) { exchange in
            try exchange.takeBody()
            try exchange.send(Self.ok)
            guard exchange.index == 0 else { return .keep }
            try isNextSent.wait(for: "the next request") { $0 }
            return try end(exchange)
        }
        let client = try proxy.connect()
        let request = request.replacing("TOKEN", with: token)
        try client.send(request)
        #expect(try client.takeAnswer().text == Self.ok)
        try proxy.whileStopped {
            // In this order, so that the proxy takes the request before it hears of the connection.
            try client.send(request)
            isNextSent.withLock { $0 = true }
            try proxy.legacy.waitForEnds(token)
        }
        #expect(try client.takeAnswer().text == Self.ok)
        #expect(Set(proxy.legacy.received(token).map(\.connection)).count == 2)
        try proxy.candidate.wait(token, whole: 2)
    }

    @Test("surplus bytes that come behind the answer, on the idle connection: it is not used again")
    func lateSurplus() throws {
        let proxy = try ContractProxy.timing.get()
        let token = proxy.token()
        let steps = Monitored(0)
        proxy.legacy.on(token) { exchange in
            try exchange.send(Self.ok)
            try steps.wait(for: "the answer at the client") { $0 == 1 }
            try exchange.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil")
            steps.withLock { $0 = 2 }
            return .keep
        }
        let client = try proxy.connect()
        try client.send("GET /\(token) HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try client.takeAnswer().text == Self.ok)
        steps.withLock { $0 = 1 }
        try steps.wait(for: "the surplus") { $0 == 2 }
        try proxy.legacy.waitForEnds(token)
        try client.send("GET /\(token)-next HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try client.takeAnswer().text == Self.ok)
        #expect(proxy.legacy.received("\(token)-next")[0].connection != proxy.legacy.received(token)[0].connection)
    }

    @Test(
        "idle upstream connection closed just as it is reused: safe methods are retried once on a fresh connection",
        arguments: ["GET", "HEAD", "OPTIONS"], [ContractUpstream.Next.close, .reset])
    func stale(method: String, then: ContractUpstream.Next) throws {
        let proxy = try ContractProxy.timing.get()
        let token = proxy.token()
        proxy.legacy.on(token) { exchange in
            // The second request on the first connection meets its end; what comes on another one is answered.
            guard exchange.index != 1 else { return then }
            return try ContractUpstream.answering(method == "HEAD" ? "HTTP/1.1 200 OK\r\n\r\n" : Self.ok)(exchange)
        }
        let client = try proxy.connect()
        for _ in 0..<2 {
            try client.send("\(method) /\(token) HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try client.takeAnswer(to: method).status == 200)
        }
        let connections = proxy.legacy.received(token).map(\.connection)
        #expect(connections.count == 3 && connections[0] == connections[1] && connections[2] != connections[0])
        try proxy.candidate.wait(token, whole: 2)
        #expect(proxy.candidate.received(token).count == 2, "a retry is not another copy")
    }

    @Test(
        "idle upstream connection closed just as it is reused: a POST is never sent twice",
        arguments: [ContractUpstream.Next.close, .reset], [0, 100_000])
    func neverTwice(then: ContractUpstream.Next, length: Int) throws {
        for serving in ContractProxy.Serving.allCases {
            let proxy = try serving.timing
            let token = proxy.token()
            proxy.served.on(token) { exchange in
                guard exchange.index != 1 else { return then }
                return try ContractUpstream.ok(exchange)
            }
            let client = try proxy.connect()
            try client.send("POST /\(token) HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n")
            #expect(try client.takeAnswer().text == Self.ok)
            try client.send("POST /\(token) HTTP/1.1\r\nHost: a\r\nContent-Length: \(length)\r\n\r\n")
            try client.send([UInt8](repeating: 0x78, count: length))
            try Refusal.expectOwnAnswer(try client.takeAnswer(), 502, closes: false, error: "upstreamUnreachable")
            try proxy.mirrored.wait(token, whole: 2)
            try proxy.barrier()
            #expect(proxy.mirrored.received(token).count == 2)
            let connections = proxy.served.received(token).map(\.connection)
            #expect(connections.count == 2 && connections[0] == connections[1])
        }
    }
}
