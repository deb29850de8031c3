import NIOCore
import NIOPosix

/// How connections to upstreams are made: by sockets in the proxy, and by whatever a simulation likes.
protocol UpstreamConnector: Sendable {
    /// Connects to an address.
    ///
    /// - Parameter initialize: Called on the event loop with the channel before it is active.
    func connect(
        to address: SocketAddress,
        timeout: TimeAmount,
        on eventLoop: any EventLoop,
        initialize: @escaping @Sendable (any Channel) throws -> Void
    ) -> EventLoopFuture<any Channel>
}

/// Connections over sockets.
struct SocketConnector: UpstreamConnector {
    /// Buffers to receive answers in: as NIO's own, which grow with what comes, but up to twice as large. A body that comes in
    /// one piece is captured without being copied; one of 64 KiB does not where its head takes a part of the buffer.
    private static let receiveBuffers = AdaptiveRecvByteBufferAllocator(
        minimum: 64, initial: 2048, maximum: 128 * 1024)

    func connect(
        to address: SocketAddress,
        timeout: TimeAmount,
        on eventLoop: any EventLoop,
        initialize: @escaping @Sendable (any Channel) throws -> Void
    ) -> EventLoopFuture<any Channel> {
        ClientBootstrap(group: eventLoop)
            .connectTimeout(timeout)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelOption(.recvAllocator, value: Self.receiveBuffers)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try initialize(channel) }
            }
            .connect(to: address)
    }
}
