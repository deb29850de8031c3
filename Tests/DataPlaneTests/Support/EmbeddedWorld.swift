import NIOCore
import NIOEmbedded
import Traffic

@testable import DataPlane

/// One event loop of a proxy whose connections, of clients and to upstreams, a test looks at from their other end. Time stands
/// still in it, and no sweep comes, until a test lets it go by.
final class EmbeddedWorld {
    private struct Connector: UpstreamConnector {
        let loop: EmbeddedEventLoop
        let made: NIOLoopBoundBox<[EmbeddedChannel]>
        let failure: NIOLoopBoundBox<(SocketAddress) -> (any Error)?>

        func connect(
            to address: SocketAddress,
            timeout: TimeAmount,
            on eventLoop: any EventLoop,
            receivingInto buffers: ReceiveAllocator,
            initialize: @escaping @Sendable (any Channel) throws -> Void
        ) -> EventLoopFuture<any Channel> {
            if let error = failure.value(address) { return loop.makeFailedFuture(error) }
            let channel = EmbeddedChannel(loop: loop)
            do { try initialize(channel) } catch { return loop.makeFailedFuture(error) }
            channel.connect(to: address, promise: nil)
            made.value.append(channel)
            return loop.makeSucceededFuture(channel)
        }
    }

    let loop = EmbeddedEventLoop()
    let sink = RecordingSink()
    private let made: NIOLoopBoundBox<[EmbeddedChannel]>
    private let failure: NIOLoopBoundBox<(SocketAddress) -> (any Error)?>
    private let context: LoopContext

    /// - Parameter legacyPorts: Of the addresses that legacy has.
    init(assigner: ScriptedAssigner, legacyPorts: [Int] = [1]) {
        made = NIOLoopBoundBox([], eventLoop: loop)
        failure = NIOLoopBoundBox({ _ in nil }, eventLoop: loop)
        var configuration = ProxyConfiguration(
            listen: .tcp(host: "127.0.0.1", port: 0),
            legacy: UpstreamConfiguration(host: "127.0.0.1", port: 1),
            candidate: UpstreamConfiguration(host: "127.0.0.1", port: 2),
            routes: [Route(name: "all", path: .anything)]
        )
        configuration.legacy.addresses = legacyPorts.map { UpstreamEndpoint(host: "127.0.0.1", port: $0) }
        context = LoopContext(
            eventLoop: loop,
            shared: SharedContext(
                configuration: configuration,
                assigner: assigner,
                sink: sink,
                connector: Connector(loop: loop, made: made, failure: failure),
                wallClock: { Timestamp(milliseconds: 0) },
                randomSeed: { 42 }
            )
        )
    }

    /// Connections to upstreams, in the order in which they were made.
    var upstreams: [EmbeddedChannel] { made.value }

    /// Says which connections cannot be made from now on, and why.
    func failConnecting(_ failure: @escaping (SocketAddress) -> (any Error)?) { self.failure.value = failure }

    func figures(_ side: Side) -> UpstreamFigures { context.shared.upstreamCounters(side).figures }

    /// A client that has connected.
    func client() throws -> EmbeddedChannel {
        let client = EmbeddedChannel(handler: ClientConnection(loop: context), loop: loop)
        client.connect(to: try SocketAddress(ipAddress: "192.0.2.1", port: 1), promise: nil)
        return client
    }

    func stop() {
        context.stop()
        loop.run()
    }
}

extension EmbeddedChannel {
    /// Takes everything that was written to the channel.
    func takeWritten() throws -> String {
        var text = ""
        while let bytes = try readOutbound(as: ByteBuffer.self) { text += String(buffer: bytes) }
        return text
    }
}
