import NIOCore
import NIOEmbedded
import Testing
import Traffic

@testable import DataPlane

#if canImport(Glibc)
    import Glibc
#endif

@Suite("What has not been taken yet")
struct UnsentBytesTests {
    private let world = EmbeddedWorld(assigner: ScriptedAssigner(copy: .notMirrored))

    @Test(
        "its connection is not used again: a next request would wait behind what is left of this one",
        arguments: [false, true])
    func unsent(_ isBusy: Bool) throws {
        let client = try world.client()
        try client.writeInbound(ByteBuffer(string: "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 8\r\n\r\nbody"))
        world.loop.run()
        let upstream = try #require(world.upstreams.first)
        let socket = BusySocket()
        if isBusy { try upstream.pipeline.syncOperations.addHandler(socket, position: .first) }
        try client.writeInbound(ByteBuffer(string: "rest"))
        try upstream.writeInbound(ByteBuffer(string: "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nhere"))
        world.loop.run()
        #expect(try client.takeWritten().hasSuffix("\r\n\r\nhere"))
        try client.writeInbound(ByteBuffer(string: "GET /next HTTP/1.1\r\nHost: a\r\n\r\n"))
        world.loop.run()
        #expect(world.upstreams.count == (isBusy ? 2 : 1))
        guard isBusy else { return world.stop() }
        #expect(upstream.isActive)
        _ = try upstream.takeWritten()
        socket.takeAll()
        #expect(try upstream.takeWritten() == "rest")
        #expect(!upstream.isActive)
        world.stop()
    }

    @Test(
        "where a write hears of its reset first, an answer without a length is broken off",
        arguments: [ECONNRESET, EPIPE])
    func reset(_ failure: CInt) throws {
        let client = try world.client()
        try client.writeInbound(ByteBuffer(string: "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 8\r\n\r\nbody"))
        world.loop.run()
        let upstream = try #require(world.upstreams.first)
        try upstream.writeInbound(ByteBuffer(string: "HTTP/1.1 200 OK\r\n\r\npart"))
        try upstream.pipeline.syncOperations.addHandler(BusySocket(failure: failure), position: .first)
        try client.writeInbound(ByteBuffer(string: "rest"))
        upstream.close(promise: nil)
        world.loop.run()
        // A peer that had finished before is not reset by what it is still sent: its answer is whole.
        let isWhole = failure == EPIPE
        #expect(try client.takeWritten().hasSuffix("4\r\npart\r\n" + (isWhole ? "0\r\n\r\n" : "")))
        #expect(client.isActive == isWhole)
        #expect(world.sink.exchanges.first?.served.failure?.kind == (isWhole ? nil : .brokenOff))
        world.stop()
    }

    @Test("what a client sent last through a tunnel goes out before that ends")
    func tunnel() throws {
        let client = try world.client()
        let upgrade = [
            "GET / HTTP/1.1", "Host: a", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Key: k",
        ]
        try client.writeInbound(ByteBuffer(string: upgrade.joined(separator: "\r\n") + "\r\n\r\n"))
        world.loop.run()
        let upstream = try #require(world.upstreams.first)
        _ = try upstream.takeWritten()
        let switching = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
        try upstream.writeInbound(ByteBuffer(string: switching))
        let socket = BusySocket()
        try upstream.pipeline.syncOperations.addHandler(socket, position: .first)
        try client.writeInbound(ByteBuffer(string: "last"))
        client.close(promise: nil)
        world.loop.run()
        #expect(upstream.isActive)
        try upstream.writeInbound(ByteBuffer(string: "for nobody"))
        #expect(upstream.isActive && world.sink.exchanges.isEmpty)
        socket.takeAll()
        world.loop.run()
        #expect(try upstream.takeWritten() == "last")
        #expect(!upstream.isActive)
        #expect(world.sink.exchanges.first?.served.answer?.status == 101)
        world.stop()
    }

    @Test("the answer to a client that half-closed goes out, though what came behind its request was cut short")
    func answerBeforeCutShort() throws {
        let client = try world.client()
        let socket = BusySocket()
        try client.pipeline.syncOperations.addHandler(socket, position: .first)
        let cutShort = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 8\r\n\r\nbody"
        try client.writeInbound(ByteBuffer(string: "GET / HTTP/1.1\r\nHost: a\r\n\r\n" + cutShort))
        client.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        world.loop.run()
        let upstream = try #require(world.upstreams.first)
        try upstream.writeInbound(ByteBuffer(string: "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nhere"))
        world.loop.run()
        #expect(client.isActive)
        socket.takeAll()
        world.loop.run()
        #expect(try client.takeWritten().hasSuffix("\r\n\r\nhere"))
        #expect(!client.isActive && !upstream.isActive && world.sink.exchanges.count == 1)
        world.stop()
    }

    @Test("an answer that its client has not taken goes out before a proxy that stops closes the connection")
    func drain() throws {
        let client = try world.client()
        let socket = BusySocket()
        try client.pipeline.syncOperations.addHandler(socket, position: .first)
        try answerOne(client)
        try client.pipeline.syncOperations.handler(type: ClientConnection.self).drain()
        #expect(client.isActive)
        socket.takeAll()
        #expect(try client.takeWritten().hasSuffix("\r\n\r\nhere"))
        world.stop()
    }

    @Test("a client that does not take its answers is asked for no more requests until it does")
    func unread() throws {
        let client = try world.client()
        try answerOne(client)
        let upstream = try #require(world.upstreams.first)
        _ = try upstream.takeWritten()
        client.isWritable = false
        client.pipeline.fireChannelWritabilityChanged()
        try client.writeInbound(
            ByteBuffer(string: "GET /2 HTTP/1.1\r\nHost: a\r\n\r\nGET /3 HTTP/1.1\r\nHost: a\r\n\r\n"))
        world.loop.run()
        #expect(try upstream.takeWritten() == "")
        client.isWritable = true
        client.pipeline.fireChannelWritabilityChanged()
        world.loop.run()
        #expect(try upstream.takeWritten().hasPrefix("GET /2 "))
        world.stop()
    }

    @Test("an early answer arrives whole, though the rest of its request is malformed")
    func earlyAnswer() throws {
        let client = try world.client()
        let socket = BusySocket()
        try client.pipeline.syncOperations.addHandler(socket, position: .first)
        try client.writeInbound(
            ByteBuffer(string: "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"))
        world.loop.run()
        try #require(world.upstreams.first).writeInbound(
            ByteBuffer(string: "HTTP/1.1 401 No\r\nContent-Length: 4\r\n\r\nhere"))
        try client.writeInbound(ByteBuffer(string: "no size\r\n"))
        #expect(client.isActive)
        socket.takeAll()
        #expect(try client.takeWritten().hasSuffix("\r\n\r\nhere"))
        world.stop()
    }

    private func answerOne(_ client: EmbeddedChannel) throws {
        try client.writeInbound(ByteBuffer(string: "GET / HTTP/1.1\r\nHost: a\r\n\r\n"))
        world.loop.run()
        try #require(world.upstreams.first).writeInbound(
            ByteBuffer(string: "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nhere"))
        world.loop.run()
    }
}
