/// One physical connection and the thread that drives it.
///
/// All calls of libpq for one connection happen on one thread of its own, which waits in `poll` for its socket and for a
/// wake-up pipe. Why that, and not dispatch sources or one poller for all: libpq may replace the socket while it connects
/// and closes it itself, and a source or epoll registration that outlives its descriptor is a race that a single owner
/// cannot have; and a host name's lookup, which libpq does synchronously, delays nobody else's connection. A pool has
/// few connections, so that the threads cost little, and none of them is one of the cooperative pool's.
final class PostgresSession: Sendable {
    private let mailbox: SessionMailbox

    /// - Parameters:
    ///   - parameters: where to connect to.
    ///   - statementCapacity: how many statements stay prepared.
    ///   - onEnd: called once, on the session's thread, when the connection is closed or broken.
    /// - Throws: `resourcesExhausted`.
    init(
        parameters: ConnectionParameters, statementCapacity: Int, onEnd: @escaping @Sendable () -> Void
    ) throws(PostgresError) {
        let mailbox = try SessionMailbox()
        self.mailbox = mailbox
        let started = DetachedThread.start {
            SessionLoop(mailbox: mailbox, parameters: parameters, statementCapacity: statementCapacity).run()
            onEnd()
        }
        guard started else {
            throw PostgresError(.resourcesExhausted, fault: .client, "no thread left for a connection")
        }
    }

    deinit {
        mailbox.requestClose()
    }

    /// Whether the connection can be used, as far as is known.
    var isAlive: Bool { mailbox.isAlive }

    /// Whether the last job left an explicit transaction open.
    var isTransactionOpen: Bool { mailbox.isTransactionOpen }

    /// Says goodbye to the server after the jobs that wait.
    func close() {
        mailbox.requestClose()
    }

    /// Has the thread do something, and cancels it when the task is cancelled.
    func run(_ work: SessionWork) async throws(PostgresError) -> PostgresResult {
        let id = mailbox.nextID()
        let outcome = await withTaskCancellationHandler {
            await submit(work, id)
        } onCancel: {
            mailbox.cancel(id)
        }
        mailbox.settled(id)
        return try outcome.get()
    }

    /// Has the thread do something even in a cancelled task: what has to be tidied up.
    func runUncancelled(_ work: SessionWork) async throws(PostgresError) -> PostgresResult {
        try await submit(work, mailbox.nextID()).get()
    }

    private func submit(_ work: SessionWork, _ id: UInt64) async -> SessionMailbox.Outcome {
        await withCheckedContinuation { continuation in
            mailbox.submit(SessionMailbox.Job(id: id, work: work, answer: continuation))
        }
    }
}
