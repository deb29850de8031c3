#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension SessionLoop {
    /// Runs a statement with its parameters, preparing it if this connection has not yet.
    ///
    /// A statement that the server no longer accepts as prepared (a table changed, a pooler switched servers) is prepared
    /// anew and sent once more: the server refuses such a one before it executes anything. Inside an explicit transaction
    /// that is not possible, since the refusal has aborted it.
    func execute(_ query: PostgresQuery) throws(PostgresError) -> PostgresResult {
        try check(query)
        try deallocateAbandoned()
        let inTransaction = connection.isTransactionOpen
        switch statements.lookup(query.sql) {
        case .prepare(let name):
            return try prepareAndRun(query, name: name)
        case .prepared(let name):
            do throws(PostgresError) {
                return try runPrepared(query, name: name)
            } catch {
                guard error.isStalePreparedStatement else { throw error }
                statements.forget(query.sql)
                guard broken == nil, !inTransaction else { throw error }
            }
            try deallocateAbandoned()
            guard case .prepare(let fresh) = statements.lookup(query.sql) else { throw lost(mayHaveExecuted: false) }
            return try prepareAndRun(query, name: fresh)
        }
    }

    private func prepareAndRun(_ query: PostgresQuery, name: String) throws(PostgresError) -> PostgresResult {
        // Preparing executes nothing, so a connection that is lost meanwhile leaves the statement safe to send again.
        _ = try exchange(parameters: query.parameters, executes: false) { $0.sendPrepare(query.sql, name: name) }
        statements.confirm(query.sql, name: name)
        return try runPrepared(query, name: name)
    }

    private func runPrepared(_ query: PostgresQuery, name: String) throws(PostgresError) -> PostgresResult {
        try exchange(parameters: query.parameters) { $0.sendExecute(name: name, parameters: query.parameters) }
    }

    private func check(_ query: PostgresQuery) throws(PostgresError) {
        guard query.parameters.count <= 65_535 else {
            throw PostgresError(.invalidParameter, fault: .caller, "a statement takes at most 65535 parameters")
        }
        guard !query.sql.utf8.contains(0) else {
            throw PostgresError(.invalidParameter, fault: .caller, "the statement contains a zero byte")
        }
        for (index, parameter) in query.parameters.enumerated() {
            if case .text(let value) = parameter, value.utf8.contains(0) {
                throw PostgresError(
                    .invalidParameter, fault: .caller,
                    "parameter $\(index + 1) contains a zero byte, which PostgreSQL cannot store in text"
                )
            }
        }
    }

    /// Drops the statements that are no longer held, outside of transactions.
    func deallocateAbandoned() throws(PostgresError) {
        guard !connection.isTransactionOpen else { return }
        for name in statements.takeAbandoned() {
            do throws(PostgresError) {
                _ = try exchange(parameters: [], executes: false) { $0.sendSimple("DEALLOCATE \(name)") }
            } catch {
                // A pooler's other server does not know the name: then there is nothing left to drop.
                guard error.sqlState == "26000" else { throw error }
            }
        }
    }

    // MARK: One exchange with the server

    /// Sends something, and reads all of its results.
    ///
    /// - Parameters:
    ///   - parameters: what was sent with it, to keep it out of messages.
    ///   - executes: whether it can have an effect that a repetition would double.
    ///   - send: hands it to libpq.
    /// - Returns: the last result.
    func exchange(
        parameters: [PostgresValue], executes: Bool = true, _ send: (LibPQConnection) -> Bool
    ) throws(PostgresError) -> PostgresResult {
        let started = ContinuousClock.now
        guard send(connection) else { throw fail(lost(mayHaveExecuted: executes)) }
        var progress = Progress(deadline: deadline(from: started))
        try flush(&progress, executes: executes)

        var last: PostgresResult?
        var failure: LibPQResult?
        while true {
            while !progress.inputEnded && connection.isBusy { try wait(for: POLLIN, &progress, executes: executes) }
            guard let result = connection.nextResult() else { break }
            switch result.kind {
            case .success: last = result.decoded()
            case .failure: failure = failure ?? result
            case .copy:
                throw fail(PostgresError(.unsupported, fault: .caller, "COPY from or to the client is not supported"))
            }
        }
        awaitCanceller(progress)
        if let failure { throw error(for: failure, parameters, started, progress, executes: executes) }
        guard connection.isUsable else { throw fail(lost(mayHaveExecuted: executes)) }
        return last ?? .empty
    }

    private func error(
        for failure: LibPQResult, _ parameters: [PostgresValue], _ started: ContinuousClock.Instant,
        _ progress: Progress, executes: Bool
    ) -> PostgresError {
        guard connection.isUsable else {
            return fail(failure.error(parameters: parameters, code: .connectionLost, mayHaveExecuted: executes))
        }
        var code = PostgresError.Code.server
        if failure.sqlState == "57014" {
            if progress.isCancelled {
                code = .cancelled
            } else if let limit = self.parameters.statementTimeout, ContinuousClock.now - started >= limit {
                code = .timeout
            }
        }
        return failure.error(parameters: parameters, code: code, mayHaveExecuted: false)
    }

    private func flush(_ progress: inout Progress, executes: Bool) throws(PostgresError) {
        // The server may be unable to read on before we have read what it says, so both ways are waited for. A failed
        // write is no reason to stop: what the server said before it hung up is still to be read.
        while connection.flush() == .pending && !progress.inputEnded {
            try wait(for: POLLIN | POLLOUT, &progress, executes: executes)
        }
    }

    private func wait(for events: Int32, _ progress: inout Progress, executes: Bool) throws(PostgresError) {
        // Looked at before the wait too: what woke an earlier wait wakes no later one.
        if mailbox.isRunningJobCancelled { requestCancellation(&progress) }
        let readiness = connection.wait(for: events, until: progress.deadline)
        if readiness.socketReadable && !connection.consumeInput() {
            guard !connection.isUsable else { throw fail(lost(mayHaveExecuted: executes)) }
            progress.inputEnded = true
            return
        }
        if mailbox.isRunningJobCancelled { requestCancellation(&progress) }
        guard let deadline = progress.deadline, ContinuousClock.now >= deadline else { return }
        throw fail(
            progress.isCancelled
                ? PostgresError(
                    .cancelled, fault: .caller, "the task was cancelled, and the server did not answer in time",
                    mayHaveExecuted: executes)
                : PostgresError(
                    .timeout, fault: .network, "the server did not answer in time", mayHaveExecuted: executes))
    }
}
