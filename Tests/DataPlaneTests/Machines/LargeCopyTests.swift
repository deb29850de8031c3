import NIOCore
import NIOEmbedded
import Testing
import Traffic

@testable import DataPlane

@Suite("Large answers to copies")
struct LargeCopyTests {
    @Test("of an answer only what is behind its first bytes is counted, however it comes", arguments: [1, 2, 3])
    func counted(pieces: Int) throws {
        let world = EmbeddedWorld(assigner: ScriptedAssigner())
        let client = try world.client()
        let length = LargeCopyQueue<CapturingLeg>.freeBytes + 100
        let body = ByteBuffer(repeating: UInt8(ascii: "x"), count: length)
        // So many that all of their bytes would be more than may come in a turn.
        let count = LargeCopyQueue<CapturingLeg>.defaultBytesPerTurn / length + 50
        for _ in 0..<count {
            try client.writeInbound(ByteBuffer(string: "GET / HTTP/1.1\r\nHost: a\r\n\r\n"))
            world.loop.run()
            for upstream in world.upstreams {
                var answer = ByteBuffer(string: "HTTP/1.1 200 OK\r\nContent-Length: \(length)\r\n\r\n")
                answer.writeImmutableBuffer(body)
                let size = answer.readableBytes / pieces + 1
                while let piece = answer.readSlice(length: min(size, answer.readableBytes)), piece.readableBytes > 0 {
                    try upstream.writeInbound(piece)
                }
                while try upstream.readOutbound(as: ByteBuffer.self) != nil {}
            }
            while try client.readOutbound(as: ByteBuffer.self) != nil {}
        }
        #expect(world.upstreams.count == 2)
        let exchanges = world.sink.exchanges
        #expect(exchanges.count == count)
        #expect(exchanges.allSatisfy { $0.mirrored?.answer?.body.readableBytes == length })
        world.stop()
    }
}
