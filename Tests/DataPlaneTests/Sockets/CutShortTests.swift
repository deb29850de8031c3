import DataPlane
import NIOCore
import Testing
import Traffic

@Suite("Requests that never come whole")
struct CutShortTests {
    private static let head = "POST /upload HTTP/1.1\r\nHost: h\r\nContent-Length: 100000000\r\n\r\n"

    /// Answers as soon as it has a request's head, or never, and waits for the end.
    private static func early(_ answer: String?) throws -> ScriptedUpstream {
        try ScriptedUpstream { peer in
            _ = try peer.receiveHead()
            if let answer { try peer.send(answer) }
            _ = try peer.socket.takeUntilClose()
        }
    }

    @Test("where nobody answered it there is nothing to tell")
    func unanswered() async throws {
        try await withProxy(
            legacy: try .ok(), candidate: try Self.early(nil), assigner: ScriptedAssigner(served: .candidate)
        ) { proxy in
            let client = try proxy.connect()
            try client.send(Self.head)
            try proxy.candidate.wait(requests: 1)
            client.close()
            try proxy.candidate.wait(endedConnections: 1)
            #expect(proxy.sink.exchanges.isEmpty)
        }
    }

    @Test(
        "a side that answered early has answered, whether the client then leaves or goes on sending",
        arguments: [Side.legacy, .candidate], [true, false])
    func answeredEarly(_ side: Side, leaves: Bool) async throws {
        let answer = Message.answer("413 Too Large", fields: ["Content-Length: 2"]) + "no"
        try await withProxy(
            legacy: try Self.early(answer), candidate: try Self.early(answer), assigner: ScriptedAssigner(served: side)
        ) { proxy in
            let client = try proxy.connect()
            try client.send(Self.head)
            #expect(try client.receiveAnswer().status == 413)
            #expect(proxy.sink.exchanges.isEmpty, "the rest may still come")
            if leaves { client.close() } else { try? client.send([UInt8](repeating: 0x78, count: 4 << 20)) }
            let exchange = try proxy.sink.first()
            #expect(exchange.served.side == side && exchange.served.answer?.status == 413)
            #expect(!exchange.isRequestComplete && exchange.mirrored == nil)
            #expect(!exchange.served.isTimed && exchange.request.body.readableBytes == 0)
        }
    }

    @Test("a candidate that breaks uploads off opens its circuit, though the clients do not wait for the end")
    func breaks() async throws {
        let candidate = try ScriptedUpstream { peer in
            _ = try peer.receiveHead()
            peer.socket.reset()
        }
        try await withProxy(
            legacy: try .ok(), candidate: candidate, assigner: ScriptedAssigner(served: .candidate)
        ) {
            $0.breaker = BreakerConfiguration(consecutiveFailures: 3, openFor: 3_600_000_000_000)
        } _: { proxy in
            for number in 1...3 {
                #expect(!proxy.server.isCircuitOpen)
                let client = try proxy.connect()
                try client.send(Self.head)
                #expect(try client.receiveAnswer().status == 502)
                client.close()
                let exchanges = try proxy.sink.wait(number)
                #expect(exchanges.last?.served.failure?.kind == .unreachable)
            }
            #expect(proxy.server.isCircuitOpen)
        }
    }

    @Test("so does one that cannot be connected to, where they leave before legacy has answered in its place")
    func unreachable() async throws {
        try await withProxy(
            legacy: try Self.early(nil), candidate: try .refusing(), assigner: ScriptedAssigner(served: .candidate)
        ) {
            $0.breaker = BreakerConfiguration(consecutiveFailures: 3, openFor: 3_600_000_000_000)
        } _: { proxy in
            for number in 1...3 {
                #expect(!proxy.server.isCircuitOpen)
                let client = try proxy.connect()
                try client.send(Self.head)
                try proxy.legacy.wait(requests: number)
                client.close()
                let exchange = try proxy.sink.wait(number)[number - 1]
                #expect(exchange.fellBack && exchange.mirrored?.failure?.kind == .unreachable)
                #expect(exchange.served.failure?.kind == .abandoned && !exchange.isRequestComplete)
            }
            #expect(proxy.server.isCircuitOpen)
        }
    }

    @Test("the candidate's failure is kept, though the client leaves before legacy has answered; no more of it is read")
    func failedAnswer() async throws {
        let candidate = try Self.early(Message.answer("503 No", fields: ["Content-Length: 4"]))
        try await withProxy(
            legacy: try Self.early(nil), candidate: candidate, assigner: ScriptedAssigner(served: .candidate)
        ) { proxy in
            let client = try proxy.connect()
            try client.send("GET / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\na")
            try proxy.legacy.wait(requests: 1)
            client.close()
            try proxy.legacy.wait(endedConnections: 1)
            try proxy.candidate.wait(endedConnections: 1)
            let exchange = try proxy.sink.first()
            #expect(exchange.fellBack && exchange.served.failure?.kind == .abandoned)
            #expect(exchange.mirrored?.side == .candidate && exchange.mirrored?.failure?.kind == .abandoned)
        }
    }
}
