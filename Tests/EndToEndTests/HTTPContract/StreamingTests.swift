import Testing

/// What is not a request and an answer but a stream: each piece goes through when it comes, in either direction.
@Suite("HTTP contract, streams", .serialized)
struct StreamingTests {
    private static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
    private static let size = 64 << 20
    /// What sockets and watermarks may hold between two ends; far less than the whole.
    private static let held = 24 << 20

    /// How a server without end frames what it says.
    enum Framing: CaseIterable { case chunks, untilClose }

    /// What the mirrored side does meanwhile.
    enum Mirrored: CaseIterable { case streamsToo, neverAnswers }

    @Test(
        "server-sent events: the first reaches the client before the upstream sends the second, and so on",
        arguments: Framing.allCases, Mirrored.allCases)
    func events(_ framing: Framing, _ mirrored: Mirrored) throws {
        let proxy = try ContractProxy.streaming.get()
        let token = proxy.token()
        let confirmed = Monitored(0)
        let script: ContractUpstream.Script = { exchange in
            let coding = framing == .chunks ? "Transfer-Encoding: chunked\r\n" : ""
            try exchange.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\(coding)\r\n")
            for number in 1...20 {
                let event = "data: \(number + 100)\n\n"
                try exchange.send(framing == .chunks ? "b\r\n\(event)\r\n" : event)
                // Nothing more before the client has it.
                try confirmed.wait(for: "event \(number) at the client") { $0 >= number }
            }
            if framing == .chunks { try exchange.send("0\r\n\r\n") }
            return .close
        }
        proxy.legacy.on(token, script)
        proxy.candidate.on(token) { exchange in
            if mirrored == .streamsToo { return try script(exchange) }
            try confirmed.wait(for: "the end") { $0 == 20 }
            return .close
        }
        let client = try proxy.connect()
        try client.send("GET /\(token) HTTP/1.1\r\nHost: a\r\nAccept: text/event-stream\r\n\r\n")
        let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
        #expect(String(octets: try client.take(upTo: head.octets.count)) == head)
        for number in 1...20 {
            #expect(String(octets: try client.take(upTo: 16)) == "b\r\ndata: \(number + 100)\n\n\r\n")
            confirmed.withLock { $0 = number }
        }
        #expect(String(octets: try client.take(upTo: 5)) == "0\r\n\r\n")
        try client.send("GET /\(token)-next HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try client.takeAnswer().text == Self.ok)
    }

    @Test("an upload in chunks: each reaches the upstream before the client sends the next")
    func upload() throws {
        let proxy = try ContractProxy.streaming.get()
        let token = proxy.token()
        let confirmed = Monitored(0)
        proxy.legacy.on(token) { exchange in
            for number in 1...20 {
                guard try exchange.wire.take(through: "piece \(number);") != nil else { return .close }
                confirmed.withLock { $0 = number }
            }
            guard try exchange.wire.take(through: "0\r\n\r\n") != nil else { return .close }
            try exchange.send(Self.ok)
            return .keep
        }
        let client = try proxy.connect()
        try client.send("POST /\(token) HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
        for number in 1...20 {
            let piece = "piece \(number);"
            try client.send("\(String(piece.utf8.count, radix: 16))\r\n\(piece)\r\n")
            try confirmed.wait(for: "piece \(number) at the upstream") { $0 >= number }
        }
        #expect(proxy.candidate.received(token).isEmpty, "a copy starts when its request is complete")
        try client.send("0\r\n\r\n")
        #expect(try client.takeAnswer().text == Self.ok)
        let copy = try proxy.candidate.wait(token, whole: 1)[0]
        #expect(String(octets: copy.body) == (1...20).map { "piece \($0);" }.joined())
    }

    @Test("both ways at once: the upstream answers each piece of a request before the next comes")
    func echo() throws {
        let proxy = try ContractProxy.streaming.get()
        let token = proxy.token()
        proxy.legacy.on(token) { exchange in
            try exchange.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            for number in 1...20 {
                guard try exchange.wire.take(through: "\(number);") != nil else { return .close }
                try exchange.send("4\r\n\(number + 100)!\r\n")
            }
            guard try exchange.wire.take(through: "0\r\n\r\n") != nil else { return .close }
            try exchange.send("0\r\n\r\n")
            return .keep
        }
        let client = try proxy.connect()
        try client.send("POST /\(token) HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
        #expect(try client.take(through: "\r\n\r\n") != nil)
        for number in 1...20 {
            let piece = "\(number);"
            try client.send("\(piece.utf8.count)\r\n\(piece)\r\n")
            #expect(String(octets: try client.take(upTo: 9)) == "4\r\n\(number + 100)!\r\n")
        }
        try client.send("0\r\n\r\n")
        #expect(String(octets: try client.take(upTo: 5)) == "0\r\n\r\n")
        try client.send("GET /\(token)-next HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try client.takeAnswer().text == Self.ok)
    }

    // MARK: Slowness and size

    @Test("a slow client stops the upstream, and memory stays; when it reads, all of 64 MiB comes")
    func slowClient() throws {
        let proxy = try ContractProxy.streaming.get()
        let token = proxy.token()
        let blocked = Monitored<Int?>(nil)
        proxy.legacy.on(token) { exchange in
            try exchange.send("HTTP/1.1 200 OK\r\nContent-Length: \(Self.size)\r\n\r\n")
            let sent = try exchange.wire.sendUntilBlocked(Octets.pattern, atMost: Self.size)
            blocked.withLock { $0 = sent }
            try Self.send(sent..<Self.size, to: exchange.wire)
            return .keep
        }
        let before = try proxy.residentBytes()
        let client = try proxy.connect(receiveBuffer: 64 * 1024)
        try client.send("GET /\(token) HTTP/1.1\r\nHost: a\r\n\r\n")
        try blocked.wait(for: "the upstream to block") { $0 != nil }
        #expect(blocked.withLock { $0 ?? .max } < Self.held)
        let grown = try proxy.residentBytes() - before
        #expect(grown < 8 << 20, "\(grown) bytes")
        #expect(try client.take(through: "\r\n\r\n") != nil)
        let received = try client.discard(atMost: Self.size, matching: Octets.pattern)
        #expect(received == Self.size)
        try client.send("GET /\(token)-next HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try client.takeAnswer().text == Self.ok)
    }

    @Test("a slow upstream stops the client, and memory stays; when it reads, all of 64 MiB goes")
    func slowUpstream() throws {
        let proxy = try ContractProxy.streaming.get()
        let token = proxy.token()
        let mayRead = Monitored(false)
        proxy.legacy.on(token) { exchange in
            try mayRead.wait(for: "the client to block") { $0 }
            let count = try exchange.wire.discard(atMost: Self.size, matching: Octets.pattern)
            try exchange.send("HTTP/1.1 200 OK\r\nContent-Length: \(String(count).count)\r\n\r\n\(count)")
            return .keep
        }
        let client = try proxy.connect()
        try client.send("POST /\(token) HTTP/1.1\r\nHost: a\r\nContent-Length: \(Self.size)\r\n\r\n")
        try proxy.legacy.wait(token, begun: 1)
        let before = try proxy.residentBytes()
        let sent = try client.sendUntilBlocked(Octets.pattern, atMost: Self.size)
        #expect(sent < Self.held)
        let grown = try proxy.residentBytes() - before
        #expect(grown < 8 << 20, "\(grown) bytes")
        mayRead.withLock { $0 = true }
        try Self.send(sent..<Self.size, to: client)
        #expect(String(octets: try client.takeAnswer().body) == "\(Self.size)")
        #expect(proxy.candidate.received(token).isEmpty)
    }

    @Test("256 MiB each way pass through a small program")
    func large() throws {
        let proxy = try ContractProxy.streaming.get()
        let token = proxy.token()
        let size = 256 << 20
        proxy.legacy.on(token) { exchange in
            guard try exchange.wire.discard(atMost: size, matching: Octets.pattern) == size else { return .close }
            try exchange.send("HTTP/1.1 200 OK\r\nContent-Length: \(size)\r\n\r\n")
            try Self.send(0..<size, to: exchange.wire)
            return .keep
        }
        let before = try proxy.outcomes(of: "streams")
        let client = try proxy.connect()
        try client.send("POST /\(token)/streams HTTP/1.1\r\nHost: a\r\nContent-Length: \(size)\r\n\r\n")
        try Self.send(0..<size, to: client)
        #expect(try client.take(through: "\r\n\r\n") != nil)
        let received = try client.discard(atMost: size, matching: Octets.pattern)
        #expect(received == size)
        try client.send("GET /\(token)-next/streams HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try client.takeAnswer().text == Self.ok)
        let highest = try proxy.residentBytes(atMost: true)
        #expect(highest < 100 << 20 || SanitizedRun.isOn, "\(highest) bytes")
        #expect(try proxy.newOutcomes(of: "streams", since: before, count: 2) == ["tooLarge": 1, "match": 1])
        #expect(proxy.candidate.received(token).isEmpty)
    }

    /// Sends the octets of these positions.
    private static func send(_ part: Range<Int>, to wire: Wire) throws {
        for start in stride(from: part.lowerBound, to: part.upperBound, by: 1 << 16) {
            try wire.send(Octets.pattern(at: start, count: min(1 << 16, part.upperBound - start)))
        }
    }
}
