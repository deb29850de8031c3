import Testing

/// Upgrades: the handshake of RFC 6455, and the bytes behind it.
@Suite("HTTP contract, WebSocket", .serialized)
struct WebSocketTests {
    private static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
    /// The key and its answer of RFC 6455 §1.3.
    private static let switching =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nSec-WebSocket-Protocol: chat\r\n\r\n"
    private static let switched =
        "HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
        + "Sec-WebSocket-Protocol: chat\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
    private static let end: [UInt8] = [0x88, 0x02, 0x03, 0xE8]

    private static func handshake(_ token: String) -> String {
        "GET /\(token) HTTP/1.1\r\nHost: a\r\nUpgrade: WebSocket\r\nConnection: keep-alive, Upgrade\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Protocol: chat\r\n\(Passage.identity)\r\n"
    }

    /// An unmasked text frame, of up to 125 bytes.
    private static func frame(_ text: String) -> [UInt8] { [0x81, UInt8(text.utf8.count)] + text.octets }

    /// The same as a client sends it.
    private static func masked(_ frame: [UInt8]) -> [UInt8] {
        let key: [UInt8] = [0x37, 0xFA, 0x21, 0x3D]
        return [frame[0], frame[1] | 0x80] + key + frame.dropFirst(2).enumerated().map { $1 ^ key[$0 % 4] }
    }

    /// Shakes hands, greets, sends frames back unmasked, and answers a close.
    private static let echo: ContractUpstream.Script = { exchange in
        try exchange.wire.send(switching.octets + frame("hello"))
        while true {
            let head = try exchange.wire.take(upTo: 6)
            guard head.count == 6 else { return .close }
            let data = try exchange.wire.take(upTo: Int(head[1] & 0x7F))
            let plain = data.enumerated().map { $1 ^ head[2 + $0 % 4] }
            try exchange.wire.send([head[0], head[1] & 0x7F] + plain)
            if head[0] == 0x88 { return .close }
        }
    }

    @Test(
        "handshake, frames both ways and close; regenerated towards the served side only, never mirrored",
        arguments: ContractProxy.Serving.allCases)
    func conversation(_ serving: ContractProxy.Serving) throws {
        let proxy = try serving.proxy
        let token = proxy.token()
        let state = Monitored((mayAnswer: false, isHeadAlone: false))
        proxy.served.on(token) { exchange in
            try state.wait(for: "the test") { $0.mayAnswer }
            let isHeadAlone = try exchange.wire.available.isEmpty && !exchange.wire.hasNews
            state.withLock { $0.isHeadAlone = isHeadAlone }
            return try Self.echo(exchange)
        }
        let client = try proxy.connect()
        // A frame may be sent before the 101 is there.
        try client.send(Self.handshake(token).octets + Self.masked(Self.frame("early")))
        try proxy.served.wait(token, begun: 1)
        try proxy.barrier()
        state.withLock { $0.mayAnswer = true }
        #expect(String(octets: try client.take(upTo: Self.switched.octets.count)) == Self.switched)
        let isHeadAlone = state.withLock { $0.isHeadAlone }
        #expect(isHeadAlone, "a tunnel only after its 101")
        #expect(try client.take(upTo: 7) == Self.frame("hello"))
        #expect(try client.take(upTo: 7) == Self.frame("early"))
        for number in 0..<50 {
            let frame = Self.frame("\(number)\r\n\r\n\u{0}")
            try client.send(Self.masked(frame))
            #expect(try client.take(upTo: frame.count) == frame)
        }
        try client.send(Self.masked(Self.end))
        #expect(try client.takeToEnd() == Self.end)
        #expect(client.ending == .closed)
        let served = try proxy.served.wait(token, whole: 1)[0]
        #expect(
            served.head
                == "GET /\(token) HTTP/1.1\r\nHost: a\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: chat\r\n" + Passage.identity + Passage.added()
                + "Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
        try proxy.barrier()
        #expect(proxy.mirrored.received(token).isEmpty)
    }

