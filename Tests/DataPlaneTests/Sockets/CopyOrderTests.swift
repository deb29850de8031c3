import DataPlane
import NIOCore
import Testing
import Traffic

@Suite("Copies of one connection keep the order of reads and writes")
struct CopyOrderTests {
    /// A candidate that answers each request when the test says so.
    private final class Held: Sendable {
        private let released = Monitored<Set<String>>([])

        func release(_ target: String) { released.withLock { _ = $0.insert(target) } }

        func upstream() throws -> ScriptedUpstream {
            try .answering { [released] request in
                let target = String(request.startLine.split(separator: " ")[1])
                try released.wait(for: target) { $0.contains(target) || $0.contains("*") }
                return Message.ok(target)
            }
        }
    }

    private func targets(_ upstream: ScriptedUpstream) -> [String] {
        upstream.requests.map { String($0.startLine.split(separator: " ")[1]) }
    }

    @Test("the copy of a read waits for earlier writes, the copy of a write for everything; reads pass reads")
    func order() async throws {
        let held = Held()
        try await withProxy(legacy: try .ok(), candidate: try held.upstream()) {
            $0.routes[0].writes = .isolated
        } _: { proxy in
            let client = try proxy.connect()
            try client.send(
                Message.get("/r1") + Message.get("/r2") + Message.post("/w3") + Message.get("/r4") + Message.get("/r5"))
            for _ in 0..<5 { #expect(try client.receiveAnswer().status == 200) }
            // All served; of the copies only the first two reads have gone.
            try proxy.candidate.wait(requests: 2)
            #expect(proxy.server.copiesInFlight == 5)
            #expect(Set(targets(proxy.candidate)) == ["/r1", "/r2"])
            held.release("/r1")
            let first = try proxy.sink.first()
            #expect(first.request.target == "/r1")
            #expect(proxy.candidate.requests.count == 2, "one read is still before the write")
            held.release("/r2")
            #expect(try proxy.candidate.wait(requests: 3)[2].startLine == "POST /w3 HTTP/1.1")
            _ = try proxy.sink.wait(2)
            #expect(proxy.candidate.requests.count == 3)
            held.release("/w3")
            let all = try proxy.candidate.wait(requests: 5)
            #expect(Set(all.suffix(2).map(\.startLine)) == ["GET /r4 HTTP/1.1", "GET /r5 HTTP/1.1"])
            held.release("*")
            let exchanges = try proxy.sink.wait(5)
            #expect(exchanges.allSatisfy { !$0.isOvertaken && $0.mirrored?.answer != nil })
        }
    }

    @Test("copies that wait are given up where nothing may go to the candidate any more")
    func spared() async throws {
        let held = Held()
        try await withProxy(legacy: try .ok(), candidate: try held.upstream()) { proxy in
            let client = try proxy.connect()
            try client.send((1...4).map { Message.post("/w\($0)") }.joined())
            for _ in 0..<4 { #expect(try client.receiveAnswer().status == 200) }
            try proxy.candidate.wait(requests: 1)
            // A request whose body is still to come when nothing may go any more.
            let late = try proxy.connect()
            try late.send("POST /w5 HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\na")
            try proxy.assigner.wait(questions: 5)
            proxy.server.use(
                ScriptedAssigner(sparesCandidate: true) { _ in
                    Assignment(served: .legacy, reason: .killSwitch, copy: .notMirrored)
                })
            #expect(try proxy.exchange(Message.get("/after")).status == 200)
            try late.send("b")
            #expect(try late.receiveAnswer().status == 200)
            held.release("*")
            let exchanges = try proxy.sink.wait(6)
            #expect(targets(proxy.candidate) == ["/w1"])
            let given = exchanges.filter { $0.mirrored?.outcome == .shed }.map(\.request.target)
            #expect(Set(given) == ["/w2", "/w3", "/w4", "/w5"])
        }
    }

    @Test("copies of different connections do not wait for each other")
    func independent() async throws {
        let held = Held()
        try await withProxy(legacy: try .ok(), candidate: try held.upstream()) { proxy in
            #expect(try proxy.exchange(Message.post("/w1")).status == 200)
            #expect(try proxy.exchange(Message.post("/w2")).status == 200)
            try proxy.candidate.wait(requests: 2)
            held.release("*")
            _ = try proxy.sink.wait(2)
        }
    }

    @Test("a copy that waits too long is shed, and counted; one that got its turn has its whole time")
    func waitingTimesOut() async throws {
        let candidate = try ScriptedUpstream { peer in
            _ = try peer.receiveRequest()
            _ = try peer.socket.takeUntilClose()
        }
        try await withProxy(legacy: try .ok(), candidate: candidate) {
            $0.mirror.timeout = 2_000_000_000
        } _: { proxy in
            let client = try proxy.connect()
            try client.send(Message.post("/w1") + Message.post("/w2") + Message.post("/w3"))
            for _ in 0..<3 { #expect(try client.receiveAnswer().status == 200) }
            let exchanges = try proxy.sink.wait(3)
            let byTarget = Dictionary(uniqueKeysWithValues: exchanges.map { ($0.request.target, $0) })
            for target in ["/w1", "/w2"] {
                let copy = byTarget[target]?.mirrored
                #expect(copy?.failure?.kind == .timeout && copy?.duration ?? 0 >= 2_000_000_000, "\(target)")
            }
            // Its turn would have come behind both.
            #expect(byTarget["/w3"]?.mirrored?.outcome == .shed)
            #expect(proxy.server.counters.shedCopies == 1)
            try proxy.candidate.wait(requests: 2)
            #expect(targets(proxy.candidate) == ["/w1", "/w2"])
            #expect(proxy.server.copiesInFlight == 0)
        }
    }

    /// Serves and copies by the user key: the first letter of the target says which side serves.
    private static let byTarget = ScriptedAssigner { question in
        Assignment(
            served: question.userKeys.first == "c" ? .candidate : .legacy, reason: .bucket, copy: .sent)
    }

    private static func keyed(_ configuration: inout ProxyConfiguration) {
        configuration.routes = [
            Route(name: "all", path: .anything, userKeys: [Location(["request", "headers", "side"])])
        ]
    }

    @Test(
        "a served request that passes an unfinished copy to its side marks what lost its order",
        arguments: [
            // The copy's request, the served one, and which of the two are marked.
            (Message.post("/copy"), "GET", false, true), (Message.post("/copy"), "POST", true, true),
            (Message.get("/copy"), "POST", true, false), (Message.get("/copy"), "GET", false, false),
        ])
    func overtaken(_ copied: String, _ method: String, _ marksCopied: Bool, _ marksServed: Bool) async throws {
        let held = Signal()
        let candidate = try ScriptedUpstream.answering { request in
            if request.first("parallax-mirror") != nil { try held.wait() }
            return Message.ok("x")
        }
        try await withProxy(
            legacy: try .ok(), candidate: candidate, assigner: Self.byTarget, configure: Self.keyed
        ) { proxy in
            let client = try proxy.connect()
            try client.send(copied)
            #expect(try client.receiveAnswer().status == 200)
            try proxy.candidate.wait(requests: 1)
            let fields = ["Side: c"] + (method == "POST" ? ["Content-Length: 0"] : [])
            try client.send(Message.request(method, "/served", fields: fields))
            #expect(try client.receiveAnswer().status == 200)
            held.give()
            let exchanges = try proxy.sink.wait(2)
            let marks = Dictionary(uniqueKeysWithValues: exchanges.map { ($0.request.target, $0.isOvertaken) })
            #expect(marks == ["/copy": marksCopied, "/served": marksServed])
        }
    }

    @Test(
        "a write that both sides see marks the unfinished copies to the other side too",
        arguments: [(WritePolicy.never, true), (.dryRun, true), (.isolated, false)])
    func overtakenElsewhere(_ writes: WritePolicy, _ marks: Bool) async throws {
        let held = Held()
        try await withProxy(legacy: try .ok(), candidate: try held.upstream()) {
            $0.routes[0].writes = writes
        } _: { proxy in
            let client = try proxy.connect()
            for request in [Message.get("/before"), Message.post("/write"), Message.get("/after")] {
                try client.send(request)
                #expect(try client.receiveAnswer().status == 200)
            }
            try proxy.candidate.wait(requests: 1)
            held.release("*")
            let exchanges = try proxy.sink.wait(3)
            let marked = Dictionary(uniqueKeysWithValues: exchanges.map { ($0.request.target, $0.isOvertaken) })
            #expect(marked == ["/before": marks, "/write": false, "/after": false])
        }
    }
}
