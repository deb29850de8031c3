import DataPlane
import NIOCore
import Testing
import Traffic

@Suite("A candidate that goes on failing is not asked any more")
struct BreakerTests {
    private static let hour: Int64 = 3_600_000_000_000

    /// Three failures open it, for longer than any test takes.
    private static let lasting = BreakerConfiguration(
        consecutiveFailures: 3, openFor: hour, maximumOpenFor: hour)
    /// Three failures open it, for a moment.
    private static let brief = BreakerConfiguration(
        consecutiveFailures: 3, openFor: 1_000_000, maximumOpenFor: 1_000_000)

    private static var promoted: ScriptedAssigner { ScriptedAssigner(served: .candidate) }

    private static func legacy() throws -> ScriptedUpstream {
        try .answering { Message.ok("legacy \($0.startLine)") }
    }

    /// Answers with 500 for as long as a flag is not set.
    private static func candidate(until isBack: Monitored<Bool>) throws -> ScriptedUpstream {
        try .answering { _ in
            isBack.withLock { $0 } ? Message.ok("candidate") : Message.answer("500 No", fields: ["Content-Length: 0"])
        }
    }

    /// Reads until the circuit is open.
    private func trip(_ proxy: ProxyUnderTest) throws {
        for number in 0..<3 { _ = try proxy.exchange(Message.get("/trip\(number)")) }
        #expect(proxy.server.isCircuitOpen)
    }

