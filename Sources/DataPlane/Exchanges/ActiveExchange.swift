import NIOCore
import Traffic

/// One request on its way: from its head to the moment when the served answer is through and the copy is done with.
///
/// Reads in the order of the way: the request comes, a side is assigned, the served side answers, the copy is sent, the
/// exchange is handed on. What may be done about a failure is decided by ``ServedProgress``. All calls come on one loop.
final class ActiveExchange {
    /// Request bytes held while no connection takes them; above it the client is not read from.
    private static let queueWatermark = 64 * 1024

    let head: RequestHead
    let operation: Operation
    /// Set by the order of copies when this exchange's copy was passed by a served write.
    var isOvertaken = false

    private let loop: LoopContext
    private weak var client: ClientConnection?
    private let copies: CopyOrder
    private let match: Router.Match
    private let identity: RequestIdentity
    private let startedAt: Timestamp
    private let started: NIODeadline

    // The request.
    private var requestBody: BodyCapture
    private var requestTrailers: ByteBuffer?
    private var isRequestComplete = false
    private var queue: [ByteBuffer] = []
    private var queuedBytes = 0
    private var userKeys: [String] = []

    // The served side.
    private var assignment: Assignment?
    private var progress: ServedProgress
    private var connection: UpstreamConnection?
    private var capture: AnswerCapture
    private var servedStarted: NIODeadline
    private var servedLeg: Leg?
    private var failedCandidate: Leg?
    private var isCandidateDraining = false

    // The copy.
    private var copyNumber: Int?
    private var isCopyOutstanding = false
    private var copyLeg: Leg?
    private var isHandedOn = false

    init(head: RequestHead, identity: RequestIdentity, client: ClientConnection, loop: LoopContext) {
        self.head = head
        self.identity = identity
        self.client = client
        self.loop = loop
        copies = client.copies
        match = loop.shared.router.match(head)
        operation = match.route.operation(ofMethod: head.text(head.method))
        startedAt = loop.shared.wallClock()
        started = loop.now()
        servedStarted = started
        let limit = loop.configuration.mirror.maximumBodyBytes
        requestBody = BodyCapture(limit: limit)
        capture = AnswerCapture(limit: limit)
        progress = ServedProgress(
            side: .legacy,
            isSafe: head.methodKind.isSafe,
            fallsBack: loop.configuration.fallsBack
        )
        loop.exchangeStarted()
    }

    // MARK: The request comes

    /// Whether the user is named in the body, so that a side can only be assigned once the body is there.
    private var waitsForBody: Bool {
        assignment == nil && head.body != .none && match.route.userKeys.contains(where: RequestLocations.needsBody)
    }

    func start() {
        if waitsForBody {
            if head.expectsContinue { client?.sendContinue() }
        } else {
            assign(body: nil)
        }
    }

    func receiveBody(_ slice: ByteBuffer) {
        requestBody.append(slice)
        progress.isReplayable = requestBody.isWhole
        if let connection {
            connection.sendBody(slice)
            if !connection.isWritable { client?.pauseReading() }
            return
        }
        guard servedLeg == nil else { return }
        queue.append(slice)
        queuedBytes += slice.readableBytes
        if waitsForBody {
            if !requestBody.isWhole { assign(body: nil) }
        } else if queuedBytes > Self.queueWatermark {
            client?.pauseReading()
        }
    }

    func receiveEnd(trailers: ByteBuffer?) {
        isRequestComplete = true
        requestTrailers = trailers
        if waitsForBody { assign(body: requestBody.bytes) }
        connection?.sendEnd(trailers: trailers)
        connection?.flush()
        startCopy()
        handOnIfDone()
    }

    /// Everything that one read of the client's socket gave has been told.
    func requestReadCompleted() { connection?.flush() }

    /// The client broke off, or sent something that is no HTTP.
    func clientGone() {
        client = nil
        guard !isRequestComplete else {
            // The answer is still worth comparing; nobody is slowed down by it any more.
            connection?.resumeReading()
            return
        }
        connection?.abort()
        connection = nil
        queue = []
        isHandedOn = true
        loop.exchangeFinished(nil)
    }

    /// The client takes more bytes again, or no more for now.
    func clientWritabilityChanged(isWritable: Bool) {
        if isWritable { connection?.resumeReading() } else { connection?.pauseReading() }
    }

    // MARK: A side is assigned

