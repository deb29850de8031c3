import Synchronization

extension PostgresPool {
    /// A connection that is held, and whether it was established for this holder.
    struct Loan: Sendable {
        let id: PoolStateMachine.ConnectionID
        let session: PostgresSession
        let isFresh: Bool
    }

    typealias Grant = Result<PoolStateMachine.Lease, PostgresError>

    /// A caller in line.
    struct Waiter {
        let continuation: CheckedContinuation<Grant, Never>
        /// Ends the wait when it takes too long.
        var timer: Task<Void, Never>?
    }

    /// The state machine, and the things that its numbers stand for.
    struct State {
        var machine: PoolStateMachine
        var sessions: [PoolStateMachine.ConnectionID: PostgresSession] = [:]
        var waiters: [PoolStateMachine.WaiterID: Waiter] = [:]
        var closers: [CheckedContinuation<Void, Never>] = []
        private var lastWaiter = 0

        init(maximumConnections: Int) {
            machine = PoolStateMachine(maximumConnections: maximumConnections)
        }

        mutating func nextWaiter() -> PoolStateMachine.WaiterID {
            lastWaiter += 1
            return lastWaiter
        }

        /// Looks up what the actions are about, so that they can be carried out after the lock is given back.
        mutating func effects(of actions: [PoolStateMachine.Action]) -> [Effect] {
            var effects: [Effect] = []
            for action in actions {
                switch action {
                case .grant(let waiter, let lease):
                    if let waiter = waiters.removeValue(forKey: waiter) {
                        effects.append(.resume(waiter, .success(lease)))
                    }
                case .refuse(let waiter):
                    if let waiter = waiters.removeValue(forKey: waiter) {
                        effects.append(.resume(waiter, .failure(.poolClosed)))
                    }
                case .close(let id):
                    if let session = sessions[id] { effects.append(.close(session)) }
                case .drained:
                    effects += closers.map(Effect.closed)
                    closers = []
                }
            }
            return effects
        }
    }

    /// What is done outside of the lock.
    enum Effect {
        case resume(Waiter, Grant)
        case close(PostgresSession)
        case closed(CheckedContinuation<Void, Never>)
    }

    /// Tells the state machine of an event, and does what it says outside of the lock.
    func handle(_ event: (inout State) -> [PoolStateMachine.Action]) {
        let effects = state.withLock { state in
            let actions = event(&state)
            return state.effects(of: actions)
        }
        perform(effects)
    }

    private func perform(_ effects: [Effect]) {
        for effect in effects {
            switch effect {
            case .resume(let waiter, let grant):
                waiter.timer?.cancel()
                waiter.continuation.resume(returning: grant)
            case .close(let session): session.close()
            case .closed(let continuation): continuation.resume()
            }
        }
    }
}

extension PostgresError {
    static let poolClosed = PostgresError(.poolClosed, fault: .caller, "the pool is closed")
}
