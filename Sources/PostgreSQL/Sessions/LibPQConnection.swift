import CLibPQ

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A `PGconn` in non-blocking mode. It belongs to one thread: the session's, which is the only one to hold it.
///
/// What blocks here is only ``wait(for:until:)``, a `poll` on the socket and on the wake-up pipe.
final class LibPQConnection {
    private var connection: OpaquePointer?
    private let wakeup: WakeupPipe

    init(wakeup: WakeupPipe) {
        self.wakeup = wakeup
    }

    deinit {
        finish()
    }

    /// Says goodbye to the server and closes the socket.
    func finish() {
        if let connection { PQfinish(connection) }
        connection = nil
    }

    // MARK: State

    var isUsable: Bool { connection.map { PQstatus($0) == CONNECTION_OK } ?? false }

    /// Whether a statement would run in a transaction that was begun explicitly, failed or not.
    var isTransactionOpen: Bool {
        guard let connection else { return false }
        let status = PQtransactionStatus(connection)
        return status == PQTRANS_INTRANS || status == PQTRANS_INERROR || status == PQTRANS_ACTIVE
    }

    /// libpq's message for the last failure.
    var lastMessage: String {
        guard let connection, let text = PQerrorMessage(connection) else { return "the connection is closed" }
        return String(cString: text)
    }

    // MARK: Waiting

    struct Readiness {
        var socketReadable = false
        var socketWritable = false
        var woken = false
        var timedOut: Bool { !socketReadable && !socketWritable && !woken }
    }

    /// Waits until the socket is ready, the session has something new, or the deadline has passed.
    func wait(for events: Int32, until deadline: ContinuousClock.Instant?) -> Readiness {
        let socket = connection.map { PQsocket($0) } ?? -1
        var descriptors = [
            pollfd(fd: wakeup.readEnd, events: Int16(POLLIN), revents: 0),
            pollfd(fd: socket, events: Int16(events), revents: 0),
        ]
        while true {
            let outcome = poll(&descriptors, nfds_t(socket < 0 ? 1 : 2), Self.milliseconds(until: deadline))
            if outcome < 0 && errno == EINTR { continue }
            break
        }
        let failed = Int16(POLLERR | POLLHUP | POLLNVAL)
        var readiness = Readiness()
        if descriptors[0].revents != 0 {
            wakeup.drain()
            readiness.woken = true
        }
        if socket >= 0 {
            // A broken socket counts as ready for both, so that libpq finds out what is wrong with it.
            readiness.socketReadable = descriptors[1].revents & (Int16(POLLIN) | failed) != 0
            readiness.socketWritable = descriptors[1].revents & (Int16(POLLOUT) | failed) != 0
        }
        return readiness
    }

    private static func milliseconds(until deadline: ContinuousClock.Instant?) -> Int32 {
        guard let deadline else { return -1 }
        let left = ContinuousClock.now.duration(to: deadline)
        guard left > .zero else { return 0 }
        let (seconds, attoseconds) = left.components
        return seconds > 86_400 ? 86_400_000 : Int32(seconds * 1000 + attoseconds / 1_000_000_000_000_000 + 1)
    }

    // MARK: Connecting

    enum Polling {
        case reading, writing, done, failed
    }

    func startConnecting(_ parameters: ConnectionParameters) -> Polling {
        let keywords = parameters.keywordsAndValues.map { strdup($0.keyword) }
        let values = parameters.keywordsAndValues.map { strdup($0.value) }
        defer { for pointer in keywords + values { free(pointer) } }
        let constantKeywords = keywords.map { UnsafePointer($0) } + [nil]
        let constantValues = values.map { UnsafePointer($0) } + [nil]
        connection = PQconnectStartParams(constantKeywords, constantValues, 0)
        guard let connection, PQstatus(connection) != CONNECTION_BAD else { return .failed }
        // The SQLSTATE of a refused login is only in the verbose text.
        PQsetErrorVerbosity(connection, PQERRORS_VERBOSE)
        // libpq's own processor would write notices to standard error.
        PQsetNoticeReceiver(connection, { _, _ in }, nil)
        return .writing
    }

    func continueConnecting() -> Polling {
        switch PQconnectPoll(connection) {
        case PGRES_POLLING_READING: return .reading
        case PGRES_POLLING_WRITING: return .writing
        case PGRES_POLLING_OK: return PQsetnonblocking(connection, 1) == 0 ? .done : .failed
        default: return .failed
        }
    }

    // MARK: Sending and receiving

    func sendSimple(_ sql: String) -> Bool {
        PQsendQuery(connection, sql) == 1
    }

    func sendPrepare(_ sql: String, name: String) -> Bool {
        PQsendPrepare(connection, name, sql, 0, nil) == 1
    }

    func sendExecute(name: String, parameters: [PostgresValue]) -> Bool {
        // All texts one after another in one buffer: one allocation, and pointers that hold still during the call.
        var bytes: [CChar] = []
        var offsets: [Int?] = []
        offsets.reserveCapacity(parameters.count)
        for parameter in parameters {
            guard case .text(let value) = parameter else {
                offsets.append(nil)
                continue
            }
            offsets.append(bytes.count)
            bytes.append(contentsOf: value.utf8.lazy.map { CChar(bitPattern: $0) })
            bytes.append(0)
        }
        return bytes.withUnsafeBufferPointer { buffer in
            let pointers = offsets.map { offset in offset.flatMap { buffer.baseAddress?.advanced(by: $0) } }
            return PQsendQueryPrepared(connection, name, Int32(pointers.count), pointers, nil, nil, 0) == 1
        }
    }

    enum Flushing {
        case done, pending, failed
    }

    func flush() -> Flushing {
        switch PQflush(connection) {
        case 0: .done
        case 1: .pending
        default: .failed
        }
    }

    /// Reads what has arrived; `false` where the connection is broken.
    func consumeInput() -> Bool {
        guard PQconsumeInput(connection) == 1 else { return false }
        while let notification = PQnotifies(connection) { PQfreemem(notification) }
        return true
    }

    /// Whether the next result is not complete yet.
    var isBusy: Bool { PQisBusy(connection) == 1 }

    /// The next result of what was sent; `nil` after the last.
    func nextResult() -> LibPQResult? {
        PQgetResult(connection).map { LibPQResult($0) }
    }

    // MARK: Cancelling

    /// The address and key that a request to cancel needs, independent of the connection.
    func makeCanceller() -> LibPQCanceller? {
        connection.flatMap { PQgetCancel($0) }.map { LibPQCanceller($0) }
    }
}
