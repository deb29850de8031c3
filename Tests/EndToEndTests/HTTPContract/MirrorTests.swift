import Testing

/// The rows of the table of the mirror: what the mirrored side gets, and that nothing of what it does is felt.
@Suite("HTTP contract, the mirror", .serialized)
struct MirrorTests {
    private static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

    // MARK: What the mirrored side does

    /// What the mirrored side does in place of answering.
    struct Behaviour: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// Ends at the latest when the gate opens.
        let script: @Sendable (ContractUpstream.Exchange, Monitored<Bool>) throws -> ContractUpstream.Next

        static func sending(_ text: String, _ name: String, then next: ContractUpstream.Next?) -> Behaviour {
            Behaviour(testDescription: name) { exchange, gate in
                try exchange.takeBody()
                try exchange.send(text)
                guard let next else {
                    try gate.wait(for: "the client's answers") { $0 }
                    return .close
                }
                return next
            }
        }
    }

    @Test(
        """
        mirrored side stalls, resets, floods, sends garbage, answers 500: the served answer is the same as without a \
        mirror; so is the next request on that client connection
        """,
        arguments: behaviours, ContractProxy.Serving.allCases)
    func unfelt(_ behaviour: Behaviour, _ serving: ContractProxy.Serving) throws {
        let proxy = try serving.proxy
        let token = proxy.token()
        let gate = Monitored(false)
        proxy.mirrored.on(token) { try behaviour.script($0, gate) }
        let before = try proxy.outcomes(of: "mirror")
        try expectUnfelt(proxy, token)
        // Only now may the mirrored side go on: nothing above waited for it.
        gate.withLock { $0 = true }
        let outcomes = try proxy.newOutcomes(of: "mirror", since: before, count: 4)
        #expect(outcomes["match"] == nil && outcomes.values.reduce(0, +) == 4, "\(outcomes)")
        #expect(proxy.mirrored.received(token).count >= 4)
    }

    static let behaviours: [Behaviour] = [
        .sending("", "accepts and never answers", then: nil),
        Behaviour(testDescription: "never reads") { _, gate in
            try gate.wait(for: "the client's answers") { $0 }
            return .close
        },
        .sending("HTTP/1.1 200 OK\r\nContent-", "stalls inside the head", then: nil),
        .sending("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\no", "stalls inside the body", then: nil),
        .sending("HTTP/1.1 103 X\r\n\r\n", "stalls behind an interim answer", then: nil),
        .sending("", "closes", then: .close), .sending("", "resets", then: .reset),
        .sending("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\no", "resets inside the body", then: .reset),
        .sending("no HTTP\r\n\r\n", "garbage", then: .keep),
        .sending("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nok", "two lengths", then: .keep),
        .sending("HTTP/1.1 500 Oh\r\nContent-Length: 2\r\n\r\nno", "500", then: .keep),
        .sending("HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n", "101", then: .keep),
        Behaviour(testDescription: "floods") { exchange, gate in
            try exchange.takeBody()
            try exchange.send("HTTP/1.1 200 OK\r\nContent-Length: \(1 << 40)\r\n\r\n")
            let chunk = [UInt8](repeating: 0x78, count: 1 << 16)
            // Bounded: the proxy has enough long before 1 GB.
            for _ in 0..<(1 << 14) where try !exchange.wire.hasNews { try exchange.wire.send(chunk) }
            return .close
        },
    ]

    @Test(
        "mirrored side refuses: the served answer is the same, and so is the next",
        arguments: ContractProxy.Serving.allCases)
    func refused(_ serving: ContractProxy.Serving) throws {
        let proxy = try serving.lonely
        let before = try proxy.outcomes(of: "mirror")
        try expectUnfelt(proxy, proxy.token())
        let reason = serving == .legacy ? "candidateUnreachable" : "legacyUnreachable"
        #expect(try proxy.newOutcomes(of: "mirror", since: before, count: 4) == [reason: 4])
    }

    /// Four requests on one connection, the copies of all of them outstanding until they are answered.
    private func expectUnfelt(_ proxy: ContractProxy, _ token: String) throws {
        let large = String(repeating: "x", count: 900_000)
        let client = try proxy.connect()
        for request in [
            "POST /\(token)/mirror/1 HTTP/1.1\r\nHost: a\r\nContent-Length: 900000\r\n\r\n\(large)",
            "GET /\(token)/mirror/2 HTTP/1.1\r\nHost: a\r\n\r\n",
            "POST /\(token)/mirror/3 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n",
            "GET /\(token)/mirror/4 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        ] {
            try client.send(request)
            if request.contains("close") {
                let closing = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"
                #expect(String(octets: try client.takeToEnd()) == closing)
                #expect(client.ending == .closed)
            } else {
                #expect(try client.takeAnswer().text == Self.ok)
            }
        }
    }

    @Test(
        """
        ten thousand requests against a mirrored side that accepts and never answers: maxInFlight copies at most; the \
        rest dropped and counted; memory flat
        """)
    func crowd() throws {
        let proxy = try ContractProxy.crowded.get()
        let token = proxy.token()
        let gate = Monitored(false)
        proxy.candidate.on(token) { _ in
            try gate.wait(for: "the client's answers", atMost: 600) { $0 }
            return .close
        }
        let before = try proxy.outcomes(of: "mirror")
        let client = try proxy.connect()
        let body = String(repeating: "x", count: 4_000)
        let request = "POST /\(token)/mirror HTTP/1.1\r\nHost: a\r\nContent-Length: 4000\r\n\r\n\(body)"
        let bundle = String(repeating: request, count: 10).octets
        let expected = String(repeating: Self.ok, count: 10).octets
        var (early, halfway) = (0, 0)
        for round in 1...1_000 {
            try client.send(bundle)
            let answers = try client.take(upTo: expected.count)
            if answers != expected { throw Failure("round \(round): \(String(octets: answers))") }
            if round == 100 { early = try proxy.residentBytes() }
            guard round.isMultiple(of: 50) else { continue }
            // So few exchanges wait for comparison at a time: what grows is never let go.
            _ = try proxy.newOutcomes(of: "mirror", since: before, count: round * 10 - 32)
            if round == 500 { halfway = try proxy.residentBytes() }
        }
        let grown = try proxy.residentBytes() - early
        // The bodies of 9,000 copies alone would be 36 MB; on a busy machine thousands of them may wait for comparison.
        #expect(grown < 28_000_000 || SanitizedRun.isOn, "\(early) bytes and \(grown) more")
        #expect(proxy.candidate.received(token).count <= 32 && proxy.candidate.connections <= 32)
        gate.withLock { $0 = true }
        let outcomes = try proxy.newOutcomes(of: "mirror", since: before, count: 10_000)
        #expect(outcomes.values.reduce(0, +) == 10_000)
        #expect(outcomes["dropped", default: 0] == 10_000 - 32, "\(outcomes)")
        // Nothing is left of any copy: the bodies of 5,000 alone would be 20 MB.
        let kept = try proxy.residentBytes() - halfway
        #expect(kept < 10_000_000 || SanitizedRun.isOn, "\(halfway) bytes and \(kept) more")
    }

    // MARK: What the mirrored side gets

    @Test(
        "request body larger than maxBodyBytes: forwarded whole to the served side; not mirrored; tooLarge",
        arguments: [true, false], ContractProxy.Serving.allCases)
    func tooLarge(isChunked: Bool, serving: ContractProxy.Serving) throws {
        let proxy = try serving.limited
        let token = proxy.token()
        let before = try proxy.outcomes(of: "mirror")
        let body = Self.numbers(65_537)
        let client = try proxy.connect()
        try client.send(
            "POST /\(token)/mirror HTTP/1.1\r\nHost: a\r\n"
                + (isChunked
                    ? "Transfer-Encoding: chunked\r\n\r\n10001\r\n\(body)\r\n0\r\n\r\n"
                    : "Content-Length: 65537\r\n\r\n\(body)"))
        #expect(try client.takeAnswer().text == Self.ok)
        #expect(try proxy.served.wait(token, whole: 1)[0].body == body.octets)
        #expect(try proxy.newOutcomes(of: "mirror", since: before, count: 1) == ["tooLarge": 1])
        #expect(proxy.mirrored.received(token).isEmpty)
    }

    @Test("request body of exactly maxBodyBytes: mirrored", arguments: ContractProxy.Serving.allCases)
    func largest(_ serving: ContractProxy.Serving) throws {
        let proxy = try serving.limited
        let token = proxy.token()
        let before = try proxy.outcomes(of: "mirror")
        let client = try proxy.connect()
        let body = Self.numbers(65_536)
        try client.send("POST /\(token)/mirror HTTP/1.1\r\nHost: a\r\nContent-Length: 65536\r\n\r\n\(body)")
        #expect(try client.takeAnswer().text == Self.ok)
        #expect(try proxy.mirrored.wait(token, whole: 1)[0].body == body.octets)
        #expect(try proxy.newOutcomes(of: "mirror", since: before, count: 1) == ["match": 1])
    }

    /// How a client leaves.
    enum Leaving: CaseIterable { case closes, resets }

    @Test(
        "client goes away after its request was complete: the copy still completes and is compared",
        arguments: Leaving.allCases, ContractProxy.Serving.allCases)
    func goneAfterwards(_ leaving: Leaving, _ serving: ContractProxy.Serving) throws {
        let proxy = try serving.proxy
        let token = proxy.token()
        let gate = Monitored(false)
        let script: ContractUpstream.Script = { exchange in
            try exchange.takeBody()
            try gate.wait(for: "the client to go") { $0 }
            return try ContractUpstream.ok(exchange)
        }
        proxy.legacy.on(token, script)
        proxy.candidate.on(token, script)
        let before = try proxy.outcomes(of: "mirror")
        let client = try proxy.connect()
        try client.send("POST /\(token)/mirror HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody")
        try proxy.served.wait(token, whole: 1)
        leaving == .closes ? client.close() : client.reset()
        try proxy.barrier()
        gate.withLock { $0 = true }
        #expect(try proxy.newOutcomes(of: "mirror", since: before, count: 1) == ["match": 1])
        #expect(try proxy.mirrored.wait(token, whole: 1).map(\.body) == ["body".octets])
    }

    @Test(
        "client goes away inside its body: both sides' requests are aborted; nothing is compared",
        arguments: ["Content-Length: 8\r\n\r\nbody", "Transfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n"],
        Leaving.allCases)
    func goneInside(start: String, leaving: Leaving) throws {
        for serving in ContractProxy.Serving.allCases {
            let proxy = try serving.proxy
            let token = proxy.token()
            let before = try proxy.outcomes(of: "mirror")
            let client = try proxy.connect()
            try client.send("POST /\(token)/mirror HTTP/1.1\r\nHost: a\r\n\(start)")
            try proxy.served.wait(token, begun: 1)
            leaving == .closes ? client.close() : client.reset()
            try proxy.served.waitForEnds(token)
            #expect(proxy.served.received(token).map(\.message.isComplete) == [false])
            try expectNothingElse(proxy, token, since: before)
        }
    }

    @Test(
        "request refused by the proxy itself (400, 413, …): never mirrored, nothing is compared",
        arguments: refusals, ContractProxy.Serving.allCases)
    func refusedIsNotMirrored(_ refusal: Refusal, _ serving: ContractProxy.Serving) throws {
        let proxy = try serving.limited
        let before = try proxy.outcomes(of: "mirror")
        let token = try Refusal(
            refusal.name, refusal.request.replacing("/TOKEN/a", with: "/TOKEN/mirror"), refusal.status,
            isInBody: refusal.isInBody
        ).expectRefused(by: proxy)
        try expectNothingElse(proxy, token, since: before)
    }

    static let refusals: [Refusal] =
        [RequestRefusalTests.lengthAndCoding[0], RequestRefusalTests.expectations[0], RequestRefusalTests.methods[2]]
        + RequestRefusalTests.chunkSizes.suffix(1) + RequestRefusalTests.largeBodies

    /// Another request is judged, and nothing was before it.
    private func expectNothingElse(_ proxy: ContractProxy, _ token: String, since before: [String: Int]) throws {
        let probe = try proxy.connect()
        try probe.send("GET /\(token)-next/mirror HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try probe.takeAnswer().text == Self.ok)
        #expect(try proxy.newOutcomes(of: "mirror", since: before, count: 1) == ["match": 1])
        #expect(proxy.mirrored.received(token).isEmpty)
    }

    /// A request, and what both sides get of its content.
    struct Copied: Sendable, CustomTestStringConvertible {
        let request: String
        let body: String
        let trailers: String

        init(_ request: String, body: String = "", trailers: String = "") {
            self.request = request
            self.body = body
            self.trailers = trailers
        }

        var testDescription: String { request.shown }
    }

    @Test(
        "one request: exactly one copy, byte-equal body, same method, target and end-to-end fields, plus the marks",
        arguments: copied, ContractProxy.Serving.allCases)
    func copy(_ item: Copied, _ serving: ContractProxy.Serving) throws {
        let proxy = try serving.proxy
        let token = proxy.token()
        let before = try proxy.outcomes(of: "mirror")
        let client = try proxy.connect()
        try client.send(item.request.replacing("TOKEN", with: token))
        #expect(try client.takeAnswer().text == Self.ok)
        #expect(try proxy.newOutcomes(of: "mirror", since: before, count: 1) == ["match": 1])
        try proxy.barrier()
        let received = [proxy.served, proxy.mirrored].map { $0.received(token).map(\.message) }
        try #require(received.map(\.count) == [1, 1])
        let (served, copy) = (received[0][0], received[1][0])
        #expect(copy.head.replacing("Parallax-Mirror: ?1\r\n", with: "") == served.head)
        #expect(copy.values("parallax-mirror") == ["?1"] && served.values("parallax-mirror").isEmpty)
        #expect(copy.values("x-request-id").count == 1 && copy.values("traceparent").count == 1)
        for message in [served, copy] {
            #expect(message.isComplete && message.body == item.body.octets && message.trailers == item.trailers)
        }
    }

    /// With every octet, in its order and backwards.
    private static let binary = String(octets: (0...255).map { UInt8($0) } + (0...255).reversed().map { UInt8($0) })

    /// So many octets, in which nothing can change places unseen.
    private static func numbers(_ count: Int) -> String {
        let text = (0...count / 8).map { String($0 + 1_000_000) }.joined(separator: " ")
        return String(text.prefix(count))
    }

    static let copied: [Copied] = [
        Copied("GET /TOKEN/mirror HTTP/1.1\r\nHost: a\r\n\r\n"),
        Copied(
            "GET /TOKEN/mirror/%2f//?a=b&a=b HTTP/1.1\r\nHost: a:80\r\nA: 1\r\na: 2\r\nCookie: a=b\r\nCookie: c\r\n"
                + "A:\r\n\r\n"),
        Copied(
            "POST /TOKEN/mirror HTTP/1.1\r\nHost: a\r\nContent-Length: 512\r\nContent-Encoding: gzip\r\n\r\n\(binary)",
            body: binary),
        Copied(
            "PUT /TOKEN/mirror HTTP/1.1\r\nTransfer-Encoding: chunked\r\nTrailer: X\r\nHost: a\r\n\r\n"
                + "200\r\n\(binary)\r\n0\r\nX: y\r\n\r\n",
            body: binary, trailers: "X: y\r\n"),
        Copied(
            "DELETE /TOKEN/mirror HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nAuthorization: Bearer x\r\n\r\n"),
        Copied(
            "M-SEARCH /TOKEN/mirror HTTP/1.1\r\nHost: a\r\nX-Request-Id: mine\r\n"
                + "traceparent: 00-\(String(repeating: "1", count: 32))-"
                + "\(String(repeating: "2", count: 16))-00\r\ntracestate: a=b\r\n\r\n"),
        Copied(
            "PATCH /TOKEN/mirror HTTP/1.1\r\nHost: a\r\nContent-Length: 300000\r\n\r\n\(numbers(300_000))",
            body: numbers(300_000)),
        Copied(
            "GET http://b.test/TOKEN/mirror HTTP/1.1\r\nHost: a\r\nVia: 1.0 x\r\nX-Forwarded-For: 1.2.3.4\r\n"
                + "TE: trailers\r\nConnection: TE, X-Hop\r\nX-Hop: 1\r\n\r\n"),
    ]

    // MARK: What only one side gets

    @Test(
        """
        a request that no route takes, or whose path may be resolved to another, while everybody is promoted: goes to legacy \
        alone, byte for byte, and is counted
        """,
        arguments: ["REPORT /TOKEN", "GET /TOKEN/./../a", "POST /TOKEN/x%2F%2e%2E/a?b"])
    func unmatched(line: String) throws {
        let proxy = try ContractProxy.promoted.get()
        let token = proxy.token()
        let before = try proxy.outcomes(of: "(unmatched)")
        let client = try proxy.connect()
        let line = line.replacing("TOKEN", with: token) + " HTTP/1.1"
        try client.send("\(line)\r\nHost: a\r\n\r\n")
        #expect(try client.takeAnswer().text == Self.ok)
        #expect(try proxy.newOutcomes(of: "(unmatched)", since: before, count: 1) == ["notMirrored": 1])
        let received = proxy.legacy.received(token)
        #expect(received.count == 1 && received[0].message.values("parallax-mirror").isEmpty)
        #expect(received.first?.message.startLine == line)
        #expect(proxy.candidate.received(token).isEmpty)
    }
}
