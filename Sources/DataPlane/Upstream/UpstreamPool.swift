import NIOCore
import NIOPosix
import NIOSSL
import Traffic

/// One event loop's connections to one side: the idle ones last in, first out, so that few stay warm and the rest age out.
final class UpstreamPool {
    /// Shorter than what common servers keep an idle connection open for, so that they rarely close one under a request.
    static let idleTimeout = TimeAmount.seconds(4)
    /// Idle connections kept.
    static let idleLimit = 256
    static let connectTimeout = TimeAmount.seconds(5)

    let side: Side
    let configuration: UpstreamConfiguration
    private unowned let loop: LoopContext
    private let tls: NIOSSLContext?
    private var idle: [UpstreamConnection] = []
    /// Every connection that is open, for the loop's sweep.
    private(set) var open: [ObjectIdentifier: UpstreamConnection] = [:]

    init(side: Side, configuration: UpstreamConfiguration, loop: LoopContext, tls: NIOSSLContext?) {
        self.side = side
        self.configuration = configuration
        self.loop = loop
        self.tls = tls
    }

    /// Gives a leg a connection: an idle one at once, or a new one when it is there.
    ///
    /// - Parameter fresh: Whether an idle connection may not be taken, after one turned out to be dead.
    func connect(_ leg: any UpstreamLeg, fresh: Bool, pieceTimeout: TimeAmount?, total: NIODeadline? = nil) {
        if !fresh, let connection = idle.popLast() {
            connection.carry(leg, pieceTimeout: pieceTimeout, total: total)
            return
        }
        let limit = total.map { min(Self.connectTimeout, $0 - loop.now()) } ?? Self.connectTimeout
        open(timeout: max(limit, .milliseconds(1))).assumeIsolated().whenComplete { result in
            switch result {
            case .success(let connection): connection.value.carry(leg, pieceTimeout: pieceTimeout, total: total)
            case .failure(let error): leg.legFailed(Self.failure(error))
            }
        }
    }

    private func open(timeout: TimeAmount) -> EventLoopFuture<NIOLoopBound<UpstreamConnection>> {
        let pool = NIOLoopBound(self, eventLoop: loop.eventLoop)
        return ClientBootstrap(group: loop.eventLoop)
            .connectTimeout(timeout)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pool = pool.value
                    if let tls = pool.tls {
                        try channel.pipeline.syncOperations.addHandler(
                            NIOSSLClientHandler(context: tls, serverHostname: pool.serverName)
                        )
                    }
                    try channel.pipeline.syncOperations.addHandler(UpstreamConnection(loop: pool.loop, pool: pool))
                }
            }
            .connect(host: configuration.host, port: configuration.port)
            .flatMapThrowing { channel in
                let connection = try channel.pipeline.syncOperations.handler(type: UpstreamConnection.self)
                pool.value.open[ObjectIdentifier(connection)] = connection
                return NIOLoopBound(connection, eventLoop: channel.eventLoop)
            }
    }

    /// The name for TLS server name indication; an address is none (RFC 6066 §3).
    private var serverName: String? {
        (try? SocketAddress(ipAddress: configuration.host, port: configuration.port)) == nil ? configuration.host : nil
    }

    func release(_ connection: UpstreamConnection) {
        guard idle.count < Self.idleLimit, !loop.isStopping else {
            connection.abort()
            return
        }
        idle.append(connection)
    }

    func forget(_ connection: UpstreamConnection) {
        open[ObjectIdentifier(connection)] = nil
        idle.removeAll { $0 === connection }
    }

    func closeAll() {
        for connection in open.values { connection.abort() }
    }

    private static func failure(_ error: any Error) -> LegFailure {
        if let error = error as? ChannelError, case .connectTimeout = error {
            return LegFailure(.unreachable, "the connection was not accepted in time")
        }
        return LegFailure(.unreachable, "the connection could not be made")
    }
}
