import NIOCore
import NIOSSL
import Traffic

/// One event loop's connections to one side: the idle ones last in, first out, so that few stay warm and the rest age out.
final class UpstreamPool {
    /// Shorter than what common servers keep an idle connection open for, so that they rarely close one under a request.
    static let idleTimeout = TimeAmount.seconds(4)
    /// Idle connections kept.
    private static let idleLimit = 256
    private static let connectTimeout = TimeAmount.seconds(5)

    private let configuration: UpstreamConfiguration
    private let target: UpstreamTarget
    private unowned let loop: LoopContext
    private let tls: NIOSSLContext?
    private var idle: [UpstreamConnection] = []
    /// Every connection that is open.
    private var open: [ObjectIdentifier: UpstreamConnection] = [:]
    /// Legs whose connection is being made.
    private var connecting: [ObjectIdentifier: Connecting] = [:]

    /// A leg that waits for a connection.
    private final class Connecting {
        var leg: (any UpstreamLeg)?
        init(_ leg: any UpstreamLeg) { self.leg = leg }
    }

    init(_ configuration: UpstreamConfiguration, loop: LoopContext, tls: NIOSSLContext?) {
        self.configuration = configuration
        self.loop = loop
        self.tls = configuration.usesTLS ? tls : nil
        // A name is looked up for each connection, an address is not.
        target =
            (try? SocketAddress(ipAddress: configuration.host, port: configuration.port)).map(UpstreamTarget.address)
            ?? .name(configuration.host, port: configuration.port)
    }

    /// Gives a leg a connection: an idle one at once, or a new one when it is there.
    ///
    /// - Parameter fresh: Whether an idle connection may not be taken, after one turned out to be dead.
    func connect(_ leg: any UpstreamLeg, fresh: Bool, pieceTimeout: TimeAmount?, total: NIODeadline?) {
        guard !loop.isStopped else { return leg.legFailed(LegFailure(.abandoned, "the proxy stopped")) }
        if !fresh, let connection = idle.popLast() {
            return connection.carry(leg, pieceTimeout: pieceTimeout, total: total)
        }
        let waiting = Connecting(leg)
        connecting[ObjectIdentifier(waiting)] = waiting
        let patience = total.map { $0 - loop.now() } ?? pieceTimeout ?? Self.connectTimeout
        let timeout = max(min(patience, Self.connectTimeout), .milliseconds(1))
        makeConnection(timeout: timeout).assumeIsolated().whenComplete { result in
            self.loop.tick()
            self.connecting[ObjectIdentifier(waiting)] = nil
            switch result {
            case .success(let connection):
                guard let leg = waiting.leg else { return connection.value.abort() }
                connection.value.carry(leg, pieceTimeout: pieceTimeout, total: total)
            case .failure(let error):
                waiting.leg?.legFailed(Self.failure(error))
            }
        }
    }

    private func makeConnection(timeout: TimeAmount) -> EventLoopFuture<NIOLoopBound<UpstreamConnection>> {
        let pool = NIOLoopBound(self, eventLoop: loop.eventLoop)
        let channel = loop.shared.connector.connect(to: target, timeout: timeout, on: loop.eventLoop) { channel in
            try pool.value.initialize(channel)
        }
        return channel.flatMapThrowing { channel in
            NIOLoopBound(
                try channel.pipeline.syncOperations.handler(type: UpstreamConnection.self),
                eventLoop: channel.eventLoop
            )
        }
    }

    private func initialize(_ channel: any Channel) throws {
        if let tls {
            // An address is no name for TLS server name indication (RFC 6066 §3).
            var name: String?
            if case .name(let host, _) = target { name = host }
            try channel.pipeline.syncOperations.addHandler(NIOSSLClientHandler(context: tls, serverHostname: name))
        }
        try channel.pipeline.syncOperations.addHandler(UpstreamConnection(loop: loop, pool: self))
    }

    // MARK: What connections tell

    func opened(_ connection: UpstreamConnection) { open[ObjectIdentifier(connection)] = connection }

    func closed(_ connection: UpstreamConnection) { open[ObjectIdentifier(connection)] = nil }

    /// Takes a connection back for a next request.
    func release(_ connection: UpstreamConnection) {
        guard idle.count < Self.idleLimit, !loop.isStopped else { return connection.abort() }
        idle.append(connection)
    }

    /// The connection is not to be used again.
    func forget(_ connection: UpstreamConnection) {
        guard let index = idle.lastIndex(where: { $0 === connection }) else { return }
        idle.remove(at: index)
    }

    // MARK: What the loop asks

    func expire(_ now: NIODeadline) {
        let expired = open.values.filter { $0.deadline <= now }
        for connection in expired { connection.expire() }
    }

    /// Ends what is left, each leg with an `abandoned` failure.
    func abandonAll() {
        let waiting = connecting.values.compactMap { entry in
            defer { entry.leg = nil }
            return entry.leg
        }
        for leg in waiting { leg.legFailed(LegFailure(.abandoned, "the proxy stopped")) }
        let connections = Array(open.values)
        for connection in connections { connection.abandon() }
    }

    private static func failure(_ error: any Error) -> LegFailure {
        if let error = error as? ChannelError, case .connectTimeout = error {
            return LegFailure(.unreachable, "the connection was not accepted in time")
        }
        return LegFailure(.unreachable, "the connection could not be made")
    }
}
