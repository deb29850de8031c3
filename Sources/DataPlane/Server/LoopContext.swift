import NIOCore
import Traffic

/// Everything that one event loop owns: its pools, its client connections, its randomness, and the sweep that looks for
/// deadlines. It never leaves its loop, so nothing in it is locked.
final class LoopContext {
    /// How often deadlines are looked at; so much later than said may a timeout come.
    private static let sweepInterval = TimeAmount.milliseconds(50)

    let eventLoop: any EventLoop
    let shared: SharedContext
    let buffers = HeadBuffers()
    let receiveBuffers = ReceiveBuffers()
    /// Replaced when the configuration is reloaded; each loop has its own, so that nothing is locked.
    var assigner: any Assigner
    /// Counts what the candidate does on this loop where it is to serve.
    var breaker: CircuitBreaker?
    /// Counts what becomes of its copies, apart from that: where most requests are in shadow, many that go well say nothing of the
    /// few that users wait for.
    var copyBreaker: CircuitBreaker?
    private var legacyPool: UpstreamPool?
    private var candidatePool: UpstreamPool?
    private var clients: [ObjectIdentifier: ClientConnection] = [:]
    /// Orders in which copies wait; their client connections may be gone already.
    private var waitingOrders: [ObjectIdentifier: CopyOrder] = [:]
    /// Copies whose large answers wait to be read on.
    private var largeCopies = LargeCopyQueue<CapturingLeg>()
    private var isTurnScheduled = false
    /// Exchanges under way.
    private(set) var activeExchanges = 0
    private var randomState: UInt64
    private var time: NIODeadline
    private var sweep: Scheduled<Void>?
    private var isDraining = false
    /// Whether nothing new may begin at all.
    private(set) var isStopped = false
    private var drained: EventLoopPromise<Void>?

    init(eventLoop: any EventLoop, shared: SharedContext, tls: ProxyTLS? = nil) {
        self.eventLoop = eventLoop
        self.shared = shared
        assigner = shared.assigner
        breaker = shared.circuit.map { CircuitBreaker($0.configuration) }
        copyBreaker = breaker
        time = eventLoop.now
        randomState = shared.randomSeed()
        legacyPool = UpstreamPool(.legacy, loop: self, tls: tls?.legacy)
        candidatePool = UpstreamPool(.candidate, loop: self, tls: tls?.candidate)
        scheduleSweep()
    }

    var configuration: ProxyConfiguration { shared.configuration }

    /// The time, as looked at when the loop last turned to something: what follows from one event happens at one time.
    func now() -> NIODeadline { time }

    /// Looks at the clock; called where an event enters.
    func tick() { time = eventLoop.now }

    /// SplitMix64 (Steele, Lea, Flood 2014), seeded once: for identifiers, not for secrets.
    func random() -> UInt64 {
        randomState &+= 0x9E37_79B9_7F4A_7C15
        var mixed = randomState
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// Gives a leg that serves a connection.
    ///
    /// - Parameters:
    ///   - fresh: Whether an idle connection just turned out to be dead, so that a new one is needed.
    ///   - start: When this side was asked first.
    func connect(_ leg: any UpstreamLeg, to side: Side, fresh: Bool, since start: NIODeadline) {
        guard !isStopped, let pool = pool(side) else { return leg.legFailed(Self.stopped) }
        let patience = LegPatience(serving: pool.timeouts, since: start)
        pool.connect(leg, fresh: fresh, waits: true, patience: patience, at: time)
    }

    /// Whether nothing goes to a side any more, not even a copy that was decided on before.
    func spares(_ side: Side) -> Bool { side == .candidate && assigner.sparesCandidate }

    /// Gives a copy a connection; it does not wait for one.
    func connectCopy(_ leg: any UpstreamLeg, to side: Side, fresh: Bool, until deadline: NIODeadline) {
        guard !isStopped, let pool = pool(side) else { return leg.legFailed(Self.stopped) }
        pool.connect(leg, fresh: fresh, waits: false, patience: .until(deadline), at: time)
    }

    private static let stopped = LegFailure(.abandoned, "the proxy stopped")

    private func pool(_ side: Side) -> UpstreamPool? { side == .legacy ? legacyPool : candidatePool }

    // MARK: What is open

    func register(_ client: ClientConnection) {
        clients[ObjectIdentifier(client)] = client
        if isDraining { client.drain() }
    }

    func forget(_ client: ClientConnection) {
        clients[ObjectIdentifier(client)] = nil
        completeDrainIfDone()
    }

    /// Looks after an order in which copies wait.
    func watch(_ order: CopyOrder) { waitingOrders[ObjectIdentifier(order)] = order }

    func exchangeStarted() { activeExchanges += 1 }

    /// There is nothing to compare.
    func exchangeAborted() {
        activeExchanges -= 1
        completeDrainIfDone()
    }

    func exchangeFinished(_ exchange: consuming Exchange) {
        activeExchanges -= 1
        shared.sink.exchangeFinished(exchange)
        completeDrainIfDone()
    }

    private func scheduleSweep() {
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        sweep = eventLoop.scheduleTask(in: Self.sweepInterval) { bound.value.sweepDeadlines() }
    }

    private func sweepDeadlines() {
        scheduleSweep()
        tick()
        let now = now()
        let expired = clients.values.filter { $0.deadline <= now }
        for client in expired { client.expire() }
        legacyPool?.tick(now)
        candidatePool?.tick(now)
        expireWaitingCopies(now)
        receiveBuffers.freeUnneeded(at: now)
    }

    /// Counts bytes of a large answer to a copy.
    ///
    /// - Returns: Whether the copy may read on; else it is told to, later.
    func mayReadOn(_ copy: CapturingLeg, by bytes: Int) -> Bool {
        guard !largeCopies.take(bytes, at: now()) else { return true }
        largeCopies.add(copy)
        scheduleTurn()
        return false
    }

    private func scheduleTurn() {
        guard !isTurnScheduled else { return }
        isTurnScheduled = true
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        eventLoop.scheduleTask(in: LargeCopyQueue<CapturingLeg>.turn) { bound.value.takeTurn() }
    }

    private func takeTurn() {
        isTurnScheduled = false
        guard !isStopped else { return }
        tick()
        for copy in largeCopies.beginTurn(at: now(), except: \.isOver) { copy.readOn() }
        if !largeCopies.isEmpty { scheduleTurn() }
    }

    private func expireWaitingCopies(_ now: NIODeadline) {
        guard !waitingOrders.isEmpty else { return }
        let orders = waitingOrders
        for (key, order) in orders where !order.expire(now) { waitingOrders[key] = nil }
    }

    // MARK: Stopping

    /// Lets requests and copies under way finish, and takes no new ones.
    func drain() -> EventLoopFuture<Void> {
        tick()
        isDraining = true
        let promise = eventLoop.makePromise(of: Void.self)
        drained = promise
        let open = Array(clients.values)
        for client in open { client.drain() }
        completeDrainIfDone()
        return promise.futureResult
    }

    /// Closes everything that is left; every exchange ends.
    func stop() {
        tick()
        isDraining = true
        isStopped = true
        expireWaitingCopies(.distantFuture)
        legacyPool?.abandonAll()
        candidatePool?.abandonAll()
        let open = Array(clients.values)
        for client in open { client.closeNow() }
        sweep?.cancel()
        sweep = nil
        (legacyPool, candidatePool) = (nil, nil)
        drained?.succeed()
        drained = nil
    }

    private func completeDrainIfDone() {
        guard let drained, clients.isEmpty, activeExchanges == 0 else { return }
        self.drained = nil
        drained.succeed()
    }
}
