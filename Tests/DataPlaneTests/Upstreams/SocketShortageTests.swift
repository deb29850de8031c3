import NIOCore
import NIOEmbedded
import Testing
import Traffic

@testable import DataPlane

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

@Suite("When the process may have no more sockets")
struct SocketShortageTests {
    private static let shortage = IOError(errnoCode: EMFILE, reason: "socket")
    private static let refusal = IOError(errnoCode: ECONNREFUSED, reason: "connect")

    private func get(_ world: EmbeddedWorld) throws -> EmbeddedChannel {
        let client = try world.client()
        try client.writeInbound(ByteBuffer(string: "GET / HTTP/1.1\r\nHost: a\r\n\r\n"))
        world.loop.run()
        return client
    }

    @Test("the client is told that there is no connection, and no address is put out for it")
    func noFaultOfAddresses() throws {
        let world = EmbeddedWorld(assigner: ScriptedAssigner(copy: .notMirrored), legacyPorts: [1, 3])
        world.failConnecting { _ in Self.shortage }
        for _ in 0..<10 { #expect(try get(world).takeWritten().hasPrefix("HTTP/1.1 503 ")) }
        world.loop.advanceTime(by: .milliseconds(100))
        #expect(world.figures(.legacy).ejections == 0)
        world.failConnecting { _ in nil }
        _ = try get(world)
        #expect(world.upstreams.count == 1)
        world.stop()
    }

    @Test("an address that was out is tried again, though there was no socket to try it with")
    func probedAgain() throws {
        let world = EmbeddedWorld(assigner: ScriptedAssigner(copy: .notMirrored), legacyPorts: [1, 3])
        world.failConnecting { $0.port == 3 ? Self.refusal : nil }
        for _ in 0..<4 { _ = try get(world) }
        world.loop.advanceTime(by: .milliseconds(100))
        #expect(world.figures(.legacy).ejected == 1)
        world.failConnecting { $0.port == 3 ? Self.shortage : nil }
        world.loop.advanceTime(by: .seconds(2))
        #expect(world.figures(.legacy).ejected == 1)
        world.failConnecting { _ in nil }
        world.loop.advanceTime(by: .seconds(10))
        #expect(world.figures(.legacy).ejected == 0)
        world.stop()
    }
}
