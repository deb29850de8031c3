@testable import DataPlane
import NIOCore
import Testing
import Traffic

@Suite("A side with several addresses")
struct AddressTests {
    static func endpoints(_ upstreams: ScriptedUpstream...) -> [UpstreamEndpoint] {
        upstreams.map { UpstreamEndpoint(host: "127.0.0.1", port: $0.port) }
    }

    /// Sends requests one after the other on connections of their own, and gives the bodies.
    static func bodies(_ proxy: ProxyUnderTest, _ count: Int) throws -> [String] {
        try (0..<count).map { _ in try proxy.exchange(Message.get()).bodyText }
    }

    /// Waits until a side's figures, which loops report when they sweep, are as expected.
    static func figures(
        _ proxy: ProxyUnderTest,
        _ side: Side = .legacy,
        until fits: (UpstreamFigures) -> Bool
    ) async throws -> UpstreamFigures {
        for _ in 0..<500 {
            let figures = proxy.server.upstreamFigures(side)
            if fits(figures) { return figures }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw HarnessError("waited in vain for figures: \(proxy.server.upstreamFigures(side))")
    }

    @Test("requests are spread, connections to each are kept, and Host stays what it was")
    func spread() async throws {
        let second = try ScriptedUpstream.ok("second")
        defer { second.stop() }
        try await withProxy(legacy: try .ok("first"), candidate: try .ok()) { configuration in
            configuration.legacy.addresses = [
                UpstreamEndpoint(host: "127.0.0.1", port: configuration.legacy.port),
                UpstreamEndpoint(host: "127.0.0.1", port: second.port),
            ]
            configuration.legacy.host = "legacy.test"
            configuration.legacy.port = 80
            configuration.legacy.hostField = .upstream
        } _: { proxy in
            #expect(try Self.bodies(proxy, 6) == ["first", "second", "first", "second", "first", "second"])
            #expect(proxy.legacy.connections == 1 && second.connections == 1)
            #expect((proxy.legacy.requests + second.requests).allSatisfy { $0.values("host") == ["legacy.test:80"] })
            let figures = try await Self.figures(proxy) { $0.connects == 2 && $0.reused == 4 }
            #expect(figures.open == 2 && figures.connectFailures == 0 && figures.ejections == 0)
        }
    }

    @Test("an address that is busy gets fewer requests")
    func leastLoaded() async throws {
        let release = Signal()
        let slow = try ScriptedUpstream { peer in
            while try peer.receiveRequest() != nil {
                try release.wait()
                try peer.send(Message.ok("slow"))
            }
        }
        defer { slow.stop() }
        try await withProxy(legacy: try .ok("quick"), candidate: try .ok()) {
            $0.legacy.addresses = [UpstreamEndpoint(host: "127.0.0.1", port: slow.port)]
            $0.legacy.addresses.append(UpstreamEndpoint(host: "127.0.0.1", port: $0.legacy.port))
        } _: { proxy in
            let waiting = try proxy.connect()
            try waiting.send(Message.get())
            try slow.wait(requests: 1)
            #expect(try Self.bodies(proxy, 5) == Array(repeating: "quick", count: 5))
            release.give()
            #expect(try waiting.receiveAnswer().bodyText == "slow")
        }
    }

    @Test("a request whose address refuses goes to the next one, a write too, and the address is put out")
    func refuses() async throws {
        let refusing = try ScriptedUpstream.refusing()
        defer { refusing.stop() }
        try await withProxy(legacy: try .ok("alive"), candidate: try .ok()) {
            $0.legacy.addresses = Self.endpoints(refusing)
            $0.legacy.addresses.append(UpstreamEndpoint(host: "127.0.0.1", port: $0.legacy.port))
        } _: { proxy in
            for _ in 0..<5 {
                #expect(try proxy.exchange(Message.post(body: "write")).bodyText == "alive")
            }
            #expect(proxy.legacy.requests.count == 5, "no write goes twice")
            let figures = try await Self.figures(proxy) { $0.ejections == 1 && $0.ejected == 1 }
            #expect(figures.connectFailures >= 1)
        }
    }

    @Test("an answer that comes steadily until the time for all of it is over does not put its address out")
    func steadyUntilTotal() async throws {
        let steady = try UpstreamTimeoutTests.trickling()
        defer { steady.stop() }
        try await withProxy(legacy: try .ok(), candidate: try .ok()) {
            $0.legacy.addresses = Self.endpoints(steady)
            $0.legacy.addresses.append(UpstreamEndpoint(host: "127.0.0.1", port: $0.legacy.port))
            $0.legacy.ejectionFailures = 1
            $0.legacy.timeouts = UpstreamTimeoutTests.timeouts { $0.total = 300_000_000 }
        } _: { proxy in
            let client = try proxy.connect()
            try client.send(Message.get())
            #expect(try proxy.sink.first().served.failure?.kind == .timeout)
            let figures = try await Self.figures(proxy) { $0.connects == 1 && $0.open == 0 }
            #expect(figures.ejections == 0)
        }
    }

    @Test("the only address is asked every time, however often it fails")
    func onlyOne() async throws {
        let legacy = try ScriptedUpstream { peer in
            _ = try peer.receiveRequest()
            peer.socket.reset()
        }
        try await withProxy(legacy: legacy, candidate: try .ok()) { _ in
        } _: { proxy in
            for _ in 0..<20 { #expect(try proxy.exchange(Message.get()).status == 502) }
            #expect(proxy.legacy.requests.count == 20)
            let figures = try await Self.figures(proxy) { $0.connects == 20 }
            #expect(figures.ejections == 0 && figures.ejected == 0)
        }
    }

    @Test("an address that breaks every answer is put out, comes back after a probe, and slowly")
    func breaksAnswers() async throws {
        let isWell = Monitored(false)
        let flaky = try ScriptedUpstream { peer in
            while try peer.receiveRequest() != nil {
                guard isWell.withLock({ $0 }) else { return peer.socket.reset() }
                try peer.send(Message.ok("flaky"))
            }
        }
        defer { flaky.stop() }
        try await withProxy(legacy: try .ok("well"), candidate: try .ok()) {
            $0.legacy.addresses = Self.endpoints(flaky)
            $0.legacy.addresses.append(UpstreamEndpoint(host: "127.0.0.1", port: $0.legacy.port))
        } _: { proxy in
            for _ in 0..<10 { _ = try proxy.exchange(Message.get()) }
            #expect(flaky.requests.count == 5, "it is out after five failures in a row")
            #expect(proxy.legacy.requests.count == 5)
            _ = try await Self.figures(proxy) { $0.ejected == 1 }
            isWell.withLock { $0 = true }
            // Once its second is over it is connected to without a request, and then gets a part of them.
            _ = try await Self.figures(proxy) { $0.ejected == 0 }
            #expect(flaky.requests.count == 5, "no request was risked")
            var bodies: [String] = []
            for _ in 0..<200 { bodies.append(try proxy.exchange(Message.get()).bodyText) }
            let share = bodies.filter { $0 == "flaky" }.count
            #expect((1...60).contains(share), "\(share) of 200")
        }
    }

    @Test("a 5xx is an answer: it puts nothing out")
    func serverErrors() async throws {
        let failing = try ScriptedUpstream.answering { _ in Message.answer("500 No", fields: ["Content-Length: 0"]) }
        defer { failing.stop() }
        try await withProxy(legacy: try .ok(), candidate: try .ok()) {
            $0.legacy.addresses = Self.endpoints(failing)
            $0.legacy.addresses.append(UpstreamEndpoint(host: "127.0.0.1", port: $0.legacy.port))
        } _: { proxy in
            for _ in 0..<20 { _ = try proxy.exchange(Message.get()) }
            #expect(failing.requests.count == 10)
        }
    }

    @Test("idle connections that an address closes say nothing about it")
    func staleConnections() async throws {
        let closing = try ScriptedUpstream { peer in
            _ = try peer.receiveRequest()
            try peer.send(Message.ok())
            // What comes next on this connection is taken and not answered.
            _ = try peer.socket.take(1)
        }
        defer { closing.stop() }
        try await withProxy(legacy: try .ok(), candidate: try .ok()) {
            $0.legacy.ejectionFailures = 1
            $0.legacy.addresses = Self.endpoints(closing)
            $0.legacy.addresses.append(UpstreamEndpoint(host: "127.0.0.1", port: $0.legacy.port))
        } _: { proxy in
            for _ in 0..<40 {
                let answer = try proxy.exchange(Message.get())
                #expect(answer.status == 200)
            }
            let figures = try await Self.figures(proxy) { $0.connects > 10 }
            #expect(figures.ejections == 0)
        }
    }

    // MARK: Names

    @Test("a name stands for all of its addresses")
    func name() async throws {
        let second = try ScriptedUpstream.ok("second")
        defer { second.stop() }
        let first = try ScriptedUpstream.ok("first")
        let resolver = try ScriptedResolver(["legacy.test": [first.port, second.port]])
        try await withProxy(legacy: first, candidate: try .ok(), resolver: resolver) {
            $0.legacy.host = "legacy.test"
        } _: { proxy in
            let result = try Self.bodies(proxy, 4)
            #expect(result == ["first", "second", "first", "second"])
        }
    }

    @Test("new addresses are used for new connections; connections to those that are gone end after their request")
    func moves() async throws {
        let (finish, arrived) = (Signal(), Signal())
        let old = try ScriptedUpstream { peer in
            while let request = try peer.receiveRequest() {
                if request.startLine.contains("/slow") {
                    arrived.give()
                    try finish.wait()
                }
                try peer.send(Message.ok("old"))
            }
        }
        defer { old.stop() }
        let new = try ScriptedUpstream.ok("new")
        let resolver = try ScriptedResolver(["legacy.test": [old.port]])
        try await withProxy(legacy: new, candidate: try .ok(), resolver: resolver) {
            $0.legacy.host = "legacy.test"
            $0.legacy.resolveInterval = 50_000_000
        } _: { proxy in
            let slow = try proxy.connect()
            try slow.send(Message.get("/slow"))
            try arrived.wait()
            #expect(try Self.bodies(proxy, 1) == ["old"])
            try resolver.set("legacy.test", [new.port])
            try old.wait(endedConnections: 1)
            #expect(try Self.bodies(proxy, 1) == ["new"])
            finish.give()
            #expect(try slow.receiveAnswer().bodyText == "old", "what is under way is finished")
            try old.wait(endedConnections: 2)
            try slow.send(Message.get())
            #expect(try slow.receiveAnswer().bodyText == "new")
            _ = try await Self.figures(proxy) { $0.recycled == 2 }
        }
    }

    @Test("a resolver that fails takes nothing away and delays nobody")
    func resolverFails() async throws {
        let legacy = try ScriptedUpstream.ok()
        let resolver = try ScriptedResolver(["legacy.test": [legacy.port]])
        try await withProxy(legacy: legacy, candidate: try .ok(), resolver: resolver) {
            $0.legacy.host = "legacy.test"
            $0.legacy.resolveInterval = 20_000_000
        } _: { proxy in
            #expect(try proxy.exchange(Message.get()).status == 200)
            try resolver.set("legacy.test", [])
            try resolver.wait(lookups: 5)
            #expect(try proxy.exchange(Message.get()).status == 200)
            #expect(proxy.server.failedLookups(.legacy) > 0)
        }
    }

    @Test("a request that comes before the first answer of the resolver waits for it, its copy too")
    func firstLookup() async throws {
        let (legacy, candidate) = (try ScriptedUpstream.ok(), try ScriptedUpstream.ok())
        let resolver = try ScriptedResolver(
            ["legacy.test": [legacy.port], "candidate.test": [candidate.port]], isSilent: true)
        try await withProxy(legacy: legacy, candidate: candidate, resolver: resolver) {
            $0.legacy.host = "legacy.test"
            $0.candidate.host = "candidate.test"
        } _: { proxy in
            let client = try proxy.connect()
            try client.send(Message.get())
            _ = try await Self.figures(proxy) { $0.waiting == 1 }
            resolver.speak()
            #expect(try client.receiveAnswer().status == 200)
            #expect(try proxy.sink.first().mirrored?.answer?.status == 200)
        }
    }

    @Test("a name without any address is unreachable, and that is said at once")
    func noAddress() async throws {
        let resolver = try ScriptedResolver([:])
        try await withProxy(legacy: try .ok(), candidate: try .ok(), resolver: resolver) {
            $0.legacy.host = "none.test"
        } _: { proxy in
            #expect(try proxy.exchange(Message.get()).status == 502)
            let failure = try #require(try proxy.sink.first().served.failure)
            #expect(failure == LegFailure(.unreachable, "its name has no address"))
        }
    }

    @Test("a resolver that never answers is not waited for longer than for a connection")
    func neverAnswers() async throws {
        let resolver = try ScriptedResolver([:], isSilent: true)
        // What it keeps to answer with keeps it alive in turn.
        defer { resolver.speak() }
        try await withProxy(legacy: try .ok(), candidate: try .ok(), resolver: resolver) {
            $0.legacy.host = "silent.test"
            $0.legacy.timeouts.connect = 100_000_000
        } _: { proxy in
            #expect(try proxy.exchange(Message.get()).status == 502)
            let failure = try #require(try proxy.sink.first().served.failure)
            #expect(failure == LegFailure(.unreachable, "its name was not looked up in time"))
        }
    }
}
