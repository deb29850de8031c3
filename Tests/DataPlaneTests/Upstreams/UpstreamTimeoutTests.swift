@testable import DataPlane
import NIOCore
import Testing
import Traffic

@Suite("How long a side may take")
struct UpstreamTimeoutTests {
    /// Generous, so that only the one that a test sets can hit.
    static let generous = UpstreamTimeouts(
        connect: 60_000_000_000, firstByte: 60_000_000_000, idle: 60_000_000_000, total: nil)

    static func timeouts(_ change: (inout UpstreamTimeouts) -> Void) -> UpstreamTimeouts {
        var timeouts = generous
        change(&timeouts)
        return timeouts
    }

    /// Sends the head and a part of an answer, and then nothing.
    static func stalling() throws -> ScriptedUpstream {
        try ScriptedUpstream { peer in
            _ = try peer.receiveRequest()
            try peer.send(Message.answer("200 OK", fields: ["Content-Length: 10"]) + "part")
            _ = try peer.socket.takeUntilClose()
        }
    }

    /// Sends the head of an answer, and then byte after byte without an end.
    static func trickling() throws -> ScriptedUpstream {
        try ScriptedUpstream { peer in
            _ = try peer.receiveRequest()
            try peer.send(Message.answer("200 OK", fields: ["Transfer-Encoding: chunked"]))
            // Bounded: ten seconds at most; it ends when the proxy hangs up.
            for _ in 0..<500 {
                try peer.send("1\r\nx\r\n")
                if try peer.socket.poll(1, milliseconds: 20) { return }
            }
        }
    }

    @Test("the head of an answer that comes too late is a 504")
    func firstByte() async throws {
        let legacy = try ScriptedUpstream { peer in
            _ = try peer.receiveRequest()
            _ = try peer.socket.takeUntilClose()
        }
        try await withProxy(legacy: legacy, candidate: try .ok()) {
            $0.legacy.timeouts = Self.timeouts { $0.firstByte = 100_000_000 }
        } _: { proxy in
            let result = try proxy.exchange(Message.get()).status
            #expect(result == 504)
            #expect(try proxy.sink.first().served.failure?.kind == .timeout)
        }
    }

    @Test("the time to the first byte is no bound on the body, nor the time between pieces on the head")
    func independent() async throws {
        let slow = try ScriptedUpstream { peer in
            while try peer.receiveRequest() != nil {
                _ = try peer.socket.poll(1, milliseconds: 1_200)
                try peer.send(Message.answer("200 OK", fields: ["Content-Length: 4"]))
                try peer.send("body")
            }
        }
        let lazy = try ScriptedUpstream { peer in
            while try peer.receiveRequest() != nil {
                try peer.send(Message.answer("200 OK", fields: ["Content-Length: 4"]) + "bo")
                _ = try peer.socket.poll(1, milliseconds: 1_200)
                try peer.send("dy")
            }
        }
        try await withProxy(
            legacy: slow, candidate: lazy,
            assigner: ScriptedAssigner { question in
                Assignment(served: question.userKeys == [] ? .legacy : .candidate, reason: .bucket, copy: .notMirrored)
            }
        ) {
            $0.legacy.timeouts = Self.timeouts { $0.idle = 800_000_000 }
            $0.candidate.timeouts = Self.timeouts { $0.firstByte = 800_000_000 }
            $0.routes[0].userKeys = [try? Location(parsing: "/request/query/u")].compactMap(\.self)
        } _: { proxy in
            let result = try proxy.exchange(Message.get("/")).bodyText
            #expect(result == "body")
            #expect(try proxy.exchange(Message.get("/?u=1")).bodyText == "body")
        }
    }

