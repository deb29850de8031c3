#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What a session's thread does: takes jobs from the mailbox and drives one connection through them.
///
/// It belongs to its thread and is never shared. Since every wait is a `poll` with the wake-up pipe in it, the code can
/// be read from top to bottom and still sees a cancellation or a close at once.
final class SessionLoop {
    let mailbox: SessionMailbox
    let parameters: ConnectionParameters
    let connection: LibPQConnection
    var statements: StatementCache
    /// Set once when the connection is of no further use.
    var broken: PostgresError?

    init(mailbox: SessionMailbox, parameters: ConnectionParameters, statementCapacity: Int) {
        self.mailbox = mailbox
        self.parameters = parameters
        connection = LibPQConnection(wakeup: mailbox.wakeup)
        statements = StatementCache(
            capacity: statementCapacity, prefix: "s" + String(UInt64.random(in: 0...UInt64.max), radix: 36))
    }

    /// Runs until the session is closed or its connection broken.
    func run() {
        while true {
            switch mailbox.next() {
            case .job(let job):
                let outcome = perform(job.work)
                mailbox.finish(
                    job, outcome, transactionOpen: connection.isTransactionOpen, endedWith: broken?.beforeSending())
            case .close:
                mailbox.end(PostgresError(.poolClosed, fault: .caller, "the connection is closed"))
                connection.finish()
                return
            case .nothing:
                waitIdle()
            }
            if let broken {
                mailbox.end(broken.beforeSending())
                connection.finish()
                return
            }
        }
    }

    /// Waits for a job, and notices when the server ends the connection meanwhile.
    private func waitIdle() {
        let readiness = connection.wait(for: POLLIN, until: nil)
        if readiness.socketReadable { noteInput() }
    }

    private func noteInput() {
        if !connection.consumeInput() || !connection.isUsable { broken = lost(mayHaveExecuted: false) }
    }

    private func perform(_ work: SessionWork) -> SessionMailbox.Outcome {
        do throws(PostgresError) {
            switch work {
            case .connect:
                try connect()
                return .success(.empty)
            case .statement(let query):
                try ensureAlive()
                return .success(try execute(query))
            case .script(let sql):
                try ensureAlive()
                try deallocateAbandoned()
                return .success(try exchange(parameters: []) { $0.sendSimple(sql) })
            }
        } catch {
            return .failure(error)
        }
    }

    /// Finds a connection that died while it was idle, before anything is sent over it.
    private func ensureAlive() throws(PostgresError) {
        if connection.wait(for: POLLIN, until: .now).socketReadable { noteInput() }
        if let broken { throw broken }
        if mailbox.isRunningJobCancelled { throw .cancelled }
    }

    // MARK: Connecting

    private func connect() throws(PostgresError) {
        let deadline = ContinuousClock.now + parameters.connectTimeout
        var polling = connection.startConnecting(parameters)
        while polling == .reading || polling == .writing {
            // The socket may be another one after each step (next address, TLS refused), so it is asked for anew.
            let readiness = connection.wait(for: polling == .reading ? POLLIN : POLLOUT, until: deadline)
            if mailbox.isRunningJobCancelled { throw fail(.cancelled) }
            if readiness.socketReadable || readiness.socketWritable { polling = connection.continueConnecting() }
            if polling != .done && ContinuousClock.now >= deadline {
                throw fail(
                    PostgresError(
                        .timeout, fault: .network,
                        "no connection within \(parameters.connectTimeout)"))
            }
        }
        guard polling == .done else {
            throw fail(.connecting(connection.lastMessage, demandsTLS: parameters.demandsTLS))
        }
        if let timeout = parameters.statementTimeout {
            _ = try exchange(parameters: []) { $0.sendSimple("SET statement_timeout = \(timeout.roundedMilliseconds)") }
        }
    }

    /// Marks the connection as broken by an error, and gives it back.
    func fail(_ error: PostgresError) -> PostgresError {
        broken = error
        return error
    }

    func lost(mayHaveExecuted: Bool) -> PostgresError {
        PostgresError(
            .connectionLost, fault: .network, "the connection to the server is lost", mayHaveExecuted: mayHaveExecuted)
    }
}

extension PostgresError {
    /// The error for a job that follows the failed one: a connection that is gone, and nothing sent.
    func beforeSending() -> PostgresError {
        PostgresError(.connectionLost, fault: fault, "the connection is gone (\(code))")
    }
}

extension Duration {
    /// Whole milliseconds, rounded up, and at least one.
    var roundedMilliseconds: Int64 {
        let (seconds, attoseconds) = components
        return max(1, seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}
