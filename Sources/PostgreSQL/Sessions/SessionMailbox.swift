import Synchronization

/// What a session's thread is asked to do.
enum SessionWork: Sendable {
    /// Establish the connection.
    case connect
    /// One statement with bound parameters, prepared once.
    case statement(PostgresQuery)
    /// Statements in the simple query protocol.
    case script(String)
}

/// Between the tasks that ask and the thread that works: a queue of jobs, and the wish to cancel one of them. A job gets
/// exactly one answer.
final class SessionMailbox: Sendable {
    typealias Outcome = Result<PostgresResult, PostgresError>

    /// One piece of work and where its answer goes.
    struct Job: Sendable {
        let id: UInt64
        let work: SessionWork
        let answer: CheckedContinuation<Outcome, Never>
    }

    private struct State {
        var queue: [Job] = []
        var running: UInt64?
        var cancelRunning = false
        /// Cancelled before their submission reached the queue.
        var cancelledEarly: Set<UInt64> = []
        var closeRequested = false
        var endedWith: PostgresError?
        var transactionOpen = false
        var cancellersRunning = 0
    }

    private let state = Mutex(State())
    private let ids = Atomic<UInt64>(0)
    /// Wakes the thread for what is new here.
    let wakeup: WakeupPipe

    init() throws(PostgresError) {
        wakeup = try WakeupPipe()
    }

    // MARK: The asking side

    func nextID() -> UInt64 {
        ids.add(1, ordering: .relaxed).newValue
    }

    func submit(_ job: Job) {
        let refusal: PostgresError? = state.withLock { state in
            if let ended = state.endedWith { return ended }
            if state.cancelledEarly.remove(job.id) != nil { return .cancelled }
            state.queue.append(job)
            return nil
        }
        if let refusal { job.answer.resume(returning: .failure(refusal)) } else { wakeup.wake() }
    }

    /// Takes a waiting job out, or has the running one cancelled. Without effect on an answered one.
    func cancel(_ id: UInt64) {
        let waiting: Job? = state.withLock { state in
            if let index = state.queue.firstIndex(where: { $0.id == id }) { return state.queue.remove(at: index) }
            if state.running == id {
                state.cancelRunning = true
            } else if state.endedWith == nil {
                state.cancelledEarly.insert(id)
            }
            return nil
        }
        if let waiting { waiting.answer.resume(returning: .failure(.cancelled)) } else { wakeup.wake() }
    }

    /// Forgets what was noted about a job that has its answer.
    func settled(_ id: UInt64) {
        state.withLock { _ = $0.cancelledEarly.remove(id) }
    }

    func requestClose() {
        state.withLock { $0.closeRequested = true }
        wakeup.wake()
    }

    /// Whether the thread still works.
    var isAlive: Bool { state.withLock { $0.endedWith == nil && !$0.closeRequested } }

    /// Whether the last job left a transaction open.
    var isTransactionOpen: Bool { state.withLock { $0.transactionOpen } }

    // MARK: The thread's side

    enum Next {
        case job(Job)
        case close
        case nothing
    }

    func next() -> Next {
        state.withLock { state in
            if !state.queue.isEmpty {
                let job = state.queue.removeFirst()
                state.running = job.id
                state.cancelRunning = false
                return .job(job)
            }
            return state.closeRequested ? .close : .nothing
        }
    }

    var isRunningJobCancelled: Bool { state.withLock { $0.cancelRunning } }

    /// Whether a request to cancel is still on its way to the server.
    var isCancellerRunning: Bool { state.withLock { $0.cancellersRunning > 0 } }

    func cancellerStarted() {
        state.withLock { $0.cancellersRunning += 1 }
    }

    func cancellerFinished() {
        state.withLock { $0.cancellersRunning -= 1 }
        wakeup.wake()
    }

    /// Notes the state first, so that whoever gets the answer already sees it.
    func finish(_ job: Job, _ outcome: Outcome, transactionOpen: Bool, endedWith: PostgresError?) {
        state.withLock { state in
            state.running = nil
            state.cancelRunning = false
            state.transactionOpen = transactionOpen
        }
        if let endedWith { end(endedWith) }
        job.answer.resume(returning: outcome)
    }

    /// The thread takes no more jobs; those that wait were never sent.
    func end(_ error: PostgresError) {
        let waiting: [Job] = state.withLock { state in
            if state.endedWith == nil { state.endedWith = error }
            state.cancelledEarly = []
            defer { state.queue = [] }
            return state.queue
        }
        for job in waiting { job.answer.resume(returning: .failure(error)) }
    }
}

extension PostgresError {
    static let cancelled = PostgresError(.cancelled, fault: .caller, "the task was cancelled")
}
