import DataPlane
import NIOCore
import Testing
import Traffic

@Suite("Nobody's slowness becomes memory", .serialized)
struct BackPressureTests {
    private static let size = 64 * 1024 * 1024
    /// What sockets and watermarks may hold between two ends; far less than the whole.
    private static let held = 24 * 1024 * 1024
    private static let chunk = [UInt8](repeating: 0x78, count: 1 << 16)

    @Test("a client that does not read an answer of 64 MB stops the upstream; when it reads, all comes")
    func slowReader() async throws {
        let blocked = Monitored<Int?>(nil)
        let legacy = try ScriptedUpstream.answering(bytes: Self.size, blocked: blocked)
        try await withProxy(legacy: legacy, candidate: try .ok()) { proxy in
            let client = try proxy.connect(receiveBufferBytes: 64 * 1024)
            try client.send(Message.get())
            try blocked.wait(for: "the upstream to block") { $0 != nil }
            #expect(try #require(blocked.withLock { $0 }) < Self.held)
            let head = try #require(try client.take(through: "\r\n\r\n"))
            #expect(text(head).contains("Content-Length: \(Self.size)"))
            #expect(try client.discard(atMost: Self.size) == Self.size)
            #expect(try proxy.sink.first().served.answer?.bodyLength == Self.size)
        }
    }

    @Test("an upstream that does not read an upload of 64 MB stops the client; when it reads, all goes")
    func slowUpstream() async throws {
        let read = Signal()
        let legacy = try ScriptedUpstream { peer in
            guard try peer.receiveHead() != nil else { return }
            try read.wait(timeout: 30)
            let count = try peer.socket.discard(atMost: Self.size)
            try peer.send(Message.ok("\(count)"))
        }
        try await withProxy(legacy: legacy, candidate: try .ok()) { proxy in
            let client = try proxy.connect()
            try client.send(Message.request("POST", "/", fields: ["Content-Length: \(Self.size)"]))
            let sent = try client.sendUntilBlocked(Self.chunk, atMost: Self.size)
            #expect(sent < Self.held)
            read.give()
            for _ in 0..<(Self.size - sent) / Self.chunk.count { try client.send(Self.chunk) }
            try client.send([UInt8](repeating: 0x78, count: (Self.size - sent) % Self.chunk.count))
            #expect(try client.receiveAnswer().bodyText == "\(Self.size)")
            let exchange = try proxy.sink.first()
            #expect(!exchange.isRequestCapturedWhole)
        }
    }

    @Test("a client that pipelines without end is not read from while much of that waits, whatever it is answered")
    func pipelined() async throws {
        let held = Signal()
        let legacy = try ScriptedUpstream { peer in
            while try peer.receiveRequest() != nil {
                try held.wait(timeout: 30)
                try peer.send(Message.ok("x"))
            }
        }
        try await withProxy(
            legacy: legacy, candidate: try .ok(), assigner: ScriptedAssigner(copy: .notMirrored)
        ) { proxy in
            let client = try proxy.connect()
            let many = Array(String(repeating: Message.get(), count: 1000).utf8)
            let sent = try client.sendUntilBlocked(many, atMost: Self.size)
            #expect(sent < Self.held)
            // Of each of these some 40 bytes have been answered, in place of which no more need to be read.
            for _ in 0..<1000 { held.give() }
            for _ in 0..<1000 { try #require(try client.receiveAnswer().status == 200) }
            #expect(try client.sendUntilBlocked(many, atMost: Self.size) < 2 * 1024 * 1024)
            client.reset()
        }
    }

    /// Sizes around what a socket takes without being read from, so that for some of them the rest waits in the proxy when
    /// the answer has ended.
    private static let lastAnswers = (1...48).map { $0 * 96 * 1024 }

    @Test(
        "the last answer arrives whole at a slow reader, though the connection ends behind it",
        arguments: [false, true])
    func lastAnswerToSlowReader(_ halfCloses: Bool) async throws {
        let legacy = try ScriptedUpstream { peer in
            while let request = try peer.receiveRequest() {
                let size = Int(request.startLine.split(separator: " ")[1].dropFirst()) ?? 0
                try peer.send("HTTP/1.1 200 OK\r\nContent-Length: \(size)\r\n\r\n")
                try peer.socket.send([UInt8](repeating: 0x78, count: size))
            }
        }
        try await withProxy(
            legacy: legacy, candidate: try .ok(), assigner: ScriptedAssigner(copy: .notMirrored)
        ) { proxy in
            let clients = try Self.lastAnswers.map { size in
                let client = try proxy.connect(receiveBufferBytes: 16 * 1024)
                try client.send(Message.get("/\(size)", fields: ["Connection: close"]))
                if halfCloses { client.finishSending() }
                return client
            }
            try legacy.wait(requests: clients.count)
            // Longer than a connection lingers; nobody gives this signal.
            #expect(throws: HarnessError.self) { try Signal().wait(timeout: 1.5) }
            for (client, size) in zip(clients, Self.lastAnswers) {
                _ = try client.take(through: "\r\n\r\n")
                #expect(try client.discard(atMost: size + 1) == size)
                #expect(!client.wasReset)
            }
        }
    }

    @Test("a client that stops reading for good is cut")
    func stuckReader() async throws {
        let legacy = try ScriptedUpstream { peer in
            _ = try peer.receiveRequest()
            try peer.send("HTTP/1.1 200 OK\r\nContent-Length: \(Self.size)\r\n\r\n")
            for _ in 0..<Self.size / Self.chunk.count { try peer.socket.send(Self.chunk) }
        }
        try await withProxy(legacy: legacy, candidate: try .ok()) {
            $0.timeouts = ClientTimeouts(idle: 200_000_000)
        } _: { proxy in
            let client = try proxy.connect(receiveBufferBytes: 16 * 1024)
            try client.send(Message.get())
            let exchange = try proxy.sink.first()
            #expect(exchange.served.failure?.kind == .abandoned)
            #expect(try client.discard(atMost: Self.size) < Self.size)
        }
    }

    @Test("a slow client is not held against the upstream, nor a slow upstream against the client")
    func patience() async throws {
        let uploads = Signal()
        let legacy = try ScriptedUpstream { peer in
            guard let request = try peer.receiveRequest() else { return }
            try peer.send(Message.ok("\(request.body.count)"))
        }
        try await withProxy(legacy: legacy, candidate: try .ok()) {
            $0.legacy.timeout = 2_000_000_000
        } _: { proxy in
            // The upload pauses for far longer than the upstream may take to answer.
            let client = try proxy.connect()
            try client.send(Message.request("POST", "/", fields: ["Content-Length: 6"]) + "abc")
            #expect(throws: HarnessError.self) { try uploads.wait(timeout: 3) }
            try client.send("def")
            #expect(try client.receiveAnswer().bodyText == "6")
        }
    }
}
