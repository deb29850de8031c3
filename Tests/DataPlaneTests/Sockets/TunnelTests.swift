import DataPlane
import NIOCore
import Testing
import Traffic

@Suite("WebSocket upgrades")
struct TunnelTests {
    private static let upgrade = Message.get(
        "/chat", fields: ["Connection: keep-alive, Upgrade", "Upgrade: WebSocket", "Sec-WebSocket-Key: k"])
    private static let switching = Message.answer(
        "101 Switching Protocols", fields: ["Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Accept: a"])

    private static func echo() throws -> ScriptedUpstream {
        try ScriptedUpstream { peer in
            _ = try peer.receiveRequest()
            try peer.send(switching + "hello")
            while let line = try peer.socket.take(through: "\n") {
                if line == Array("end\n".utf8) { return }
                try peer.socket.send(line)
            }
        }
    }

    @Test("bytes go both ways behind the served side's 101, and the upgrade is never mirrored")
    func tunnel() async throws {
        try await withProxy(legacy: try Self.echo(), candidate: try .ok()) { proxy in
            let client = try proxy.connect()
            // What is sent before the 101 belongs to the tunnel too.
            try client.send(Self.upgrade + "early\n")
            let head = try #require(try client.take(through: "\r\n\r\n"))
            #expect(
                RawMessage.lines(text(head)) == [
                    "HTTP/1.1 101 Switching Protocols", "Sec-WebSocket-Accept: a", "Connection: Upgrade",
                    "Upgrade: websocket",
                ])
            #expect(text(try client.take(11)) == "helloearly\n")
            for number in 0..<100 {
                try client.send("\(number)\0\n")
                #expect(try client.take(through: "\n").map { text($0) } == "\(number)\0\n")
            }
            let request = try proxy.legacy.wait(requests: 1)[0]
            #expect(request.values("connection") == ["Upgrade"])
            #expect(request.values("upgrade") == ["websocket"])
            #expect(request.values("sec-websocket-key") == ["k"])
            try client.send("end\n")
            #expect(try client.takeUntilClose() == [])
            let exchange = try proxy.sink.first()
            #expect(exchange.served.answer?.status == 101 && exchange.mirrored == nil)
            #expect(exchange.assignment.copy == .notMirrored, "no copy of it was dropped")
            #expect(exchange.served.duration == exchange.served.timeToFirstByte, "a conversation is no time to answer")
            #expect(proxy.candidate.connections == 0)
        }
    }

    @Test("a client that leaves ends the tunnel")
    func clientLeaves() async throws {
        try await withProxy(legacy: try Self.echo(), candidate: try .ok()) { proxy in
            let client = try proxy.connect()
            try client.send(Self.upgrade)
            _ = try client.take(through: "hello")
            client.close()
            try proxy.legacy.wait(endedConnections: 1)
            #expect(try proxy.sink.first().served.answer?.status == 101)
        }
    }

    @Test("a refused upgrade is an ordinary answer")
    func refused() async throws {
        try await withProxy(legacy: try .ok("no"), candidate: try .ok()) { proxy in
            let client = try proxy.connect()
            try client.send(Self.upgrade + Message.get("/next"))
            #expect(try client.receiveAnswer().bodyText == "no")
            #expect(try client.receiveAnswer().bodyText == "no")
        }
    }

    @Test("an idle tunnel is closed")
    func idle() async throws {
        try await withProxy(legacy: try Self.echo(), candidate: try .ok()) {
            $0.timeouts.idle = 150_000_000
        } _: { proxy in
            let client = try proxy.connect()
            try client.send(Self.upgrade)
            _ = try client.take(through: "hello")
            #expect(try client.takeUntilClose() == [])
            try proxy.legacy.wait(endedConnections: 1)
        }
    }
}
