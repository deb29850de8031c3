import NIOCore
import Testing
import Traffic

@testable import DataPlane

@Suite("The mirrored side cannot touch the served one")
struct MirrorTests {
    /// Candidates that do every bad thing, and what their leg is then called.
    enum Misbehaviour: String, CaseIterable, Sendable {
        case refuses, resets, stalls, stallsInBody, stallsInLargeBody, floods, announcesFlood, sendsGarbage, answers500,
            closes

        func upstream() throws -> ScriptedUpstream {
            switch self {
            case .refuses: try .refusing()
            case .resets:
                try ScriptedUpstream { peer in
                    _ = try peer.receiveRequest()
                    peer.socket.reset()
                }
            case .stalls: try ScriptedUpstream { peer in _ = try peer.socket.takeUntilClose() }
            case .stallsInBody:
                try ScriptedUpstream { peer in
                    _ = try peer.receiveRequest()
                    try peer.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello")
                    _ = try peer.socket.takeUntilClose()
                }
            case .stallsInLargeBody:
                // Two MiB are announced; half of that may be captured.
                try ScriptedUpstream { peer in
                    _ = try peer.receiveRequest()
                    try peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2097152\r\n\r\nhello")
                    _ = try peer.socket.takeUntilClose()
                }
            case .floods:
                try ScriptedUpstream { peer in
                    _ = try peer.receiveRequest()
                    try peer.send("HTTP/1.1 200 OK\r\n\r\n")
                    let chunk = [UInt8](repeating: 0x78, count: 1 << 16)
                    for _ in 0..<100_000 { try peer.socket.send(chunk) }
                }
            case .announcesFlood:
                try ScriptedUpstream { peer in
                    _ = try peer.receiveRequest()
                    try peer.send("HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\nx")
                    // No more than that must come for the copy to be given up.
                    _ = try peer.socket.takeUntilClose()
                }
            case .sendsGarbage: try .answering { _ in "garbage\r\n\r\n" }
            case .answers500: try .answering { _ in Message.answer("500 No", fields: ["Content-Length: 0"]) }
            case .closes: try ScriptedUpstream { peer in _ = try peer.receiveRequest() }
            }
        }

        func fits(_ leg: Leg?) -> Bool {
            switch self {
            case .refuses, .resets, .closes: leg?.failure?.kind == .unreachable
            case .stalls, .stallsInBody, .stallsInLargeBody: leg?.failure?.kind == .timeout
            case .floods, .announcesFlood:
                leg?.answer.map { !$0.isCapturedWhole && $0.body.readableBytes == 0 } ?? false
            case .sendsGarbage: leg?.failure?.kind == .malformed
            case .answers500: leg?.answer?.status == 500
            }
        }
    }

    @Test("whatever it does, the served answers come, also the next ones", arguments: Misbehaviour.allCases)
    func unaffected(_ misbehaviour: Misbehaviour) async throws {
        let legacy = try ScriptedUpstream.answering { Message.ok($0.startLine) }
        try await withProxy(legacy: legacy, candidate: try misbehaviour.upstream()) {
            // Only who stalls is waited for in vain.
            let stalls = [.stalls, .stallsInBody, .stallsInLargeBody].contains(misbehaviour)
            $0.mirror.timeout = stalls ? 300_000_000 : 10_000_000_000
            $0.mirror.maximumBodyBytes = 1024
        } _: { proxy in
            let client = try proxy.connect()
            for number in 0..<5 {
                try client.send(Message.get("/\(number)"))
                let answer = try client.receiveAnswer()
                #expect(answer.bodyText == "GET /\(number) HTTP/1.1")
                #expect(answer.fieldLines == ["Content-Length: 15"])
            }
            let exchanges = try proxy.sink.wait(5)
            for exchange in exchanges {
                #expect(exchange.served.answer?.status == 200)
                #expect(misbehaviour.fits(exchange.mirrored), "\(String(describing: exchange.mirrored))")
            }
        }
    }