    @Test("split at every byte, both ways")
    func split() throws {
        let proxy = try ContractProxy.plain.get()
        func sent(_ token: String) -> [UInt8] { Self.handshake(token).octets + Self.masked(Self.frame("early")) }
        let wire = Self.switching.octets + Self.frame("hello")
        let length = sent("TOKEN").count
        for position in 1..<max(length, wire.count) {
            let (middle, edge) = (min(position, length - 1), min(position, wire.count - 1))
            let token = proxy.token()
            let isSent = Monitored(0)
            proxy.legacy.on(token) { exchange in
                try exchange.wire.send(wire[..<edge])
                isSent.withLock { $0 = 1 }
                try isSent.wait(for: "the first piece") { $0 == 2 }
                try exchange.wire.send(wire[edge...])
                try exchange.wire.send(try exchange.wire.take(upTo: 11))
                return .close
            }
            let client = try proxy.connect()
            let request = sent(token)
            try client.send(request[..<middle])
            try proxy.barrier()
            try client.send(request[middle...])
            try isSent.wait(for: "the first piece") { $0 == 1 }
            try proxy.barrier()
            isSent.withLock { $0 = 2 }
            let expected = Self.switched.octets + Self.frame("hello") + Self.masked(Self.frame("early"))
            let got = try client.takeToEnd()
            #expect(got == expected, "split at \(position): \(String(octets: got))")
        }
    }

    @Test("the upstream ends the tunnel: what it sent last arrives, then the end")
    func endedByUpstream() throws {
        let proxy = try ContractProxy.plain.get()
        let token = proxy.token()
        let last = [UInt8](repeating: 0x78, count: 1 << 20)
        proxy.legacy.on(token) { exchange in
            try exchange.wire.send(Self.switching.octets + last)
            return .close
        }
        let client = try proxy.connect()
        try client.send(Self.handshake(token))
        #expect(try client.takeToEnd() == Self.switched.octets + last)
        #expect(client.ending == .closed)
    }

    @Test("the client leaves: the upstream's connection ends")
    func endedByClient() throws {
        let proxy = try ContractProxy.plain.get()
        let token = proxy.token()
        proxy.legacy.on(token, Self.echo)
        let client = try proxy.connect()
        try client.send(Self.handshake(token))
        #expect(try client.take(upTo: Self.switched.octets.count + 7).count == Self.switched.octets.count + 7)
        client.close()
        try proxy.legacy.waitForEnds(token)
    }

    @Test(
        "a tunnel only after its 101: a refused upgrade is an ordinary answer, and what follows are requests",
        arguments: ContractProxy.Serving.allCases)
    func refused(_ serving: ContractProxy.Serving) throws {
        let proxy = try serving.proxy
        let token = proxy.token()
        proxy.served.on(token, ContractUpstream.answering("HTTP/1.1 403 No\r\nContent-Length: 2\r\n\r\nno"))
        let client = try proxy.connect()
        try client.send(Self.handshake(token) + "GET /\(token)-next HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try client.takeAnswer().text == "HTTP/1.1 403 No\r\nContent-Length: 2\r\n\r\nno")
        #expect(try client.takeAnswer().text == Self.ok)
        let next = try proxy.served.wait("\(token)-next", whole: 1)[0]
        #expect(next.values("via") == ["1.1 parallax"], "it passed as a request, not as the bytes of a tunnel")
        try proxy.mirrored.wait("\(token)-next", whole: 1)
        try proxy.barrier()
        #expect(proxy.mirrored.received(token).isEmpty, "an upgrade is never mirrored, refused or not")
    }

    @Test(
        "no WebSocket handshake: the upgrade is dropped, and the request mirrored like any other",
        arguments: [
            "POST /TOKEN HTTP/1.1\r\nContent-Length: 0\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n",
            "GET /TOKEN HTTP/1.0\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n",
            "GET /TOKEN HTTP/1.1\r\nUpgrade: websocket\r\n", "GET /TOKEN HTTP/1.1\r\nConnection: Upgrade\r\n",
            "GET /TOKEN HTTP/1.1\r\nUpgrade: h2c, x\r\nConnection: Upgrade\r\n",
        ])
    func dropped(_ head: String) throws {
        let proxy = try ContractProxy.plain.get()
        let token = proxy.token()
        let client = try proxy.connect()
        try client.send((head + "Host: a\r\n\r\n").replacing("TOKEN", with: token))
        #expect(String(octets: try client.takeAnswer().body) == "ok")
        for upstream in [proxy.legacy, proxy.candidate] {
            let request = try upstream.wait(token, whole: 1)[0]
            #expect(request.values("upgrade").isEmpty && request.values("connection").isEmpty)
        }
    }
}
