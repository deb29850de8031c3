import NIOCore
import NIOEmbedded
import Testing
import Traffic

@testable import DataPlane

/// How a request that is forwarded over an idle connection leaves: nothing waits, and what came together leaves together.
@Suite("Writes of a request")
struct RequestWritesTests {
    /// Connections that a test looks at from their other end.
    private struct EmbeddedConnector: UpstreamConnector {
        let loop: EmbeddedEventLoop
        let made: NIOLoopBoundBox<[EmbeddedChannel]>

        init(_ loop: EmbeddedEventLoop) {
            self.loop = loop
            made = NIOLoopBoundBox([], eventLoop: loop)
        }

        func connect(
            to address: SocketAddress,
            timeout: TimeAmount,
            on eventLoop: any EventLoop,
            initialize: @escaping @Sendable (any Channel) throws -> Void
        ) -> EventLoopFuture<any Channel> {
            let channel = EmbeddedChannel(loop: loop)
            do { try initialize(channel) } catch { return loop.makeFailedFuture(error) }
            channel.connect(to: address, promise: nil)
            made.value.append(channel)
            return loop.makeSucceededFuture(channel)
        }
    }

    /// What one write after the other had, where a client sent these pieces over an idle connection.
    private func writes(of pieces: [String]) throws -> [String] {
        let loop = EmbeddedEventLoop()
        let connector = EmbeddedConnector(loop)
        let context = LoopContext(
            eventLoop: loop,
            shared: SharedContext(
                configuration: ProxyConfiguration(
                    listen: .tcp(host: "127.0.0.1", port: 0),
                    legacy: UpstreamConfiguration(host: "127.0.0.1", port: 1),
                    candidate: UpstreamConfiguration(host: "127.0.0.1", port: 2),
                    routes: [Route(name: "all", path: .anything, isMirrored: false)]
                ),
                assigner: ScriptedAssigner(copy: .notMirrored),
                sink: RecordingSink(),
                connector: connector,
                wallClock: { Timestamp(milliseconds: 0) },
                randomSeed: { 42 }
            )
        )
        let client = EmbeddedChannel(handler: ClientConnection(loop: context), loop: loop)
        client.connect(to: try SocketAddress(ipAddress: "192.0.2.1", port: 1), promise: nil)
        try client.writeInbound(ByteBuffer(string: "GET /first HTTP/1.1\r\nHost: a\r\n\r\n"))
        loop.run()
        let upstream = try #require(connector.made.value.first)
        _ = try upstream.readOutbound(as: ByteBuffer.self)
        try upstream.writeInbound(ByteBuffer(string: "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"))
        var writes: [String] = []
        for piece in pieces {
            try client.writeInbound(ByteBuffer(string: piece))
            while let bytes = try upstream.readOutbound(as: ByteBuffer.self) { writes.append(String(buffer: bytes)) }
        }
        #expect(connector.made.value.count == 1)
        context.stop()
        loop.run()
        return writes
    }

    private static let head = "POST /second HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\n"

    @Test("a body that came with its head leaves with it")
    func together() throws {
        let writes = try writes(of: [Self.head + "body"])
        #expect(writes.count == 1)
        #expect(writes.first?.hasPrefix("POST /second HTTP/1.1\r\n") == true)
        #expect(writes.first?.hasSuffix("\r\n\r\nbody") == true)
    }

    @Test("a head does not wait for its body, nor a part of the body for the rest")
    func nothingWaits() throws {
        let writes = try writes(of: [Self.head, "bo", "dy"])
        #expect(writes.count == 3)
        #expect(writes.first?.hasSuffix("\r\n\r\n") == true)
        #expect(writes.dropFirst() == ["bo", "dy"])
    }

    @Test("a part of a body that came with its head leaves with it, and the rest when it comes")
    func part() throws {
        let writes = try writes(of: [Self.head + "bo", "dy"])
        #expect(writes.count == 2)
        #expect(writes.first?.hasSuffix("\r\n\r\nbo") == true && writes.last == "dy")
    }

    @Test("a head that expects 100 (Continue) leaves at once")
    func expectation() throws {
        let head = "POST /second HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n"
        let writes = try writes(of: [head, "body"])
        #expect(writes.count == 2)
        #expect(writes.first?.contains("Expect: 100-continue") == true && writes.last == "body")
    }
}