    @Test("a silence inside an answer breaks it off")
    func idle() async throws {
        try await withProxy(legacy: try Self.stalling(), candidate: try .ok()) {
            $0.legacy.timeouts = Self.timeouts { $0.idle = 100_000_000 }
        } _: { proxy in
            let client = try proxy.connect()
            try client.send(Message.get())
            #expect(text(try client.takeUntilClose()).hasSuffix("part"))
            #expect(try proxy.sink.first().served.failure?.kind == .timeout)
        }
    }

    @Test("the total cuts an answer that never ends, however steadily it comes")
    func total() async throws {
        try await withProxy(legacy: try Self.trickling(), candidate: try .ok()) {
            $0.legacy.timeouts = Self.timeouts { $0.total = 2_000_000_000 }
        } _: { proxy in
            let client = try proxy.connect()
            try client.send(Message.get())
            let answer = text(try client.takeUntilClose())
            #expect(answer.contains("1\r\nx\r\n") && !answer.contains("0\r\n\r\n"), "no last chunk")
            #expect(try proxy.sink.first().served.failure?.kind == .timeout)
        }
    }

    @Test("the total counts from the request's start: before a head it is a 504")
    func totalBeforeHead() async throws {
        let legacy = try ScriptedUpstream { peer in
            _ = try peer.receiveRequest()
            _ = try peer.socket.takeUntilClose()
        }
        try await withProxy(legacy: legacy, candidate: try .ok()) {
            $0.legacy.timeouts = Self.timeouts { $0.total = 100_000_000 }
        } _: { proxy in
            let result = try proxy.exchange(Message.get()).status
            #expect(result == 504)
        }
    }

    @Test("the total holds too while a client that does not read keeps the answer from coming")
    func totalWithSlowReader() async throws {
        let legacy = try ScriptedUpstream { peer in
            _ = try peer.receiveRequest()
            try peer.send(Message.answer("200 OK", fields: ["Content-Length: 1000000000"]))
            _ = try peer.socket.sendUntilBlocked([UInt8](repeating: 120, count: 65_536), atMost: 100_000_000)
            _ = try peer.socket.takeUntilClose()
        }
        try await withProxy(legacy: legacy, candidate: try .ok()) {
            $0.legacy.timeouts = Self.timeouts { $0.total = 1_000_000_000 }
        } _: { proxy in
            let client = try proxy.connect(receiveBufferBytes: 4_096)
            try client.send(Message.get())
            let exchange = try proxy.sink.first()
            #expect(exchange.served.failure?.kind == .timeout)
        }
    }

    @Test("an answer without an end is given up once its client has left, after the time that a copy may take")
    func unawaited() async throws {
        try await withProxy(legacy: try Self.trickling(), candidate: try .ok()) {
            $0.legacy.timeouts = Self.generous
            $0.mirror.timeout = 300_000_000
        } _: { proxy in
            let client = try proxy.connect()
            try client.send(Message.get())
            _ = try client.take(through: "\r\n\r\n")
            client.reset()
            #expect(try proxy.sink.first().served.failure?.kind == .abandoned)
            try proxy.legacy.wait(endedConnections: 1)
        }
    }

    @Test("a WebSocket that the side took is bound by no total")
    func tunnel() async throws {
        let legacy = try ScriptedUpstream { peer in
            _ = try peer.receiveRequest()
            try peer.send(Message.answer("101 Switching", fields: ["Connection: Upgrade", "Upgrade: websocket"]))
            _ = try peer.socket.take(4)
            try peer.send("pong")
        }
        try await withProxy(legacy: legacy, candidate: try .ok()) {
            $0.legacy.timeouts = Self.timeouts { $0.total = 1_500_000_000 }
        } _: { proxy in
            let client = try proxy.connect()
            try client.send(Message.get(fields: ["Connection: Upgrade", "Upgrade: websocket"]))
            #expect(try client.receiveAnswer().status == 101)
            #expect(try !client.poll(1, milliseconds: 2_000), "nothing ends it")
            try client.send("ping")
            #expect(text(try client.take(4)) == "pong")
        }
    }
}
