import NIOCore
import Traffic

/// One request on its way: from its head to the moment when the served answer is through and the copy is done with.
///
/// Reads in the order of the way: the request comes, a side is assigned, the served side answers (`+Serving`), the copy is
/// sent and the exchange handed on (`+Copying`). What may be done about a failure is decided by ``ServedProgress``, and
/// whether the candidate is asked at all by its circuit breaker (`+Breaking`). All calls come on one loop.
final class ActiveExchange {
    /// Request bytes held while no connection takes them; above it the client is not read from.
    private static let queueWatermark = 64 * 1024

    static let clientLeft = LegFailure(.abandoned, "the client went away")

    let head: RequestHead
    let operation: Operation
    let loop: LoopContext
    let match: Router.Match
    let identity: RequestIdentity
    let startedAt: Timestamp
    /// Let go when the client is, or wants no more of this exchange.
    private(set) var client: ClientConnection?
    let copies: CopyOrder

    // The request.
    private(set) var requestBody: BodyCapture
    private(set) var requestTrailers: ByteBuffer?
    private(set) var isRequestComplete = false
    /// Whether the rest of the request will never come.
    private(set) var isRequestCutShort = false
    /// Whether an answer had begun before the whole request was there.
    private(set) var isAnsweredEarly = false
    /// What came of the body while no connection takes it.
    var queue: [ByteBuffer] = []
    private var queuedBytes = 0
    private(set) var userKeys: [String] = []

    // The served side.
    /// The head as it was sent to the served side, where that of the copy differs by its mark alone.
    private var servedHead: ByteBuffer?
    private(set) var assignment: Assignment?
    var progress: ServedProgress
    var connection: UpstreamConnection?
    var capture: AnswerCapture
    /// When the side was asked.
    var servedStarted: NIODeadline
    /// From when the time that it takes is its own: when it was asked, or when the client had sent the whole request if no
    /// answer had come before. A copy is only asked then.
    var timedFrom: NIODeadline
    var servedLeg: Leg?
    var failedCandidate: Leg?
    /// Nanoseconds that passed before legacy was asked in the candidate's place.
    var fallbackDelay: Int64?
    /// What the circuit breaker is told.
    var watch: CandidateWatch

    // The copies.
    /// The copy, or the failed answer of the candidate, as long as it is outstanding.
    var capturing: CapturingLeg?
    var copyLeg: Leg?
    /// The second copy to legacy, as long as it is outstanding.
    var controlling: CapturingLeg?
    var controlLeg: Leg?
    /// Set by the order of copies when a served write passed this exchange's copy, or it passed one itself.
    var isOvertaken = false
    var isOver = false

    init(head: RequestHead, identity: RequestIdentity, client: ClientConnection, loop: LoopContext) {
        self.head = head
        self.identity = identity
        self.client = client
        self.loop = loop
        copies = client.copies
        match = loop.shared.router.match(head)
        operation = match.route.operation(isSafe: head.methodKind.isSafe)
        startedAt = loop.shared.wallClock()
        servedStarted = loop.now()
        timedFrom = servedStarted
        watch = CandidateWatch(began: loop.now())
        let limit = loop.configuration.mirror.maximumBodyBytes
        requestBody = BodyCapture(limit: limit)
        if case .length(let length) = head.body { requestBody.announcedLength = length }
        capture = AnswerCapture(limit: limit)
        progress = ServedProgress(
            side: .legacy, isSafe: head.methodKind.isSafe && operation == .read,
            fallsBack: loop.configuration.fallsBack)
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
        if connection?.isTunnel != true {
            if waitsForBody, !requestBody.hasRoom(for: slice) { queueKeptBody() }
            requestBody.append(slice)
            progress.isReplayable = requestBody.isWhole
        }
        if let connection {
            connection.sendBody(slice)
            if !connection.isWritable { client?.pauseReading(.upstream) }
            return
        }
        guard servedLeg == nil else { return }
        // As long as a side waits for it the body is kept in one piece: many small ones would take many times as much.
        if waitsForBody, requestBody.isWhole { return }
        queue.append(slice)
        queuedBytes += slice.readableBytes
        if waitsForBody {
            assign(body: nil)
        } else if queuedBytes > Self.queueWatermark {
            client?.pauseReading(.upstream)
        }
    }

    private func queueKeptBody() {
        let kept = requestBody.bytes
        queue = kept.readableBytes > 0 ? [kept] : []
        queuedBytes = kept.readableBytes
    }

    func receiveEnd(trailers: ByteBuffer?) {
        isRequestComplete = true
        requestTrailers = trailers
        if capture.headAt == nil { timedFrom = loop.now() } else { isAnsweredEarly = true }
        if waitsForBody {
            queueKeptBody()
            assign(body: requestBody.bytes)
        } else if let connection {
            sendEnd(to: connection, side: progress.side)
            connection.flush()
        }
        startCopyIfDue()
        handOnIfDone()
    }

    /// Everything that one read of the client's socket gave has been told.
    func requestReadCompleted() { connection?.flush() }