    @Test(
        "however it fails: after three failures everybody gets legacy's answer at once",
        arguments: FallbackTests.Failure.allCases)
    func afterTheFirstFew(_ failure: FallbackTests.Failure) async throws {
        try await withProxy(
            legacy: try Self.legacy(), candidate: try failure.upstream(), assigner: Self.promoted
        ) {
            $0.candidate.timeout = failure == .timesOut ? 150_000_000 : 10_000_000_000
            $0.breaker = Self.lasting
        } _: { proxy in
            let client = try proxy.connect()
            for number in 0..<10 {
                #expect(!proxy.server.isCircuitOpen || number >= 3)
                try client.send(Message.get("/\(number)"))
                #expect(try client.receiveAnswer().bodyText == "legacy GET /\(number) HTTP/1.1")
            }
            let exchanges = try proxy.sink.wait(10)
            let skipped = exchanges.filter { $0.mirrored?.failure?.kind == .skipped }
            #expect(skipped.count == 7)
            #expect(exchanges.count { failure.fits($0.mirrored) } == 3)
            #expect(skipped.allSatisfy { $0.mirrored?.side == .candidate && $0.mirrored?.duration == 0 })
            #expect(skipped.allSatisfy { $0.fallbackDelay == 0 })
            #expect(exchanges.allSatisfy { $0.fellBack && $0.served.side == .legacy })
            #expect(exchanges.allSatisfy { $0.assignment.served == .candidate })
            if failure != .refuses { #expect(proxy.candidate.requests.count == 3) }
            #expect(proxy.legacy.requests.count == 10, "legacy gets each request once")
            #expect(proxy.legacy.requests.allSatisfy { $0.values("parallax-mirror") == [] }, "and no copy")
            #expect(proxy.server.counters.skippedRequests == 7 && proxy.server.counters.circuitOpenings == 1)
            #expect(proxy.server.isCircuitOpen)
        }
    }

    @Test("what one event loop found out holds for all of them")
    func allLoops() async throws {
        try await withProxy(
            legacy: try Self.legacy(), candidate: try Self.candidate(until: Monitored(false)), assigner: Self.promoted
        ) {
            $0.threads = 3
            $0.breaker = Self.lasting
        } _: { proxy in
            let first = try proxy.connect()
            for _ in 0..<3 {
                try first.send(Message.get())
                _ = try first.receiveAnswer()
            }
            for _ in 0..<6 { #expect(try proxy.exchange(Message.get()).bodyText.hasPrefix("legacy")) }
            #expect(proxy.candidate.requests.count == 3)
        }
    }

    @Test(
        "a write goes to legacy once, as it is, and not at all to the candidate",
        arguments: [
            Message.post("/w", body: "b"),
            Message.post("/w", body: String(repeating: "b", count: 5_000)),
            Message.request("POST", "/w", fields: ["Transfer-Encoding: chunked"]) + "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
            Message.request("DELETE", "/w"),
        ])
    func writes(_ request: String) async throws {
        try await withProxy(
            legacy: try Self.legacy(), candidate: try Self.candidate(until: Monitored(false)), assigner: Self.promoted
        ) {
            $0.breaker = Self.lasting
            // The longest is longer than what could be sent a second time.
            $0.mirror.maximumBodyBytes = 1_000
        } _: { proxy in
            try trip(proxy)
            #expect(try proxy.exchange(request).bodyText.hasPrefix("legacy"))
            let received = proxy.legacy.requests.filter { $0.startLine.contains("/w") }
            #expect(received.count == 1 && received[0].values("parallax-mirror") == [])
            #expect(received[0].body.count == (request.contains("chunked") ? 5 : request.count { $0 == "b" }))
            #expect(!proxy.candidate.requests.contains { $0.startLine.contains("/w") })
            let exchange = try #require(try proxy.sink.wait(4).last)
            #expect(exchange.fellBack && exchange.mirrored?.failure?.kind == .skipped)
        }
    }

    @Test("a user who is named in the body is assigned first, and skipped then")
    func bodyKey() async throws {
        try await withProxy(
            legacy: try Self.legacy(), candidate: try Self.candidate(until: Monitored(false)), assigner: Self.promoted
        ) {
            $0.breaker = Self.lasting
            $0.routes = [Route(name: "all", path: .anything, userKeys: [Location(["request", "body", "user"])])]
        } _: { proxy in
            try trip(proxy)
            #expect(try proxy.exchange(Message.post("/w", body: #"{"user":"ann"}"#)).bodyText.hasPrefix("legacy"))
            #expect(try proxy.sink.wait(4).last?.userKey == "ann")
            #expect(proxy.legacy.requests.last?.bodyText == #"{"user":"ann"}"#)
            #expect(proxy.candidate.requests.count == 3)
        }
    }

    /// The candidate serves the route `promoted`, and gets copies of the others.
    private static let oneRoutePromoted = ScriptedAssigner { question in
        let served: Side = question.route == "promoted" ? .candidate : .legacy
        return Assignment(served: served, reason: .bucket, copy: .sent)
    }

    private static func addPromotedRoute(_ configuration: inout ProxyConfiguration) throws {
        configuration.routes.insert(Route(name: "promoted", path: try PathPattern(parsing: "/promoted")), at: 0)
        configuration.breaker = lasting
    }

    @Test("a candidate that died in shadow costs the first promoted user nothing")
    func shadow() async throws {
        try await withProxy(
            legacy: try Self.legacy(), candidate: try FallbackTests.Failure.resets.upstream(),
            assigner: Self.oneRoutePromoted, configure: Self.addPromotedRoute
        ) { proxy in
            for number in 1...3 {
                _ = try proxy.exchange(Message.get("/shadow"))
                _ = try proxy.sink.wait(number)
            }
            #expect(try proxy.exchange(Message.get("/promoted")).bodyText.hasPrefix("legacy"))
            #expect(proxy.candidate.requests.allSatisfy { $0.values("parallax-mirror") == ["?1"] })
            #expect(try proxy.sink.wait(4).last?.mirrored?.failure?.kind == .skipped)
            // Copies go on: nobody waits for them, and evidence does not stop.
            _ = try proxy.exchange(Message.get("/shadow"))
            #expect(try proxy.sink.wait(5).last?.mirrored?.failure?.kind == .unreachable)
        }
    }

    @Test("a route in shadow that the candidate cannot answer yet keeps nobody from those that it can")
    func unwrittenRoute() async throws {
        let candidate = try ScriptedUpstream.answering { request in
            request.startLine.contains("/promoted")
                ? Message.ok("candidate") : Message.answer("501 Not Implemented", fields: ["Content-Length: 0"])
        }
        try await withProxy(
            legacy: try Self.legacy(), candidate: candidate, assigner: Self.oneRoutePromoted,
            configure: Self.addPromotedRoute
        ) { proxy in
            for number in 1...10 {
                _ = try proxy.exchange(Message.get("/shadow"))
                #expect(try proxy.sink.wait(number).last?.mirrored?.answer?.status == 501)
            }
            #expect(try proxy.exchange(Message.get("/promoted")).bodyText == "candidate")
            #expect(proxy.server.counters.circuitOpenings == 0)
        }
    }

    @Test("copies that go well do not keep the circuit from opening for users whose requests fail")
    func soundCopies() async throws {
        let candidate = try ScriptedUpstream.answering { request in
            request.startLine.contains("/promoted")
                ? Message.answer("503 No", fields: ["Content-Length: 0"]) : Message.ok("candidate")
        }
        try await withProxy(
            legacy: try Self.legacy(), candidate: candidate, assigner: Self.oneRoutePromoted,
            configure: Self.addPromotedRoute
        ) { proxy in
            for number in 1...3 {
                _ = try proxy.exchange(Message.get("/shadow"))
                #expect(try proxy.sink.wait(2 * number - 1).last?.mirrored?.answer?.status == 200)
                #expect(try proxy.exchange(Message.get("/promoted")).bodyText.hasPrefix("legacy"))
                _ = try proxy.sink.wait(2 * number)
            }
            #expect(proxy.server.isCircuitOpen)
        }
    }

    @Test("what legacy fails at too is not held against the candidate")
    func bothFail() async throws {
        let failing = try ScriptedUpstream.answering { _ in Message.answer("500 No", fields: ["Content-Length: 0"]) }
        try await withProxy(
            legacy: failing, candidate: try Self.candidate(until: Monitored(false)), assigner: Self.promoted
        ) {
            $0.breaker = Self.lasting
        } _: { proxy in
            let statuses = try (0..<10).map { _ in try proxy.exchange(Message.get()).status }
            #expect(statuses.allSatisfy { $0 == 500 })
            #expect(proxy.candidate.requests.count == 10)
            #expect(proxy.server.counters.circuitOpenings == 0 && !proxy.server.isCircuitOpen)
        }
    }

    @Test("without a fallback, or without a circuit breaker, the candidate is always asked", arguments: [true, false])
    func alwaysAsked(fallsBack: Bool) async throws {
        try await withProxy(
            legacy: try Self.legacy(), candidate: try Self.candidate(until: Monitored(false)), assigner: Self.promoted
        ) {
            $0.fallsBack = fallsBack
            $0.breaker = fallsBack ? nil : Self.lasting
        } _: { proxy in
            let statuses = try (0..<10).map { _ in try proxy.exchange(Message.get()).status }
            #expect(statuses.allSatisfy { $0 == (fallsBack ? 200 : 500) })
            #expect(proxy.candidate.requests.count { $0.values("parallax-mirror") == [] } == 10)
            #expect(proxy.server.counters.skippedRequests == 0 && !proxy.server.isCircuitOpen)
        }
    }

    @Test("failures that legacy could not make good for count too: the client has seen a part of each")
    func brokenOff() async throws {
        let candidate = try ScriptedUpstream { peer in
            _ = try peer.receiveRequest()
            try peer.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello")
        }
        try await withProxy(legacy: try Self.legacy(), candidate: candidate, assigner: Self.promoted) {
            $0.breaker = Self.lasting
        } _: { proxy in
            for number in 1...3 {
                let client = try proxy.connect()
                try client.send(Message.get())
                #expect(try client.takeUntilClose().suffix(5).elementsEqual("hello".utf8))
                // Known when the copy to legacy has its answer.
                _ = try proxy.sink.wait(number)
            }
            #expect(try proxy.exchange(Message.get()).bodyText.hasPrefix("legacy"))
            #expect(proxy.candidate.requests.count == 3)
        }
    }

    @Test("when it is back a single request finds out, and it serves everybody again", arguments: [false, true])
    func recovery(losesProbe: Bool) async throws {
        let isBack = Monitored(false)
        try await withProxy(
            legacy: try Self.legacy(), candidate: try Self.candidate(until: isBack), assigner: Self.promoted
        ) {
            $0.breaker = Self.brief
        } _: { proxy in
            for _ in 0..<20 { #expect(try proxy.exchange(Message.get()).bodyText.hasPrefix("legacy")) }
            #expect(proxy.server.counters.circuitOpenings == 1)
            if losesProbe {
                // Clients that go away in the middle of their request, some of which probe: nothing is heard of them.
                for _ in 0..<20 {
                    let client = try proxy.connect()
                    try client.send("POST /lost HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc")
                    client.close()
                }
            }
            isBack.withLock { $0 = true }
            var answers: [String] = []
            while answers.last != "candidate", answers.count < 10_000 {
                answers.append(try proxy.exchange(Message.get()).bodyText)
            }
            #expect(answers.last == "candidate")
            for _ in 0..<10 { #expect(try proxy.exchange(Message.get()).bodyText == "candidate") }
            #expect(proxy.server.counters.circuitOpenings == 1 && !proxy.server.isCircuitOpen)
        }
    }
}
