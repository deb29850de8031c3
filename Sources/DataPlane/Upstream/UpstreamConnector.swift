import NIOCore
import NIOPosix

/// How connections to upstreams are made: by sockets in the proxy, and by whatever a simulation likes.
protocol UpstreamConnector: Sendable {
    /// Connects to an address.
    ///
    /// - Parameters:
    ///   - buffers: What the connection reads into.
    ///   - initialize: Called on the event loop with the channel before it is active.
    func connect(
        to address: SocketAddress,
        timeout: TimeAmount,
        on eventLoop: any EventLoop,
        receivingInto buffers: ReceiveAllocator,
        initialize: @escaping @Sendable (any Channel) throws -> Void
    ) -> EventLoopFuture<any Channel>
}

/// Connections over sockets.
struct SocketConnector: UpstreamConnector {
    func connect(
        to address: SocketAddress,
        timeout: TimeAmount,
        on eventLoop: any EventLoop,
        receivingInto buffers: ReceiveAllocator,
        initialize: @escaping @Sendable (any Channel) throws -> Void
    ) -> EventLoopFuture<any Channel> {
        ClientBootstrap(group: eventLoop)
            .connectTimeout(timeout)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelOption(.maxMessagesPerRead, value: 1)
            .channelOption(.recvAllocator, value: buffers)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try initialize(channel) }
            }
            .connect(to: address)
    }
}
