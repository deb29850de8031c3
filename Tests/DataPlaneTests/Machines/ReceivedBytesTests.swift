import NIOCore
import NIOEmbedded
import Testing

@testable import DataPlane

@Suite("What is left of what came")
struct ReceivedBytesTests {
    /// Whether nobody else holds the memory of a buffer.
    private func isFree(_ buffer: inout ByteBuffer) -> Bool { buffer.modifyIfUniquelyOwned { _ in } != nil }

    @Test(
        "an answer that was read to its end leaves nothing behind",
        arguments: [
            "HTTP/1.1 204 No Content\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody",
            "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\nA: b\r\n\r\n",
            "HTTP/1.0 200 OK\r\n\r\nuntil the connection closes",
        ])
    func answer(_ text: String) throws {
        var decoder = AnswerDecoder(limits: FramingLimits())
        decoder.expectAnswer(toHead: false)
        var received = ByteBuffer(string: text)
        decoder.receive(received)
        #expect(!isFree(&received))
        while try decoder.next() != nil {}
        #expect(isFree(&received) && !decoder.hasSurplus)
    }

    @Test(
        "so does a request",
        arguments: [
            "GET / HTTP/1.1\r\nHost: a\r\n\r\n", "\r\nPOST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody",
            "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n",
        ])
    func request(_ text: String) throws {
        var decoder = RequestDecoder(limits: FramingLimits())
        var received = ByteBuffer(string: text)
        decoder.receive(received)
        while try decoder.next() != nil {}
        #expect(isFree(&received) && decoder.bufferedBytes == 0)
    }

    @Test("the beginning of a next request is kept")
    func beginning() throws {
        var decoder = RequestDecoder(limits: FramingLimits())
        var received = ByteBuffer(string: "GET / HTTP/1.1\r\nHost: a\r\n\r\nGET /next HT")
        decoder.receive(received)
        while try decoder.next() != nil {}
        #expect(!isFree(&received) && decoder.bufferedBytes == 12)
        decoder.receive(ByteBuffer(string: "TP/1.1\r\nHost: a\r\n\r\n"))
        guard case .head(let head) = try decoder.next() else {
            Issue.record("no head")
            return
        }
        #expect(String(buffer: head.bytes).hasPrefix("GET /next HTTP/1.1\r\n"))
    }

    @Test("a client that always has a next request on the way leaves no more behind than one that waits")
    func steadyPipelining() throws {
        var decoder = RequestDecoder(limits: FramingLimits())
        let rest = "T / HTTP/1.1\r\nHost: a\r\n\r\nGE"
        decoder.receive(ByteBuffer(string: "GE"))
        for _ in 0..<10_000 {
            decoder.receive(ByteBuffer(string: rest))
            guard case .head(let head) = try decoder.next(), case .end = try decoder.next() else {
                Issue.record("no request")
                return
            }
            try #require(head.bytes.storageCapacity <= 128)
            try #require(try decoder.next() == nil && decoder.bufferedBytes == 2)
        }
    }

    @Test("a head that came with much else does not keep that")
    func smallHead() throws {
        var decoder = RequestDecoder(limits: FramingLimits())
        let head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n"
        var received = ByteBuffer(string: head + String(repeating: "x", count: 100_000))
        decoder.receive(received)
        guard case .head(let kept) = try decoder.next() else {
            Issue.record("no head")
            return
        }
        while try decoder.next() != nil {}
        #expect(isFree(&received) && String(buffer: kept.bytes) == head)
    }

    @Test("connections that wait hold nothing of the exchange before")
    func idleConnections() throws {
        let world = EmbeddedWorld(assigner: ScriptedAssigner())
        let client = try world.client()
        var request = ByteBuffer(string: "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody")
        try client.writeInbound(request)
        world.loop.run()
        var answers = ["legacy", "second"].map {
            ByteBuffer(string: "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n\($0)")
        }
        for index in answers.indices {
            try #require(world.upstreams.indices.contains(index))
            try world.upstreams[index].writeInbound(answers[index])
            world.loop.run()
        }
        for channel in [client] + world.upstreams { while try channel.readOutbound(as: ByteBuffer.self) != nil {} }
        #expect(world.sink.exchanges.count == 1)
        world.sink.forget()
        #expect(isFree(&request))
        for index in answers.indices { #expect(isFree(&answers[index])) }
        #expect(client.isActive && world.upstreams.allSatisfy(\.isActive))
        world.stop()
    }
}