    private func assign(body: ByteBuffer?) {
        let locations = RequestLocations(head: head, captures: match.captures)
        userKeys = locations.values(at: match.route.userKeys, body: body)
        let assignment = loop.shared.assigner.assignment(
            route: match.route,
            operation: operation,
            userKeys: userKeys,
            requestID: identity.requestID
        )
        self.assignment = assignment
        progress.side = assignment.served
        serve(fresh: false)
    }

    private func serve(fresh: Bool) {
        if copies.serving(on: progress.side, operation) { isOvertaken = true }
        capture = AnswerCapture(limit: loop.configuration.mirror.maximumBodyBytes)
        servedStarted = fresh ? servedStarted : loop.now()
        let timeout = TimeAmount.nanoseconds(loop.configuration[progress.side].timeout)
        loop.connect(self, to: progress.side, fresh: fresh, pieceTimeout: timeout)
    }

    /// Puts the whole request so far back into the queue, to send it again.
    private func rewind() {
        connection = nil
        queue = requestBody.bytes.readableBytes > 0 ? [requestBody.bytes] : []
        queuedBytes = requestBody.bytes.readableBytes
    }

    // MARK: The copy is sent

    private func startCopy() {
        guard let assignment, failedCandidate == nil, !isCandidateDraining else { return }
        guard assignment.copy == .sent || assignment.copy == .sentAsDryRun, requestBody.isWhole else { return }
        let side = assignment.served.other
        guard loop.shared.copyBudget.take() else { return shedCopy(side) }
        isCopyOutstanding = true
        let number = copies.makeNumber()
        copyNumber = number
        let deadline = loop.now() + .nanoseconds(loop.configuration.mirror.timeout)
        let mark: RequestHeadWriter.Mark = assignment.copy == .sentAsDryRun ? .dryRun : .mirror
        let copy = CopyOrder.Copy(
            deadline: deadline,
            start: { self.sendCopy(to: side, mark: mark, deadline: deadline, fresh: false) },
            expire: {
                self.shedCopy(side)
                self.copyFinished(self.copyLeg)
            }
        )
        copies.add(number, of: self, side: side, operation: operation, copy)
    }

    private func shedCopy(_ side: Side) {
        loop.shared.counters.copyShed()
        copyLeg = Leg(side: side, outcome: .shed, duration: 0)
    }

    private func sendCopy(to side: Side, mark: RequestHeadWriter.Mark, deadline: NIODeadline, fresh: Bool) {
        let leg = CapturingLeg(
            side: side,
            loop: loop,
            started: loop.now(),
            capture: AnswerCapture(limit: loop.configuration.mirror.maximumBodyBytes),
            send: { connection in self.write(to: connection, side: side, mark: mark) },
            retry: {
                guard !fresh, self.head.methodKind.isSafe else { return false }
                self.sendCopy(to: side, mark: mark, deadline: deadline, fresh: true)
                return true
            },
            finish: { leg in self.copyFinished(leg) }
        )
        loop.connect(leg, to: side, fresh: fresh, pieceTimeout: nil, total: deadline)
    }

    private func write(to connection: UpstreamConnection, side: Side, mark: RequestHeadWriter.Mark) {
        connection.sendHead(
            requestHead(for: side, mark: mark), answersHead: head.methodKind == .head, isChunked: isChunked)
        connection.sendBody(requestBody.bytes)
        connection.sendEnd(trailers: requestTrailers)
    }

    private func copyFinished(_ leg: Leg?) {
        guard isCopyOutstanding else { return }
        isCopyOutstanding = false
        copyLeg = leg
        loop.shared.copyBudget.giveBack()
        if let number = copyNumber { copies.finished(number) }
        handOnIfDone()
    }

    // MARK: The exchange is handed on

    private func serveEnded(_ outcome: LegOutcome) {
        connection = nil
        queue = []
        servedLeg = Leg(
            side: progress.side,
            outcome: outcome,
            duration: (loop.now() - servedStarted).nanoseconds,
            timeToFirstByte: capture.headAt.map { ($0 - servedStarted).nanoseconds }
        )
        handOnIfDone()
    }