    /// Enough for the buffers that they are received in to be used again, and for more of them than are remembered.
    @Test("large answers stay as they came, for as long as somebody holds them")
    func largeAnswers() async throws {
        let length = 60 * 1024
        @Sendable func body(_ side: Side, _ startLine: String) -> String {
            let line = "\(side) \(startLine)\n"
            return String(String(repeating: line, count: length / line.utf8.count + 1).prefix(length))
        }
        let legacy = try ScriptedUpstream.answering { Message.ok(body(.legacy, $0.startLine)) }
        let candidate = try ScriptedUpstream.answering { Message.ok(body(.candidate, $0.startLine)) }
        try await withProxy(legacy: legacy, candidate: candidate) { proxy in
            let client = try proxy.connect()
            for number in 0..<ReceiveBuffers.most {
                try client.send(Message.get("/\(number)"))
                #expect(try client.receiveAnswer().bodyText == body(.legacy, "GET /\(number) HTTP/1.1"))
            }
            let exchanges = try proxy.sink.wait(ReceiveBuffers.most)
            for exchange in exchanges {
                let startLine = exchange.request.head.startLine
                let (served, mirrored) = (try #require(exchange.served.answer), try #require(exchange.mirrored?.answer))
                #expect(String(buffer: served.body) == body(.legacy, startLine))
                #expect(String(buffer: mirrored.body) == body(.candidate, startLine))
            }
        }
    }

    @Test("the sink gets one exchange with both answers, and all that was asked")
    func exchange() async throws {
        let legacy = try ScriptedUpstream.answering { _ in Message.ok("old", fields: ["A: 1", "a: 2"]) }
        let candidate = try ScriptedUpstream.answering { _ in
            Message.answer("201 Made", fields: ["Transfer-Encoding: chunked"]) + "3\r\nnew\r\n0\r\nT: 1\r\n\r\n"
        }
        let route = Route(
            name: "update", path: try PathPattern(parsing: "/u/{name}"), operation: .write, writes: .isolated,
            userKeys: [Location(["request", "path", "name"])])
        try await withProxy(legacy: legacy, candidate: candidate) {
            $0.routes = [route]
        } _: { proxy in
            let answer = try proxy.exchange(Message.post("/u/ann%20e?x=y", body: "sent"))
            #expect(answer.bodyText == "old")
            let exchange = try proxy.sink.first()
            let served = try #require(proxy.legacy.requests.first)
            #expect(exchange.id == served.first("x-request-id"))
            #expect(exchange.route == route)
            #expect(exchange.operation == .write)
            #expect(exchange.userKey == "ann e")
            #expect(exchange.request.head.startLine == "POST /u/ann%20e?x=y HTTP/1.1")
            #expect(exchange.request.head.fields.map(\.name) == ["Host", "Content-Length"])
            #expect(String(buffer: exchange.request.body) == "sent")
            #expect(exchange.isRequestCapturedWhole)
            #expect(exchange.startedAt == Timestamp(milliseconds: 1_700_000_000_000))
            #expect(!exchange.fellBack && !exchange.isOvertaken)
            #expect(exchange.served.side == .legacy)
            let old = try #require(exchange.served.answer)
            #expect(old.status == 200 && String(buffer: old.body) == "old" && old.trailers == nil)
            #expect(old.head.fields.map(\.value) == ["1", "2", "3"])
            #expect(exchange.mirrored?.side == .candidate)
            let new = try #require(exchange.mirrored?.answer)
            #expect(new.status == 201 && String(buffer: new.body) == "new")
            #expect(new.trailers?.fields == [.init(name: "T", value: "1")])
            let first = try #require(exchange.served.timeToFirstByte)
            #expect(first > 0 && first <= exchange.served.duration)
            #expect(proxy.candidate.requests.count == 1)
            #expect(proxy.candidate.requests[0].bodyText == "sent")
            #expect(proxy.candidate.requests[0].values("content-length") == ["4"])
        }
    }

    @Test(
        "what is not to be copied is not, and is handed on all the same",
        arguments: [Assignment.Copy.notMirrored, .writeNotMirrored])
    func notMirrored(_ copy: Assignment.Copy) async throws {
        try await withProxy(legacy: try .ok(), candidate: try .ok(), assigner: ScriptedAssigner(copy: copy)) { proxy in
            #expect(try proxy.exchange(Message.get()).status == 200)
            let exchange = try proxy.sink.first()
            #expect(exchange.mirrored == nil)
            #expect(exchange.assignment.copy == copy)
            #expect(proxy.candidate.connections == 0)
        }
    }

    @Test("a sampled read goes to legacy a second time, marked as a copy; a write does not")
    func control() async throws {
        let legacy = try ScriptedUpstream.answering { Message.ok($0.values("parallax-mirror").first ?? "served") }
        let assigner = ScriptedAssigner(hasControl: true)
        try await withProxy(legacy: legacy, candidate: try .ok("new"), assigner: assigner) {
            $0.routes[0].writes = .isolated
        } _: { proxy in
            let client = try proxy.connect()
            try client.send(Message.get("/read") + Message.post("/write"))
            for _ in 0..<2 { #expect(try client.receiveAnswer().bodyText == "served") }
            let exchanges = try proxy.sink.wait(2)
            let byTarget = Dictionary(uniqueKeysWithValues: exchanges.map { ($0.request.target, $0) })
            let read = try #require(byTarget["/read"])
            #expect(read.mirrored?.answer.map { String(buffer: $0.body) } == "new")
            #expect(byTarget["/write"]?.control == nil)
            // The write may have passed the second copy of the read; then that says nothing.
            if let control = read.control {
                #expect(control.side == .legacy)
                #expect(control.answer.map { String(buffer: $0.body) } == "?1")
            }
            try client.send(Message.get("/alone"))
            #expect(try client.receiveAnswer().bodyText == "served")
            let alone = try proxy.sink.wait(3)[2]
            #expect(alone.control?.answer.map { String(buffer: $0.body) } == "?1")
            #expect(!alone.isOvertaken && !read.isOvertaken)
        }
    }

    @Test("a request that no route matches goes to the unmatched route")
    func unmatched() async throws {
        let path = try PathPattern(parsing: "/a")
        try await withProxy(legacy: try .ok(), candidate: try .ok(), assigner: ScriptedAssigner(copy: .notMirrored)) {
            $0.routes = [Route(name: "a", path: path, methods: ["POST"])]
        } _: { proxy in
            _ = try proxy.exchange(Message.get("/a"))
            _ = try proxy.exchange(Message.post("/b"))
            _ = try proxy.exchange(Message.post("/a"))
            #expect(
                proxy.assigner.questions.map(\.route) == [Route.unmatchedName, Route.unmatchedName, "a"])
        }
    }

    @Test("no more copies run or wait than allowed; the rest is shed and counted")
    func budget() async throws {
        let release = Signal()
        let candidate = try ScriptedUpstream { peer in
            while try peer.receiveRequest() != nil {
                try release.wait()
                try peer.send(Message.ok("late"))
            }
        }
        try await withProxy(legacy: try .ok(), candidate: candidate) {
            $0.mirror.maximumInFlight = 3
        } _: { proxy in
            let client = try proxy.connect()
            for _ in 0..<50 {
                try client.send(Message.get())
                #expect(try client.receiveAnswer().status == 200)
                #expect(proxy.server.copiesInFlight <= 3)
            }
            let shed = try proxy.sink.wait(47)
            #expect(shed.allSatisfy { $0.mirrored?.outcome == .shed })
            #expect(proxy.server.counters.shedCopies == 47)
            try proxy.candidate.wait(requests: 3)
            #expect(proxy.candidate.connections == 3)
            release.give()
            let exchanges = try proxy.sink.wait(50)
            #expect(exchanges.suffix(3).allSatisfy { $0.mirrored?.answer?.status == 200 })
        }
    }

    @Test("a request body over the limit is forwarded whole, and not mirrored", arguments: [true, false])
    func largeRequest(_ isChunked: Bool) async throws {
        let body = String(repeating: "x", count: 5000)
        try await withProxy(legacy: try .answering { Message.ok("\($0.body.count)") }, candidate: try .ok()) {
            $0.mirror.maximumBodyBytes = 4999
        } _: { proxy in
            let request =
                isChunked
                ? Message.request("POST", "/", fields: ["Transfer-Encoding: chunked"]) + "1388\r\n\(body)\r\n0\r\n\r\n"
                : Message.post("/", body: body)
            #expect(try proxy.exchange(request).bodyText == "5000")
            let exchange = try proxy.sink.first()
            #expect(!exchange.isRequestCapturedWhole)
            #expect(exchange.request.body.readableBytes == 0)
            #expect(exchange.mirrored == nil)
            #expect(proxy.candidate.connections == 0)
        }
    }

    @Test("an answer body over the limit is forwarded whole; its length is known, its bytes are not kept")
    func largeAnswer() async throws {
        let body = String(repeating: "x", count: 5000)
        try await withProxy(legacy: try .ok(body), candidate: try .ok(body + "y")) {
            $0.mirror.maximumBodyBytes = 4999
        } _: { proxy in
            #expect(try proxy.exchange(Message.get()).bodyText == body)
            let exchange = try proxy.sink.first()
            let (served, mirrored) = (try #require(exchange.served.answer), try #require(exchange.mirrored?.answer))
            #expect(served.bodyLength == 5000 && !served.isCapturedWhole && served.body.readableBytes == 0)
            #expect(mirrored.bodyLength == 5001 && !mirrored.isCapturedWhole)
        }
    }

    @Test("a client that goes away after its request is compared all the same")
    func clientGone() async throws {
        let gone = Signal()
        let legacy = try ScriptedUpstream.answering { _ in
            try gone.wait()
            return Message.ok("nobody hears")
        }
        let candidate = try ScriptedUpstream.answering { _ in
            try gone.wait()
            return Message.ok("nor this")
        }
        try await withProxy(legacy: legacy, candidate: candidate) { proxy in
            do {
                let client = try proxy.connect()
                try client.send(Message.get())
                try proxy.legacy.wait(requests: 1)
                try proxy.candidate.wait(requests: 1)
                client.reset()
            }
            gone.give()
            let exchange = try proxy.sink.first()
            #expect(exchange.served.answer.map { String(buffer: $0.body) } == "nobody hears")
            #expect(exchange.mirrored?.answer.map { String(buffer: $0.body) } == "nor this")
        }
    }

    @Test("a client that goes away inside its body aborts both sides, and nothing is compared")
    func clientGoneInside() async throws {
        let legacy = try ScriptedUpstream { peer in
            _ = try peer.receiveHead()
            _ = try peer.socket.takeUntilClose()
        }
        try await withProxy(legacy: legacy, candidate: try .ok()) { proxy in
            let client = try proxy.connect()
            try client.send(Message.request("POST", "/", fields: ["Content-Length: 10"]) + "abc")
            try proxy.legacy.wait(requests: 1)
            client.close()
            try proxy.legacy.wait(endedConnections: 1)
            #expect(proxy.sink.exchanges.isEmpty)
            #expect(proxy.candidate.connections == 0)
        }
    }
}
