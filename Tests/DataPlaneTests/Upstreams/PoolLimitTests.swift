@testable import DataPlane
import NIOCore
import Testing
import Traffic

@Suite("How many connections to a side there are, and for how long")
struct PoolLimitTests {
    /// Answers each request with its path once a signal is given.
    static func holding(_ release: Signal) throws -> ScriptedUpstream {
        try ScriptedUpstream { peer in
            while let request = try peer.receiveRequest() {
                try release.wait()
                try peer.send(Message.ok(String(request.startLine.split(separator: " ")[1])))
            }
        }
    }

    @Test("requests beyond the number of connections wait, and are served in their order")
    func waits() async throws {
        let release = Signal()
        try await withProxy(legacy: try Self.holding(release), candidate: try .ok()) {
            $0.legacy.pool.maximumConnections = 1
        } _: { proxy in
            var clients: [StreamSocket] = []
            for number in 0..<5 {
                let client = try proxy.connect()
                try client.send(Message.get("/\(number)"))
                clients.append(client)
                if number == 0 { try proxy.legacy.wait(requests: 1) }
                _ = try await AddressTests.figures(proxy) { $0.waiting == number }
            }
            release.give()
            for (number, client) in clients.enumerated() {
                #expect(try client.receiveAnswer().bodyText == "/\(number)")
            }
            #expect(proxy.legacy.connections == 1)
            #expect(
                proxy.legacy.requests.map(\.startLine) == (0..<5).map { "GET /\($0) HTTP/1.1" })
        }
    }

    @Test("more than may wait get 503, and the exchange says why")
    func sheds() async throws {
        let release = Signal()
        try await withProxy(legacy: try Self.holding(release), candidate: try .ok()) {
            $0.legacy.pool.maximumConnections = 1
            $0.legacy.pool.maximumWaiting = 1
        } _: { proxy in
            let (first, second) = (try proxy.connect(), try proxy.connect())
            try first.send(Message.get("/1"))
            try proxy.legacy.wait(requests: 1)
            try second.send(Message.get("/2"))
            _ = try await AddressTests.figures(proxy) { $0.waiting == 1 }
            let answer = try proxy.exchange(Message.get("/3"))
            #expect(answer.status == 503 && answer.bodyText.contains("upstreamSaturated"))
            #expect(try proxy.sink.first().served.failure?.kind == .saturated)
            release.give()
            #expect(try first.receiveAnswer().status == 200 && second.receiveAnswer().status == 200)
            _ = try await AddressTests.figures(proxy) { $0.shed == 1 && $0.waiting == 0 }
        }
    }

    @Test("a request does not wait for ever")
    func waitsInVain() async throws {
        let release = Signal()
        try await withProxy(legacy: try Self.holding(release), candidate: try .ok()) {
            $0.legacy.pool.maximumConnections = 1
            $0.legacy.timeouts.connect = 100_000_000
        } _: { proxy in
            let first = try proxy.connect()
            try first.send(Message.get("/1"))
            try proxy.legacy.wait(requests: 1)
            #expect(try proxy.exchange(Message.get("/2")).status == 503)
            release.give()
            #expect(try first.receiveAnswer().status == 200)
        }
    }

    @Test("a copy does not wait: it is dropped and counted, and the client notices nothing")
    func copiesAreShed() async throws {
        let release = Signal()
        try await withProxy(legacy: try .ok(), candidate: try Self.holding(release)) {
            $0.candidate.pool.maximumConnections = 1
        } _: { proxy in
            #expect(try proxy.exchange(Message.get("/1")).status == 200)
            try proxy.candidate.wait(requests: 1)
            #expect(try proxy.exchange(Message.get("/2")).status == 200)
            #expect(try proxy.sink.first().mirrored?.outcome == .shed)
            #expect(proxy.server.counters.shedCopies == 1)
            release.give()
            #expect(try proxy.sink.wait(2).last?.mirrored?.answer?.status == 200)
        }
    }

    @Test("a copy gives its connection up to a request that would have to wait for one", arguments: [0, 10])
    func copiesGiveWay(maximumWaiting: Int) async throws {
        let release = Signal()
        try await withProxy(
            legacy: try Self.holding(release), candidate: try .ok("candidate"),
            assigner: ScriptedAssigner { question in
                let isPromoted = question.operation == .read
                return Assignment(
                    served: isPromoted ? .candidate : .legacy, reason: .bucket, copy: isPromoted ? .sent : .notMirrored)
            }
        ) {
            $0.fallsBack = false
            $0.legacy.pool.maximumConnections = 1
            $0.legacy.pool.maximumWaiting = maximumWaiting
        } _: { proxy in
            for number in 0..<2 { #expect(try proxy.exchange(Message.get("/\(number)")).bodyText == "candidate") }
            try proxy.legacy.wait(requests: 1)
            let client = try proxy.connect()
            try client.send(Message.post("/write"))
            try proxy.legacy.wait(requests: 2)
            release.give()
            #expect(try client.receiveAnswer().bodyText == "/write")
            #expect(try proxy.sink.wait(3).count { $0.mirrored?.outcome == .shed } == 2)
            #expect(proxy.server.counters.shedCopies == 2)
        }
    }

    @Test("where the candidate has no connection left, legacy answers in its place, a write too")
    func fallsBack() async throws {
        let release = Signal()
        try await withProxy(
            legacy: try .ok("legacy"), candidate: try Self.holding(release),
            assigner: ScriptedAssigner(served: .candidate)
        ) {
            $0.candidate.pool.maximumConnections = 1
            $0.candidate.pool.maximumWaiting = 0
        } _: { proxy in
            let first = try proxy.connect()
            try first.send(Message.get("/1"))
            try proxy.candidate.wait(requests: 1)
            #expect(try proxy.exchange(Message.post("/2", body: "write")).bodyText == "legacy")
            #expect(try proxy.sink.first().fellBack)
            release.give()
            #expect(try first.receiveAnswer().bodyText == "/1")
        }
    }

    @Test(
        "a connection is closed after the last request it may carry, or when it is too old; no request notices",
        arguments: [UpstreamPoolLimits(maximumRequests: 2), UpstreamPoolLimits(maximumAge: 0)])
    func recycles(limits: UpstreamPoolLimits) async throws {
        try await withProxy(legacy: try .ok(), candidate: try .ok()) {
            $0.legacy.pool = limits
        } _: { proxy in
            let client = try proxy.connect()
            for _ in 0..<6 {
                try client.send(Message.get())
                #expect(try client.receiveAnswer().status == 200)
            }
            let expected = limits.maximumRequests == nil ? 6 : 3
            try proxy.legacy.wait(endedConnections: expected)
            #expect(proxy.legacy.connections == expected)
            _ = try await AddressTests.figures(proxy) { $0.recycled == expected && $0.open == 0 }
        }
    }

    @Test("an idle connection is closed after its time, and none is kept beyond their number")
    func idle() async throws {
        try await withProxy(legacy: try .ok(), candidate: try .ok()) {
            $0.legacy.pool.idleTimeout = 50_000_000
            $0.candidate.pool.maximumIdle = 0
        } _: { proxy in
            #expect(try proxy.exchange(Message.get()).status == 200)
            try proxy.legacy.wait(endedConnections: 1)
            try proxy.candidate.wait(endedConnections: 1)
        }
    }

    @Test("each loop has its part, rounded up", arguments: [(1, 10, 7), (2, 5, 4), (4, 3, 2), (100, 1, 1)])
    func shares(loops: Int, connections: Int, waiting: Int) {
        let share = UpstreamPoolLimits(maximumConnections: 10, maximumWaiting: 7, maximumIdle: 0).share(ofLoops: loops)
        #expect(share.maximumConnections == connections && share.maximumWaiting == waiting && share.maximumIdle == 0)
    }
}