    private func handOnIfDone() {
        guard !isHandedOn, isRequestComplete, !isCopyOutstanding, !isCandidateDraining, let servedLeg, let assignment
        else { return }
        isHandedOn = true
        var lines = head.bytes
        // Without the empty line at the end.
        lines.moveWriterIndex(to: lines.writerIndex - 2)
        loop.exchangeFinished(
            Exchange(
                id: identity.requestID,
                route: match.route,
                operation: operation,
                assignment: assignment,
                userKey: userKeys.first,
                request: CapturedRequest(head: MessageHead(bytes: lines), body: requestBody.bytes),
                isRequestCapturedWhole: requestBody.isWhole,
                startedAt: startedAt,
                served: servedLeg,
                mirrored: failedCandidate ?? copyLeg,
                fellBack: failedCandidate != nil,
                isOvertaken: isOvertaken
            )
        )
    }

    private var isChunked: Bool { head.body == .chunked }

    private func requestHead(for side: Side, mark: RequestHeadWriter.Mark) -> ByteBuffer {
        loop.shared.headWriter(side).write(
            head,
            identity: identity,
            mark: mark,
            keepsExpectation: mark == .none && head.expectsContinue && !isRequestComplete && queue.isEmpty,
            allocator: ByteBufferAllocator()
        )
    }
}

// MARK: - The served side answers

extension ActiveExchange: UpstreamLeg {
    func legConnected(_ connection: UpstreamConnection) {
        guard servedLeg == nil, !isHandedOn else { return connection.abort() }
        self.connection = connection
        connection.sendHead(
            requestHead(for: progress.side, mark: .none),
            answersHead: head.methodKind == .head,
            isChunked: isChunked
        )
        for slice in queue { connection.sendBody(slice) }
        queue = []
        queuedBytes = 0
        if isRequestComplete { connection.sendEnd(trailers: requestTrailers) }
        connection.flush()
        if client?.isWritable == false { connection.pauseReading() }
        if connection.isWritable { client?.resumeReading() }
    }

    func legReceivedInterim(_ head: AnswerHead) { client?.sendInterim(head) }

    func legReceivedHead(_ head: AnswerHead) {
        capture.receiveHead(head, at: loop.now())
        if progress.fallsBack(fromStatus: head.status) {
            fallBackFromAnswer()
        } else {
            progress.forwardedHead()
            client?.sendHead(head)
        }
    }

    func legReceivedBody(_ slice: ByteBuffer) {
        capture.receiveBody(slice)
        if let client {
            client.sendBody(slice)
            if !client.isWritable { connection?.pauseReading() }
        } else if !capture.body.isWhole {
            // Nobody gets this answer, and it is too large to be compared.
            connection?.abort()
            serveEnded(.failed(LegFailure(.abandoned, "the client went away")))
        }
    }

    func legEnded(trailers: ByteBuffer?) {
        let answer = capture.answer(trailers: trailers)
        client?.sendEnd(trailers: trailers)
        serveEnded(answer.map(LegOutcome.answered) ?? .failed(LegFailure(.malformed, "the answer has no head")))
    }

    func legFailed(_ failure: LegFailure) {
        let isStale = connection.map { $0.isReused && !$0.hasAnswerBegun } ?? false
        let hasWritten = connection?.hasWritten ?? false
        connection = nil
        guard servedLeg == nil, !isHandedOn else { return }
        switch progress.recover(hasWritten: hasWritten, isStale: isStale && failure.kind == .unreachable) {
        case .retry:
            rewind()
            serve(fresh: true)
        case .fallBack:
            failedCandidate = Leg(
                side: .candidate,
                outcome: .failed(failure),
                duration: (loop.now() - servedStarted).nanoseconds
            )
            fallBack()
        case .answer:
            client?.sendOwn(.upstreamFailed(progress.side, failure))
            serveEnded(.failed(failure))
        case .breakOff:
            client?.breakOff()
            serveEnded(.failed(failure))
        }
    }

    func legWritabilityChanged(isWritable: Bool) {
        if isWritable { client?.resumeReading() } else { client?.pauseReading() }
    }

    func legReadCompleted() { client?.flush() }

    /// The candidate answered with a failure of its own: its answer is kept for the record, the client gets legacy's.
    private func fallBackFromAnswer() {
        guard let failing = connection else { return }
        isCandidateDraining = true
        let leg = CapturingLeg(side: .candidate, loop: loop, started: servedStarted, capture: capture) { [self] leg in
            failedCandidate = leg
            isCandidateDraining = false
            handOnIfDone()
        }
        failing.handOver(to: leg)
        fallBack()
    }

    private func fallBack() {
        progress.fellBack()
        rewind()
        serve(fresh: false)
    }
}