    /// The client broke off, sent something that is no HTTP, or has its answer and goes on.
    func clientGone() {
        client = nil
        if let connection, connection.isTunnel { return connection.closeTunnel() }
        guard !isRequestComplete else {
            // The answer is still worth comparing; nobody is slowed down by it any more.
            connection?.resumeReading()
            if capture.headAt != nil { limitUnawaited() }
            return
        }
        guard !isOver else { return }
        isRequestCutShort = true
        noteEnd()
        connection?.abort()
        connection = nil
        queue = []
        capturing?.letGo(Self.clientLeft)
        // Nothing can be compared. But a side that answered, or failed, before it had the whole request has done so.
        guard hasOutcome else {
            isOver = true
            return loop.exchangeAborted()
        }
        if servedLeg == nil { abandonServing() }
        handOnIfDone()
    }

    /// Whether anything is known of what a side made of the request.
    private var hasOutcome: Bool {
        if let servedLeg, servedLeg.failure?.kind != .abandoned { return true }
        return failedCandidate.map { $0.failure?.kind != .skipped } ?? false
    }

    /// Without its client an answer that has begun, and may be one without an end, takes no longer than a copy's.
    func limitUnawaited() {
        connection?.limit(until: loop.now() + .nanoseconds(loop.configuration.mirror.timeout))
    }

    /// The client takes more bytes again, or no more for now.
    func clientWritabilityChanged(isWritable: Bool) {
        if isWritable { connection?.resumeReading() } else { connection?.pauseReading() }
    }

    // MARK: A side is assigned

    private func assign(body: ByteBuffer?) {
        let locations = RequestLocations(head: head, captures: match.captures)
        userKeys = locations.values(at: match.route.userKeys, body: body)
        var assignment = loop.assigner.assignment(
            route: match.route,
            operation: operation,
            userKeys: userKeys,
            requestID: identity.requestID
        )
        // What two sides say to each other is no answer that could be compared.
        if head.isWebSocketUpgrade { assignment.copy = .notMirrored }
        self.assignment = assignment
        progress.side = assignment.served
        skipCandidateIfOpen()
        serve(fresh: false)
    }

    /// Asks the side that is to serve.
    ///
    /// - Parameter fresh: Whether an idle connection just turned out to be dead, so that a new one is needed.
    func serve(fresh: Bool) {
        let isDryRun = match.route.writes == .dryRun
        if copies.serving(on: progress.side, operation, isDryRun: isDryRun) { isOvertaken = true }
        capture = AnswerCapture(limit: loop.configuration.mirror.maximumBodyBytes)
        if !fresh {
            servedStarted = loop.now()
            timedFrom = servedStarted
        }
        loop.connect(self, to: progress.side, fresh: fresh, since: servedStarted)
    }

    /// Puts the whole request so far back into the queue, from which it was taken, to send it again.
    func rewind() {
        connection = nil
        queueKeptBody()
    }

    /// Hands the request so far to the connection that is to carry it.
    func writeServed(to connection: UpstreamConnection) {
        sendHead(to: connection, side: progress.side, mark: .none)
        for slice in queue { connection.sendBody(slice) }
        queue = []
        queuedBytes = 0
        if isRequestComplete { sendEnd(to: connection, side: progress.side) }
        // What was read off the client's socket has not all been told: a body that came with its head leaves with it.
        let mayFollow = !isRequestComplete && client?.isProcessing == true
        if !mayFollow { connection.flush() }
    }

    /// Hands the whole request to the connection that is to carry its copy.
    func writeCopy(to connection: UpstreamConnection, side: Side, mark: RequestHeadWriter.Mark) {
        sendHead(to: connection, side: side, mark: mark)
        connection.sendBody(requestBody.bytes)
        sendEnd(to: connection, side: side)
        connection.flush()
    }

    private func sendEnd(to connection: UpstreamConnection, side: Side) {
        connection.sendEnd(trailers: requestTrailers.flatMap { loop.shared.headWriter(side).trailers($0) })
    }

    private func sendHead(to connection: UpstreamConnection, side: Side, mark: RequestHeadWriter.Mark) {
        connection.sendHead(
            headBytes(to: side, mark: mark),
            answersHead: head.methodKind == .head,
            answersUpgrade: mark == .none && head.isWebSocketUpgrade,
            isChunked: head.body == .chunked
        )
    }

    private func headBytes(to side: Side, mark: RequestHeadWriter.Mark) -> ByteBuffer {
        // Let go with the first copy: a second one is rare, and its head is written anew.
        if mark != .none, loop.shared.sidesShareHeads, let servedHead = servedHead.take() {
            return RequestHeadWriter.marked(
                servedHead, mark, room: OutputBuffer.room(for: head.body), buffers: loop.buffers)
        }
        // Who waits for the body knows that it is wanted; so does who has begun to send it.
        let keepsExpectation = mark == .none && head.expectsContinue && !isRequestComplete && queue.isEmpty
        let bytes = loop.shared.headWriter(side).write(
            head, identity: identity, mark: mark, keepsExpectation: keepsExpectation, buffers: loop.buffers)
        let namesHost = head.host != nil || head.authority != nil
        if mark == .none, namesHost, !keepsExpectation, !head.isWebSocketUpgrade { servedHead = bytes }
        return bytes
    }
}
