import NIOCore
import Traffic

/// One event loop's connections to one side: which address gets a request (``AddressBook``), and over which connection it
/// goes: of the idle ones the last in is the first out, so that few stay warm and the rest age out.
///
/// How connections are made and legs wait for them is in `+Connecting`.
final class UpstreamPool {
    let side: Side
    let timeouts: UpstreamTimeouts
    /// This loop's share.
    let limits: UpstreamPoolLimits
    unowned let loop: LoopContext
    let tls: UpstreamTLSContext?
    var book: AddressBook
    private var seenGeneration = 0
    var figures = UpstreamFigures()
    private var reported = UpstreamFigures()
    private var idle: [UpstreamConnection] = []
    /// Every connection that is open.
    private(set) var open: [ObjectIdentifier: UpstreamConnection] = [:]
    /// Legs whose connection is being made.
    var connecting: [ObjectIdentifier: PendingLeg] = [:]
    /// Legs that wait: for an address, or for a connection where their number is limited. First come, first served.
    var waiting: [PendingLeg] = []
    var isServingScheduled = false
    /// Whether the proxy has stopped, so that no connection is kept.
    private(set) var isStopped = false

    init(_ side: Side, loop: LoopContext, tls: UpstreamTLSContext?) {
        self.side = side
        self.loop = loop
        self.tls = tls
        let configuration = loop.configuration[side]
        timeouts = configuration.timeouts
        limits = configuration.pool.share(ofLoops: loop.configuration.threads)
        book = AddressBook(
            policy: AddressHealth.Policy(failures: configuration.ejectionFailures),
            limit: limits.maximumConnections ?? .max
        )
        lookUpAddresses(loop.now())
    }

    /// Gives a leg a connection: an idle one at once, or a new one when it is there.
    ///
    /// - Parameters:
    ///   - fresh: Whether an idle connection may not be taken, after one turned out to be dead.
    ///   - waits: Whether the leg waits where there are too many connections; else it is shed.
    func connect(_ leg: any UpstreamLeg, fresh: Bool, waits: Bool, patience: LegPatience, at now: NIODeadline) {
        if book.isEmpty { lookUpAddresses(now) }
        // Who has waited longer goes first.
        let choice = waiting.isEmpty ? choose(at: now) : .full
        if !fresh, case .address(let id) = choice, let connection = takeIdle(id) {
            figures.reused += 1
            return connection.carry(leg, patience: patience)
        }
        let waitsUntil = min(now + .nanoseconds(timeouts.connect), patience.deadline)
        attempt(
            PendingLeg(leg, isFresh: fresh, waits: waits, patience: patience, waitsUntil: waitsUntil), choice)
    }

    func choose(at now: NIODeadline, except tried: [AddressBook.ID] = []) -> AddressBook.Choice {
        book.choose(at: now, except: tried) { loop.random() }
    }

    // MARK: Idle connections

    /// Takes an idle connection to an address for a request: one whose peer has neither ended it nor said something that
    /// nobody asked for, which would be taken for the answer.
    func takeIdle(_ id: AddressBook.ID) -> UpstreamConnection? {
        while let index = idle.lastIndex(where: { $0.pooled.address == id }) {
            let connection = idle.remove(at: index)
            if connection.isPeerSilent {
                begin(on: connection)
                return connection
            }
            connection.abort()
        }
        return nil
    }

    /// Closes an idle connection to an address where there would be one too many.
    func makeRoom(_ id: AddressBook.ID) {
        guard let limit = limits.maximumConnections else { return }
        let unused = idle.indices.filter { idle[$0].pooled.address == id }
        guard let oldest = unused.first, book.inFlight(id) + unused.count >= limit else { return }
        idle[oldest].abort()
    }

    /// A connection carries a request from now on.
    func begin(on connection: UpstreamConnection) {
        connection.pooled.isInFlight = true
        connection.pooled.requests += 1
        book.began(connection.pooled.address)
    }

    private func end(on connection: UpstreamConnection) {
        guard connection.pooled.isInFlight else { return }
        connection.pooled.isInFlight = false
        book.ended(connection.pooled.address)
        if !waiting.isEmpty { serveWaitingSoon() }
    }

    // MARK: What connections tell

    func opened(_ connection: UpstreamConnection) {
        open[ObjectIdentifier(connection)] = connection
        figures.open += 1
    }

    func closed(_ connection: UpstreamConnection) {
        if open.removeValue(forKey: ObjectIdentifier(connection)) != nil { figures.open -= 1 }
    }

    /// The head of an answer came.
    func answered(_ connection: UpstreamConnection, at now: NIODeadline) {
        book.answered(connection.pooled.address, at: now)
    }

    /// A request on a connection failed. An idle connection that the other end closed says nothing about its address.
    func failed(_ connection: UpstreamConnection, _ failure: LegFailure) {
        let isStale = connection.isReused && !connection.hasAnswerBegun && failure.kind == .unreachable
        guard failure.kind != .abandoned, !isStale else { return }
        if book.failed(connection.pooled.address, at: loop.now()) { figures.ejections += 1 }
    }

    /// Takes a connection back for a next request.
    func release(_ connection: UpstreamConnection, at now: NIODeadline) {
        end(on: connection)
        guard book.contains(connection.pooled.address), !connection.pooled.isWornOut(at: now, limits) else {
            figures.recycled += 1
            return connection.abort()
        }
        guard idle.count < limits.maximumIdle, !isStopped else { return connection.abort() }
        idle.append(connection)
    }

    /// The connection is not to be used again.
    func forget(_ connection: UpstreamConnection) {
        end(on: connection)
        guard let index = idle.lastIndex(where: { $0 === connection }) else { return }
        idle.remove(at: index)
    }

    // MARK: What the loop asks

    /// Looks at everything that has to do with time.
    func tick(_ now: NIODeadline) {
        let expired = open.values.filter { $0.deadline <= now }
        for connection in expired { connection.expire() }
        lookUpAddresses(now)
        expireWaiting(now)
        // What became free without a request that ended, such as an address that is back.
        if !waiting.isEmpty { serveWaitingSoon() }
        for id in book.takeProbes(at: now) { probe(id) }
        report()
    }

    /// Takes over the addresses where they have changed.
    func lookUpAddresses(_ now: NIODeadline) {
        let snapshot = loop.shared.directory(side).poll(at: now)
        if snapshot.isSettled, book.isEmpty, !waiting.isEmpty { serveWaitingSoon() }
        guard snapshot.generation != seenGeneration else { return }
        seenGeneration = snapshot.generation
        let gone = book.update(snapshot.addresses)
        let unused = idle.filter { gone.contains($0.pooled.address) }
        figures.recycled += unused.count
        for connection in unused { connection.abort() }
        if !waiting.isEmpty { serveWaitingSoon() }
    }

    /// Ends what is left, each leg with an `abandoned` failure.
    func abandonAll() {
        isStopped = true
        let unconnected = Array(connecting.values) + waiting
        connecting = [:]
        waiting = []
        for pending in unconnected { pending.fail(LegFailure(.abandoned, "the proxy stopped")) }
        let connections = Array(open.values)
        for connection in connections { connection.abandon() }
        report()
    }

    private func report() {
        figures.ejected = book.ejectedCount
        figures.waiting = waiting.count
        guard figures != reported else { return }
        loop.shared.upstreamCounters(side).report(figures, before: reported)
        reported = figures
    }
}
