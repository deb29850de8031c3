import NIOCore
import NIOEmbedded
import Testing
import Traffic

@testable import DataPlane

/// How a request that is forwarded over an idle connection leaves: nothing waits, and what came together leaves together.
@Suite("Writes of a request")
struct RequestWritesTests {
    /// What one write after the other had, where a client sent these pieces over an idle connection.
    private func writes(of pieces: [String]) throws -> [String] {
        let world = EmbeddedWorld(assigner: ScriptedAssigner(copy: .notMirrored))
        let client = try world.client()
        try client.writeInbound(ByteBuffer(string: "GET /first HTTP/1.1\r\nHost: a\r\n\r\n"))
        world.loop.run()
        let upstream = try #require(world.upstreams.first)
        _ = try upstream.readOutbound(as: ByteBuffer.self)
        try upstream.writeInbound(ByteBuffer(string: "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"))
        var writes: [String] = []
        for piece in pieces {
            try client.writeInbound(ByteBuffer(string: piece))
            while let bytes = try upstream.readOutbound(as: ByteBuffer.self) { writes.append(String(buffer: bytes)) }
        }
        #expect(world.upstreams.count == 1)
        world.stop()
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
