public import NIOCore
import NIOPosix
import Synchronization
public import Traffic

/// The proxy: it listens, and gives each client connection to an event loop, on which everything of it then happens.
///
/// The way of a request through the files: ``ClientConnection`` reads it, ``ActiveExchange`` leads it, ``Router`` finds its
/// route, an `Assigner` says which side serves, ``UpstreamConnection`` carries it there, ``CapturingLeg`` carries the copy,
/// and an `ExchangeSink` takes the finished exchange.
public final class ProxyServer: Sendable {
    private let shared: SharedContext
    private let group: MultiThreadedEventLoopGroup
    private let contexts: [NIOLoopBound<LoopContext>]
    private let channel: any Channel
    private let isStopping = Atomic<Bool>(false)
    /// Exchanges that had not ended when everything had been closed; it stays 0.
    private let leftOver = Atomic<Int>(0)

    /// Takes the address: clients can connect, and wait until ``accept()``. One that is taken already shows before anything else
    /// has begun.
    ///
    /// - Parameters:
    ///   - assigner: Says which side serves a request.
    ///   - sink: Takes each finished exchange.
    ///   - wallClock: The time that exchanges are stamped with.
    ///   - randomSeed: Seeds the randomness of request identifiers; called once for each event loop.
    /// - Throws: Where the address cannot be listened on, or TLS cannot be set up (``UpstreamTLSError``).
    public static func listen(
        configuration: ProxyConfiguration,
        assigner: any Assigner,
        sink: any ExchangeSink,
        wallClock: @escaping @Sendable () -> Timestamp,
        randomSeed: @escaping @Sendable () -> UInt64
    ) async throws -> ProxyServer {
        try await listen(
            SharedContext(
                configuration: configuration,
                assigner: assigner,
                sink: sink,
                wallClock: wallClock,
                randomSeed: randomSeed
            )
        )
    }

    /// Takes the address with every seam as it is given.
    static func listen(_ shared: SharedContext) async throws -> ProxyServer {
        let configuration = shared.configuration
        let group = MultiThreadedEventLoopGroup(numberOfThreads: configuration.threads)
        do {
            let tls = try ProxyTLS(configuration)
            var contexts: [NIOLoopBound<LoopContext>] = []
            for loop in group.makeIterator() {
                contexts.append(
                    try await loop.submit {
                        NIOLoopBound(LoopContext(eventLoop: loop, shared: shared, tls: tls), eventLoop: loop)
                    }.get()
                )
            }
            let channel = try await bind(configuration, group: group, contexts: contexts, shared: shared)
            return ProxyServer(shared: shared, group: group, contexts: contexts, channel: channel)
        } catch {
            try? await group.shutdownGracefully()
            throw error
        }
    }

    private init(
        shared: SharedContext,
        group: MultiThreadedEventLoopGroup,
        contexts: [NIOLoopBound<LoopContext>],
        channel: any Channel
    ) {
        self.shared = shared
        self.group = group
        self.contexts = contexts
        self.channel = channel
    }

    private static func bind(
        _ configuration: ProxyConfiguration,
        group: MultiThreadedEventLoopGroup,
        contexts: [NIOLoopBound<LoopContext>],
        shared: SharedContext
    ) async throws -> any Channel {
        let byLoop = Dictionary(uniqueKeysWithValues: zip(group.makeIterator().map(ObjectIdentifier.init), contexts))
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.autoRead, value: false)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(AcceptPause())
                }
            }
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelOption(.maxMessagesPerRead, value: 1)
            .childChannelInitializer { channel in
                guard let context = byLoop[ObjectIdentifier(channel.eventLoop)],
                    shared.counters.connectionOpened(limit: configuration.maximumConnections)
                else { return channel.close() }
                channel.closeFuture.whenComplete { _ in shared.counters.connectionClosed() }
                return channel.eventLoop.makeCompletedFuture {
                    let buffers = NIOLoopBound(context.value.receiveBuffers, eventLoop: channel.eventLoop)
                    try channel.syncOptions?.setOption(
                        .recvAllocator, value: ReceiveAllocator(sharing: buffers, ownsBuffer: true))
                    try channel.pipeline.syncOperations.addHandler(ClientConnection(loop: context.value))
                }
            }
        switch configuration.listen {
        case .tcp(let host, let port):
            return try await bootstrap.childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
                .bind(host: host, port: port).get()
        case .unix(let path):
            return try await bootstrap.bind(unixDomainSocketPath: path, cleanupExistingSocketFile: true).get()
        }
    }

    /// Accepts connections from now on, those that wait first.
    public func accept() async throws {
        try await channel.setOption(.autoRead, value: true).get()
    }

    /// The address listened on; its port is the real one where 0 was asked for.
    public var localAddress: SocketAddress? { channel.localAddress }

    /// Figures about the proxy itself.
    public var counters: ProxyCounters { shared.counters }

    /// Figures about the connections to one side.
    public func upstreamFigures(_ side: Side) -> UpstreamFigures { shared.upstreamCounters(side).figures }

    /// Lookups of one side's names that gave no address.
    public func failedLookups(_ side: Side) -> Int { shared.directory(side).failures }

    /// Copies that wait or run now, and failed answers that are still read.
    public var copiesInFlight: Int { shared.copyBudget.current }

    /// Whether the candidate's circuit breaker keeps requests from it now.
    public var isCircuitOpen: Bool { shared.circuit?.isOpen(at: .now()) ?? false }

    /// Somebody says that the candidate is mended: its circuit breaker keeps nothing from it until it fails again.
    public func closeCircuit() { shared.circuit?.close(at: .now()) }

    /// After ``stop(drainTimeout:)``: exchanges that never ended, which is a fault of ours.
    var unfinishedExchanges: Int { leftOver.load(ordering: .relaxed) }

    /// Requests that come from now on are assigned by another assigner.
    public func use(_ assigner: any Assigner) {
        for context in contexts { context.eventLoop.execute { context.value.assigner = assigner } }
    }

    /// Stops listening, lets requests and copies under way finish for so long, and closes the rest. A second call does
    /// nothing.
    public func stop(drainTimeout: TimeAmount) async {
        guard !isStopping.exchange(true, ordering: .relaxed) else { return }
        // It fails only where the channel is closed already.
        try? await channel.close()
        let drained = contexts.map { context in
            context.eventLoop.flatSubmit { context.value.drain() }
        }
        let all = EventLoopFuture.andAllComplete(drained, on: group.next())
        let stopTask = group.next().scheduleTask(in: drainTimeout) { [contexts] in
            for context in contexts { context.eventLoop.execute { context.value.stop() } }
        }
        try? await all.get()
        stopTask.cancel()
        for context in contexts {
            try? await context.eventLoop.submit { context.value.stop() }.get()
            let count = try? await context.eventLoop.submit { context.value.activeExchanges }.get()
            leftOver.add(count ?? 0, ordering: .relaxed)
        }
        try? await group.shutdownGracefully()
    }
}
