import NIOCore
import Traffic

/// A leg whose answer nobody waits for: a copy, or a failed answer that is kept for the record. It is captured and reported,
/// never forwarded.
final class CapturingLeg: UpstreamLeg {
    /// What the leg is for.
    enum Purpose: Equatable {
        case copy(RequestHeadWriter.Mark)
        /// A second copy to legacy, from which its noise is learned.
        case control
        /// The rest of the candidate's failed answer, in place of which legacy serves.
        case failedCandidate
    }

    private enum State {
        case waiting
        case running
        case finished
    }

    let side: Side
    let purpose: Purpose
    /// The copy's place in the order of its connection, while it has one.
    var number: CopySchedule<CapturingLeg>.Number?
    /// When a copy that still waits for its turn is given up.
    let waitsUntil: NIODeadline
    private let loop: LoopContext
    private var started: NIODeadline
    private var capture: AnswerCapture
    private var state = State.waiting
    private var hasRetried = false
    /// Whether it waits for its turn to read on.
    private var isHeldBack = false
    /// Whether its time says something about us, and nothing about its side.
    private var wasHeldBack = false
    private(set) var isOvertaken = false
    /// Whether it answers a request that had come whole.
    private let answersWholeRequest: Bool
    /// Whether it has a place among the copies in flight.
    private let hasPlace: Bool
    private var connection: UpstreamConnection?
    /// The exchange that hears of the end; let go then.
    private var exchange: ActiveExchange?

    /// A copy that has been given a place; it does nothing before ``start()``.
    init(_ purpose: Purpose, to side: Side, of exchange: ActiveExchange, loop: LoopContext) {
        self.side = side
        self.loop = loop
        self.exchange = exchange
        self.purpose = purpose
        answersWholeRequest = true
        hasPlace = true
        started = loop.now()
        waitsUntil = started + .nanoseconds(loop.configuration.mirror.timeout)
        capture = AnswerCapture(limit: loop.configuration.mirror.maximumBodyBytes)
    }

    /// What is left of the candidate's answer. Where too many copies are in flight only what has been read of it is taken.
    ///
    /// - Parameter capture: What came of it before.
    init(
        takingOver connection: UpstreamConnection,
        of exchange: ActiveExchange,
        started: NIODeadline,
        capture: AnswerCapture,
        loop: LoopContext
    ) {
        side = .candidate
        purpose = .failedCandidate
        waitsUntil = .distantFuture
        state = .running
        self.loop = loop
        self.exchange = exchange
        self.started = started
        self.capture = capture
        self.connection = connection
        answersWholeRequest = exchange.isRequestComplete
        hasPlace = loop.shared.copyBudget.take()
        connection.handOver(to: self, total: loop.now() + .nanoseconds(loop.configuration.mirror.timeout))
    }

    // MARK: The way of a copy

    /// Its turn has come.
    func start() {
        guard case .waiting = state else { return }
        guard !loop.spares(side) else { return giveUp() }
        state = .running
        started = loop.now()
        connect(fresh: false)
    }

    private func connect(fresh: Bool) {
        let deadline = started + .nanoseconds(loop.configuration.mirror.timeout)
        loop.connectCopy(self, to: side, fresh: fresh, until: deadline)
    }

    /// Its turn did not come in time, or nothing goes to its side any more.
    func giveUp() {
        guard case .waiting = state else { return }
        countAsShed()
        complete(.shed)
    }

    /// A served request passed this copy.
    func wasOvertaken() {
        isOvertaken = true
        if purpose != .control { exchange?.isOvertaken = true }
    }

    /// A copy gives way to a request that somebody waits for.
    var isExpendable: Bool { purpose != .failedCandidate }

    func legConnected(_ connection: UpstreamConnection) {
        guard case .running = state, let exchange else { return connection.abort() }
        guard !loop.spares(side) else {
            connection.abort()
            countAsShed()
            return complete(.shed)
        }
        self.connection = connection
        if case .copy(let mark) = purpose {
            exchange.writeCopy(to: connection, side: side, mark: mark)
        } else {
            exchange.writeCopy(to: connection, side: side, mark: .mirror)
        }
    }

    // MARK: The answer

    func legReceivedInterim(_ head: AnswerHead) {}

    func legReceivedHead(_ head: AnswerHead) { capture.receiveHead(head, at: loop.now()) }

    func legReceivedBody(_ slice: ByteBuffer) {
        let free = max(capture.body.length, LargeCopyQueue<CapturingLeg>.freeBytes)
        capture.receiveBody(slice)
        let counted = capture.body.length - free
        guard counted > 0 || capture.body.isFlooded else { return }
        if capture.body.isFlooded {
            // Too large to be compared since long; nothing is learned from the rest.
            connection?.abort()
            complete(capture.takeOutcome(trailers: nil))
        } else if !isHeldBack, !loop.mayReadOn(self, by: counted) {
            isHeldBack = true
            wasHeldBack = true
            connection?.pauseReading()
        }
    }

    /// Whether nothing more comes of it.
    var isOver: Bool { exchange == nil }

    /// Its turn has come after it was held back.
    func readOn() {
        isHeldBack = false
        connection?.resumeReading()
    }

    func legEnded(trailers: ByteBuffer?) { complete(capture.takeOutcome(trailers: trailers)) }

    func legFailed(_ failure: LegFailure) {
        let isStale = connection.map { $0.isReused && !$0.hasAnswerBegun } ?? false
        connection = nil
        // What we held back and is too large anyway is not late.
        if failure.kind == .timeout, wasHeldBack, !capture.body.isWhole {
            return complete(capture.takeOutcome(trailers: nil))
        }
        if failure.kind == .unreachable, isStale, !hasRetried, exchange?.progress.isSafe == true {
            hasRetried = true
            return connect(fresh: true)
        }
        guard failure.kind != .saturated else {
            countAsShed()
            return complete(.shed)
        }
        complete(.failed(failure))
    }

    func legWritabilityChanged(isWritable: Bool) {}

    func legReadCompleted() {
        guard !hasPlace, !isOver else { return }
        countAsShed()
        letGo(LegFailure(.abandoned, "too many copies are in flight to wait for the rest of its answer"))
    }

    /// No more is wanted of a failed answer than what has come.
    func letGo(_ failure: LegFailure) {
        connection?.abort()
        complete(.failed(failure))
    }

    /// What is told of a leg: a copy that had to wait for its turn to be read is dropped, unless it is too large anyway, or
    /// failed in a way that waiting does not explain.
    private func told(_ outcome: LegOutcome) -> LegOutcome {
        guard outcome != .shed, wasHeldBack, purpose != .failedCandidate, capture.body.isWhole else { return outcome }
        if case .failed(let failure) = outcome, failure.kind != .timeout { return outcome }
        countAsShed()
        return .shed
    }

    private func countAsShed() {
        if purpose == .control { loop.shared.counters.controlShed() } else { loop.shared.counters.copyShed() }
    }

    private func complete(_ ended: LegOutcome) {
        guard let exchange else { return }
        let outcome = told(ended)
        self.exchange = nil
        connection = nil
        let leg = Leg(
            side: side,
            outcome: outcome,
            duration: outcome == .shed ? 0 : (loop.now() - started).nanoseconds,
            timeToFirstByte: capture.headAt.map { ($0 - started).nanoseconds },
            isTimed: answersWholeRequest && !wasHeldBack && !capture.body.isFlooded
        )
        state = .finished
        if hasPlace { loop.shared.copyBudget.giveBack() }
        exchange.finished(self, as: leg)
    }
}
