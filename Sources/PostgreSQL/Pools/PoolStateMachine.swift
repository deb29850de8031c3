/// Which connections a pool has, who holds them, and who waits: first come, first served. Pure: every event returns what
/// is to be done.
struct PoolStateMachine: Sendable {
    typealias ConnectionID = Int
    typealias WaiterID = Int

    /// What a caller gets.
    enum Lease: Equatable, Sendable {
        /// An open connection that was idle.
        case reuse(ConnectionID)
        /// A place in the pool: the caller establishes the connection.
        case connect(ConnectionID)
    }

    /// The answer to a caller who wants a connection.
    enum AcquireAction: Equatable {
        case lease(Lease)
        /// The caller waits, in line.
        case wait
        case refuse
    }

    /// What follows from an event, in order.
    enum Action: Equatable {
        case grant(WaiterID, Lease)
        case refuse(WaiterID)
        case close(ConnectionID)
        /// The pool is closed, and its last connection has said goodbye.
        case drained
    }

    private enum Phase {
        case open, closing, drained
    }

    let maximumConnections: Int
    private var phase = Phase.open
    /// Idle connections; the one used last is last, and is the first to be used again.
    private var idle: [ConnectionID] = []
    private var leased: Set<ConnectionID> = []
    /// Those of the leased that broke meanwhile.
    private var broken: Set<ConnectionID> = []
    /// Told to close, and not gone yet.
    private var closing: Set<ConnectionID> = []
    private var waiters: [WaiterID] = []
    private var lastConnection = 0

    init(maximumConnections: Int) {
        self.maximumConnections = maximumConnections
    }

    /// How many callers wait.
    var waiterCount: Int { waiters.count }

    mutating func acquire(_ waiter: WaiterID) -> AcquireAction {
        guard phase == .open else { return .refuse }
        // An idle connection or a free place with somebody in line cannot be: both are granted as they arise.
        if let connection = idle.popLast() {
            leased.insert(connection)
            return .lease(.reuse(connection))
        }
        if leased.count < maximumConnections { return .lease(.connect(newPlace())) }
        waiters.append(waiter)
        return .wait
    }

    /// A holder is done. `reusable` is false for a connection that is broken or was never established.
    mutating func release(_ connection: ConnectionID, reusable: Bool) -> [Action] {
        guard leased.remove(connection) != nil else { return [] }
        let isGone = broken.remove(connection) != nil
        guard phase == .open else { return close([connection], exceptFor: isGone) + drainedIfEmpty() }
        guard reusable, !isGone else {
            let actions = close([connection], exceptFor: isGone)
            guard !waiters.isEmpty else { return actions }
            return actions + [.grant(waiters.removeFirst(), .connect(newPlace()))]
        }
        guard !waiters.isEmpty else {
            idle.append(connection)
            return []
        }
        leased.insert(connection)
        return [.grant(waiters.removeFirst(), .reuse(connection))]
    }

    /// A connection is gone: it broke, or it was told to close and has. The place of one that is held is free when it is
    /// released.
    mutating func connectionEnded(_ connection: ConnectionID) -> [Action] {
        if leased.contains(connection) {
            broken.insert(connection)
        } else {
            idle.removeAll { $0 == connection }
            closing.remove(connection)
        }
        return drainedIfEmpty()
    }

    /// A caller waits no longer (too long, or cancelled).
    ///
    /// - Returns: whether it was still waiting; if not, a grant is under way to it.
    mutating func abandon(_ waiter: WaiterID) -> Bool {
        guard let index = waiters.firstIndex(of: waiter) else { return false }
        waiters.remove(at: index)
        return true
    }

    /// No more leases; idle connections close now, the others as they are released.
    mutating func close() -> [Action] {
        switch phase {
        case .open: phase = .closing
        case .closing: return []
        case .drained: return [.drained]
        }
        let actions = waiters.map(Action.refuse) + close(idle, exceptFor: false)
        waiters = []
        idle = []
        return actions + drainedIfEmpty()
    }

    private mutating func close(_ connections: [ConnectionID], exceptFor isGone: Bool) -> [Action] {
        guard !isGone else { return [] }
        closing.formUnion(connections)
        return connections.map(Action.close)
    }

    private mutating func newPlace() -> ConnectionID {
        lastConnection += 1
        leased.insert(lastConnection)
        return lastConnection
    }

    private mutating func drainedIfEmpty() -> [Action] {
        guard phase == .closing, leased.isEmpty, closing.isEmpty else { return [] }
        phase = .drained
        return [.drained]
    }
}
