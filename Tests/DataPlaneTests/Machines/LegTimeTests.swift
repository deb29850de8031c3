import NIOCore
import NIOEmbedded
import Testing
import Traffic

@testable import DataPlane

@Suite("How long a side took")
struct LegTimeTests {
    private static let answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

    @Test("the client's time to send its request is no side's", arguments: [Side.legacy, .candidate])
    func upload(_ side: Side) throws {
        let world = EmbeddedWorld(assigner: ScriptedAssigner(served: side))
        let client = try world.client()
        try client.writeInbound(ByteBuffer(string: "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\na"))
        world.loop.advanceTime(by: .seconds(3))
        try client.writeInbound(ByteBuffer(string: "b"))
        world.loop.advanceTime(by: .milliseconds(20))
        try world.upstreams[0].writeInbound(ByteBuffer(string: Self.answer))
        world.loop.advanceTime(by: .milliseconds(20))
        try world.upstreams[1].writeInbound(ByteBuffer(string: Self.answer))
        let exchange = try #require(world.sink.exchanges.first)
        #expect(exchange.served.side == side && exchange.served.isTimed)
        #expect(exchange.served.duration == 20_000_000 && exchange.served.timeToFirstByte == 20_000_000)
        // What legacy serves is copied with the request's end, what the candidate serves once its answer has begun.
        #expect(exchange.mirrored?.duration == (side == .legacy ? 40_000_000 : 20_000_000))
        world.stop()
    }

    @Test("a side that answers before it has everything is timed from the start, which says nothing of it")
    func early() throws {
        let world = EmbeddedWorld(assigner: ScriptedAssigner(copy: .notMirrored))
        let client = try world.client()
        try client.writeInbound(ByteBuffer(string: "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\na"))
        world.loop.advanceTime(by: .milliseconds(20))
        try world.upstreams[0].writeInbound(ByteBuffer(string: String(Self.answer.dropLast())))
        world.loop.advanceTime(by: .milliseconds(20))
        try client.writeInbound(ByteBuffer(string: "b"))
        world.loop.advanceTime(by: .milliseconds(20))
        try world.upstreams[0].writeInbound(ByteBuffer(string: String(Self.answer.suffix(1))))
        let served = try #require(world.sink.exchanges.first).served
        #expect(served.timeToFirstByte == 20_000_000 && served.duration == 60_000_000 && !served.isTimed)
        world.stop()
    }
}
