import Synchronization

extension PostgresPool {
    // MARK: Using a connection

    /// Does one thing on any connection, and once more elsewhere as long as nothing was sent of it.
    func runOnAnyConnection<R>(_ work: SessionWork, _ transform: (PostgresResult) -> R) async throws(PostgresError) -> R
    {
        let (loan, result) = try await open(with: work)
        await giveBack(loan)
        return transform(result)
    }

    /// Lends a connection to a closure, after `opening` has succeeded on it.
    nonisolated(nonsending) func lending<R: Sendable>(
        opening: SessionWork, _ body: (PostgresConnection) async throws -> R
    ) async throws -> R {
        let (loan, _) = try await open(with: opening)
        let connection = PostgresConnection(loan.session)
        do {
            let result = try await body(connection)
            connection.endLease()
            await giveBack(loan)
            return result
        } catch {
            connection.endLease()
            await giveBack(loan)
            throw error
        }
    }

    /// Borrows a connection on which `work` succeeded. Connections that turn out to be dead before anything was sent are
    /// replaced: idle ones as many as there are, a fresh one once.
    private func open(with work: SessionWork) async throws(PostgresError) -> (Loan, PostgresResult) {
        var freshFailures = 0
        var tries = 0
        while true {
            tries += 1
            let loan = try await borrow()
            do throws(PostgresError) {
                return (loan, try await loan.session.run(work))
            } catch {
                await giveBack(loan)
                freshFailures += loan.isFresh ? 1 : 0
                let canRepeat = error.code == .connectionLost && !error.mayHaveExecuted
                guard canRepeat, freshFailures < 2, tries <= maximumConnections + 2 else { throw error }
            }
        }
    }

    // MARK: Borrowing

    private func borrow() async throws(PostgresError) -> Loan {
        while true {
            switch try await lease() {
            case .connect(let id):
                return try await connect(id)
            case .reuse(let id):
                if let session = state.withLock({ $0.sessions[id] }) {
                    return Loan(id: id, session: session, isFresh: false)
                }
                // It broke on its way here. Each round uses up one idle connection, so the rounds end.
                release(id, reusable: false)
            }
        }
    }

    private func connect(_ id: PoolStateMachine.ConnectionID) async throws(PostgresError) -> Loan {
        do throws(PostgresError) {
            let session = try PostgresSession(parameters: parameters, statementCapacity: statementCapacity) {
                [weak self] in
                self?.connectionEnded(id)
            }
            state.withLock { $0.sessions[id] = session }
            _ = try await session.run(.connect)
            return Loan(id: id, session: session, isFresh: true)
        } catch {
            let hasSession = state.withLock { $0.sessions[id] != nil }
            if !hasSession { connectionEnded(id) }
            release(id, reusable: false)
            throw error
        }
    }

    private func lease() async throws(PostgresError) -> PoolStateMachine.Lease {
        let waiter = state.withLock { $0.nextWaiter() }
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<Grant, Never>) in
                enqueue(waiter, continuation)
            }
        } onCancel: {
            abandon(waiter, .cancelled)
        }
        return try outcome.get()
    }

    private func enqueue(_ waiter: PoolStateMachine.WaiterID, _ continuation: CheckedContinuation<Grant, Never>) {
        if Task.isCancelled {
            continuation.resume(returning: .failure(.cancelled))
            return
        }
        let grant: Grant? = state.withLock { state in
            switch state.machine.acquire(waiter) {
            case .lease(let lease): return .success(lease)
            case .refuse: return .failure(.poolClosed)
            case .wait:
                state.waiters[waiter] = Waiter(continuation: continuation)
                return nil
            }
        }
        if let grant {
            continuation.resume(returning: grant)
            return
        }
        bound(waiter)
        // A cancellation between the check above and the wait found nobody to wake.
        if Task.isCancelled { abandon(waiter, .cancelled) }
    }

    /// Ends a wait that takes too long.
    private func bound(_ waiter: PoolStateMachine.WaiterID) {
        let limit = waitLimit
        let tooLong = PostgresError(
            .timeout, fault: .caller,
            "none of the pool's \(maximumConnections) connections became free within \(limit)",
            hint: "allow more connections, or hold them for a shorter time"
        )
        let timer = Task { [weak self] in
            do {
                try await Task.sleep(for: limit)
            } catch {
                return
            }
            self?.abandon(waiter, tooLong)
        }
        let isWaiting = state.withLock { state in
            state.waiters[waiter]?.timer = timer
            return state.waiters[waiter] != nil
        }
        if !isWaiting { timer.cancel() }
    }

    private func abandon(_ id: PoolStateMachine.WaiterID, _ error: PostgresError) {
        let waiter = state.withLock { state in
            state.machine.abandon(id) ? state.waiters.removeValue(forKey: id) : nil
        }
        waiter?.timer?.cancel()
        waiter?.continuation.resume(returning: .failure(error))
    }

    // MARK: Giving back

    /// Gives a connection back, without the transaction that somebody left open on it.
    private func giveBack(_ loan: Loan) async {
        var reusable = loan.session.isAlive
        if reusable && loan.session.isTransactionOpen {
            do {
                _ = try await loan.session.runUncancelled(.script("ROLLBACK"))
            } catch {
                // A connection that cannot even roll back serves nobody; closing it rolls back on the server.
                reusable = false
            }
        }
        release(loan.id, reusable: reusable)
    }

    private func release(_ id: PoolStateMachine.ConnectionID, reusable: Bool) {
        handle { $0.machine.release(id, reusable: reusable) }
    }

    private func connectionEnded(_ id: PoolStateMachine.ConnectionID) {
        handle { state in
            state.sessions[id] = nil
            return state.machine.connectionEnded(id)
        }
    }
}
