import NIOCore
import NIOPosix

/// How connections to upstreams are made: by sockets in the proxy, and by whatever a simulation likes.
protocol UpstreamConnector: Sendable {
    /// Connects to an address, or to a name that is looked up.
    ///
    /// - Parameter initialize: Called on the event loop with the channel before it is active.
    func connect(
        to target: UpstreamTarget,
        timeout: TimeAmount,
        on eventLoop: any EventLoop,
        initialize: @escaping @Sendable (any Channel) throws -> Void
    ) -> EventLoopFuture<any Channel>
}

/// Where a connection goes.
enum UpstreamTarget: Sendable, Equatable {
    case address(SocketAddress)
    case name(String, port: Int)
}

/// Connections over sockets.
struct SocketConnector: UpstreamConnector {
    func connect(
        to target: UpstreamTarget,
        timeout: TimeAmount,
        on eventLoop: any EventLoop,
        initialize: @escaping @Sendable (any Channel) throws -> Void
    ) -> EventLoopFuture<any Channel> {
        let bootstrap = ClientBootstrap(group: eventLoop)
            .connectTimeout(timeout)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try initialize(channel) }
            }
        switch target {
        case .address(let address): return bootstrap.connect(to: address)
        case .name(let host, let port): return bootstrap.connect(host: host, port: port)
        }
    }
}
