import NIOCore
import NIOEmbedded
import Testing
import Traffic

@testable import DataPlane

@Suite("When the head of an answer is due")
struct HeadDeadlineTests {
    private let world = EmbeddedWorld(assigner: ScriptedAssigner(copy: .notMirrored))

    /// A client that has sent a request, and the connection that carries it.
    private func asked() throws -> (client: EmbeddedChannel, upstream: EmbeddedChannel) {
        let client = try world.client()
        try client.writeInbound(ByteBuffer(string: "GET / HTTP/1.1\r\nHost: a\r\n\r\n"))
        world.loop.run()
        return (client, try #require(world.upstreams.first))
    }

    private func setWritable(_ isWritable: Bool, _ channel: EmbeddedChannel) {
        channel.isWritable = isWritable
        channel.pipeline.fireChannelWritabilityChanged()
    }

    @Test("interim answers do not put it off, nor does a client that is slow to take them", arguments: [false, true])
    func interim(_ isSlow: Bool) throws {
        let (client, upstream) = try asked()
        // A head may take 30 seconds; these are 25, and what a slow client takes is not counted.
        for _ in 0..<25 {
            if isSlow { setWritable(false, client) }
            try upstream.writeInbound(ByteBuffer(string: "HTTP/1.1 103 Early Hints\r\n\r\n"))
            if isSlow {
                world.loop.advanceTime(by: .seconds(2))
                setWritable(true, client)
            }
            world.loop.advanceTime(by: .seconds(1))
        }
        #expect(try !client.takeWritten().contains("HTTP/1.1 504"))
        world.loop.advanceTime(by: .seconds(6))
        #expect(try client.takeWritten().hasPrefix("HTTP/1.1 504 "))
        world.stop()
    }

    @Test("behind the head the time between pieces counts, however late the head came")
    func afterTheHead() throws {
        let (client, upstream) = try asked()
        world.loop.advanceTime(by: .seconds(20))
        setWritable(false, client)
        let interim = "HTTP/1.1 103 Early Hints\r\n\r\n"
        try upstream.writeInbound(ByteBuffer(string: interim + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n"))
        world.loop.advanceTime(by: .seconds(1))
        setWritable(true, client)
        world.loop.advanceTime(by: .seconds(29))
        try upstream.writeInbound(ByteBuffer(string: "ok"))
        #expect(try client.takeWritten().hasSuffix("\r\n\r\nok"))
        world.stop()
    }

    @Test("time in which a slow client keeps the proxy from reading is not the upstream's")
    func paused() throws {
        let (client, upstream) = try asked()
        setWritable(false, client)
        world.loop.advanceTime(by: .seconds(50))
        setWritable(true, client)
        world.loop.advanceTime(by: .seconds(29))
        try upstream.writeInbound(ByteBuffer(string: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"))
        #expect(try client.takeWritten().hasSuffix("\r\n\r\nok"))
        world.stop()
    }
}
