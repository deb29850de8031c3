#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension SessionLoop {
    /// How far an exchange has come: whether it is being cancelled, and until when it is waited for.
    struct Progress {
        /// Whether the server has been asked to cancel.
        var isCancelled = false
        /// Nothing more can arrive; what has is still to be read.
        var inputEnded = false
        /// When the connection is given up.
        var deadline: ContinuousClock.Instant?

        init(deadline: ContinuousClock.Instant?) {
            self.deadline = deadline
        }
    }

    /// The server enforces the statement's limit; a server that is gone without a word needs one on this side too.
    func deadline(from start: ContinuousClock.Instant) -> ContinuousClock.Instant? {
        parameters.statementTimeout.map { start + $0 + parameters.connectTimeout }
    }

    /// Asks the server once, from a thread of its own since `PQcancel` blocks, and gives it `connectTimeout` to comply.
    func requestCancellation(_ progress: inout Progress) {
        guard !progress.isCancelled else { return }
        progress.isCancelled = true
        let limit = ContinuousClock.now + parameters.connectTimeout
        progress.deadline = min(progress.deadline ?? limit, limit)
        guard let canceller = connection.makeCanceller() else { return }
        let mailbox = mailbox
        mailbox.cancellerStarted()
        let started = DetachedThread.start {
            // Whether the server complied shows in the statement's result, and its deadline covers a request that failed.
            _ = canceller.send()
            mailbox.cancellerFinished()
        }
        if !started { mailbox.cancellerFinished() }
    }

    /// A request to cancel that is still on its way could hit the next statement, so it is waited for; where it takes too
    /// long the connection is given up, but not the result that has arrived.
    func awaitCanceller(_ progress: Progress) {
        while mailbox.isCancellerRunning {
            if let deadline = progress.deadline, ContinuousClock.now >= deadline {
                broken = lost(mayHaveExecuted: false)
                return
            }
            _ = connection.wait(for: 0, until: progress.deadline)
        }
    }
}

extension PostgresError {
    /// `invalid_sql_statement_name`, and `feature_not_supported` with which PostgreSQL says that a cached plan would
    /// change its result type.
    var isStalePreparedStatement: Bool { sqlState == "26000" || sqlState == "0A000" }
}
