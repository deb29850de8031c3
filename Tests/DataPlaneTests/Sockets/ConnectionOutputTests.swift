import NIOCore
import NIOPosix
import Testing

@testable import DataPlane

#if canImport(Glibc)
    import Glibc
#endif

@Suite("What a connection sends")
struct ConnectionOutputTests {
    /// Counts what the channel is given to send.
    private final class WriteCounter: ChannelOutboundHandler {
        typealias OutboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        var writes = 0

        func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
            writes += 1
            context.write(data, promise: promise)
        }
    }

    /// Stands where a connection does.
    private final class Sender: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        let output = ConnectionOutput(buffers: HeadBuffers())
        private let isEncrypted: Bool

        init(isEncrypted: Bool) { self.isEncrypted = isEncrypted }

        func handlerAdded(context: ChannelHandlerContext) { output.open(context, isEncrypted: isEncrypted) }

        func handlerRemoved(context: ChannelHandlerContext) { output.close() }
    }

    /// A channel, and the other end of its socket.
    private struct Line {
        let channel: any Channel
        let peer: StreamSocket

        init(isEncrypted: Bool = false, isTCP: Bool = false) async throws {
            let ends = isTCP ? try Self.connection() : try Self.pair()
            peer = StreamSocket(descriptor: ends[1])
            channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        let pipeline = channel.pipeline.syncOperations
                        try pipeline.addHandlers(WriteCounter(), Sender(isEncrypted: isEncrypted))
                    }
                }
                .withConnectedSocket(ends[0]).get()
        }

        private static func pair() throws -> [Int32] {
            var ends: [Int32] = [-1, -1]
            guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0 else {
                throw HarnessError("no pair of sockets: \(errno)")
            }
            return ends
        }

        private static func connection() throws -> [Int32] {
            let (listener, port) = try ScriptedUpstream.bindLoopback()
            defer { close(listener) }
            guard listen(listener, 1) == 0 else { throw HarnessError("cannot listen: \(errno)") }
            let near = try StreamSocket.connect(port: port)
            return [dup(near.descriptor), accept(listener, nil, nil)]
        }

        /// Lets something be done with the output on its loop.
        ///
        /// - Returns: How often the channel has been given something to send so far.
        @discardableResult
        func send(_ body: @escaping @Sendable (ConnectionOutput) -> Void) async throws -> Int {
            try await channel.eventLoop.submit { [channel] in
                let pipeline = channel.pipeline.syncOperations
                try body(pipeline.handler(type: Sender.self).output)
                return try pipeline.handler(type: WriteCounter.self).writes
            }.get()
        }
    }

    @Test("what the socket takes does not pass through the channel")
    func straight() async throws {
        let line = try await Line()
        let writes = try await line.send { output in
            output.write(ByteBuffer(string: "head, "))
            output.write(ByteBuffer(string: "body"))
            #expect(output.flush())
            #expect(!output.flush())
        }
        #expect(try text(line.peer.take(10)) == "head, body")
        #expect(writes == 0)
        try await line.channel.close()
    }

    @Test("what it does not take follows through the channel, in order, until that has sent everything")
    func blocked() async throws {
        let line = try await Line()
        let pieces = (0..<400).map { number in
            ByteBuffer(repeating: UInt8(truncatingIfNeeded: number), count: number % 50 == 0 ? 100_000 : 1_500)
        }
        let writes = try await line.send { output in
            for piece in pieces {
                output.write(piece)
                output.flush()
            }
        }
        #expect(writes > 100)
        let sent = pieces.flatMap { Array(buffer: $0) }
        #expect(try line.peer.take(sent.count) == sent)
        let writesAfter = try await line.send { output in
            output.write(ByteBuffer(string: "straight again"))
            output.flush()
        }
        #expect(try text(line.peer.take(14)) == "straight again")
        #expect(writesAfter == writes)
        try await line.channel.close()
    }

    @Test("what is to be encrypted passes through the channel")
    func encrypted() async throws {
        let line = try await Line(isEncrypted: true)
        let writes = try await line.send { output in
            output.write(ByteBuffer(string: "secret"))
            output.flush()
        }
        #expect(writes == 1)
        #expect(try text(line.peer.take(6)) == "secret")
        try await line.channel.close()
    }

    @Test("nothing is sent once the connection has been closed")
    func closed() async throws {
        let line = try await Line()
        let writes = try await line.send { output in
            output.close()
            output.write(ByteBuffer(string: "late"))
            output.flush()
        }
        #expect(writes == 0)
        try await line.channel.close()
        #expect(try line.peer.takeUntilClose().isEmpty)
    }

    @Test("that the peer is gone is for the channel to find", .timeLimit(.minutes(1)))
    func failed() async throws {
        let line = try await Line()
        let peer = line.peer.descriptor
        let writes = try await line.send { output in
            // Here, so that the channel cannot have noticed before.
            shutdown(peer, Int32(SHUT_RDWR))
            output.write(ByteBuffer(string: "lost"))
            output.flush()
        }
        #expect(writes == 1)
        try await line.channel.closeFuture.get()
    }

    @Test(
        "a write that is the first to hear of a reset says so, unless the peer had finished before it",
        .timeLimit(.minutes(1)), arguments: [false, true])
    func reset(_ hasFinished: Bool) async throws {
        let line = try await Line(isTCP: true)
        // Used on the loop alone.
        nonisolated(unsafe) let peer = line.peer
        try await line.send { output in
            if hasFinished { peer.finishSending() }
            peer.reset()
            output.write(ByteBuffer(string: "lost"))
            output.flush()
            #expect(output.wasReset == !hasFinished)
        }
        try await line.channel.closeFuture.get()
    }
}
