import NIOCore
import NIOSSL
import Traffic

/// Everything that one event loop owns: its pools, its client connections, its randomness, and the sweep that looks for
/// deadlines. It never leaves its loop, so nothing in it is locked.
final class LoopContext {
    /// How often deadlines are looked at; so much later than said may a timeout come.
    private static let sweepInterval = TimeAmount.milliseconds(50)

    let eventLoop: any EventLoop
    let shared: SharedContext
    private(set) var pools: (legacy: UpstreamPool?, candidate: UpstreamPool?) = (nil, nil)
    private var clients: [ObjectIdentifier: ClientConnection] = [:]
    /// Orders of copies whose client connection may be gone already.
    private var copyOrders: [ObjectIdentifier: CopyOrder] = [:]
    private var activeExchanges = 0
    private var randomState: UInt64
    private var sweep: RepeatedTask?
    private(set) var isStopping = false
    private var drained: EventLoopPromise<Void>?

    init(eventLoop: any EventLoop, shared: SharedContext, tls: NIOSSLContext?) {
        self.eventLoop = eventLoop
        self.shared = shared
        randomState = shared.randomSeed()
        pools.legacy = UpstreamPool(side: .legacy, configuration: shared.configuration.legacy, loop: self, tls: tls)
        pools.candidate = UpstreamPool(
            side: .candidate,
            configuration: shared.configuration.candidate,
            loop: self,
            tls: tls
        )
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        sweep = eventLoop.scheduleRepeatedTask(initialDelay: Self.sweepInterval, delay: Self.sweepInterval) { _ in
            bound.value.sweepDeadlines()
        }
    }

    var configuration: ProxyConfiguration { shared.configuration }

    func now() -> NIODeadline { .now() }

    /// SplitMix64 (Steele, Lea, Flood 2014), seeded once: for identifiers, not for secrets.
    func random() -> UInt64 {
        randomState &+= 0x9E37_79B9_7F4A_7C15
        var mixed = randomState
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    func connect(
        _ leg: any UpstreamLeg,
        to side: Side,
        fresh: Bool,
        pieceTimeout: TimeAmount?,
        total: NIODeadline? = nil
    ) {
        let pool = side == .legacy ? pools.legacy : pools.candidate
        pool?.connect(leg, fresh: fresh, pieceTimeout: pieceTimeout, total: total)
    }

    // MARK: What is open

    func register(_ client: ClientConnection) {
        clients[ObjectIdentifier(client)] = client
        copyOrders[ObjectIdentifier(client.copies)] = client.copies
    }

    func forget(_ client: ClientConnection) {
        clients[ObjectIdentifier(client)] = nil
        if client.copies.isEmpty { copyOrders[ObjectIdentifier(client.copies)] = nil }
        shared.counters.connectionClosed()
        completeDrainIfDone()
    }

    func exchangeStarted() { activeExchanges += 1 }

    func exchangeFinished(_ exchange: Exchange?) {
        activeExchanges -= 1
        if let exchange { shared.sink.exchangeFinished(exchange) }
        completeDrainIfDone()
    }

    private func sweepDeadlines() {
        let now = now()
        for client in clients.values where client.deadline <= now { client.expire() }
        for pool in [pools.legacy, pools.candidate] {
            for connection in pool?.open.values.map({ $0 }) ?? [] where connection.deadline <= now {
                connection.expire()
            }
        }
        for (key, order) in copyOrders {
            order.expire(now)
            if order.isEmpty, !clients.values.contains(where: { $0.copies === order }) { copyOrders[key] = nil }
        }
    }

    // MARK: Stopping

    /// Lets requests and copies under way finish, and takes no new ones.
    func drain() -> EventLoopFuture<Void> {
        isStopping = true
        let promise = eventLoop.makePromise(of: Void.self)
        drained = promise
        for client in clients.values { client.drain() }
        completeDrainIfDone()
        return promise.futureResult
    }

    /// Closes everything that is left.
    func stop() {
        isStopping = true
        for client in clients.values { client.closeNow() }
        for pool in [pools.legacy, pools.candidate] { pool?.closeAll() }
        sweep?.cancel()
        sweep = nil
        pools = (nil, nil)
        drained?.succeed()
        drained = nil
    }

    private func completeDrainIfDone() {
        guard let drained, clients.isEmpty, activeExchanges == 0 else { return }
        self.drained = nil
        drained.succeed()
    }
}
