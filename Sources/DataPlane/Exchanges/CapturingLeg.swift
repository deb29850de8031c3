import NIOCore
import Traffic

/// A leg whose answer nobody waits for: it is captured and reported, never forwarded.
final class CapturingLeg: UpstreamLeg {
    private let side: Side
    private let loop: LoopContext
    private let started: NIODeadline
    private var capture: AnswerCapture
    /// Writes the request once a connection is there; `nil` where it has been written already.
    private let send: ((UpstreamConnection) -> Void)?
    /// Tries again on a new connection after an idle one turned out to be dead, where that can do no harm.
    private let retry: (() -> Bool)?
    private var finish: ((Leg) -> Void)?
    private var connection: UpstreamConnection?

    /// - Parameters:
    ///   - capture: What came of the answer before this leg took over.
    ///   - finish: Called exactly once.
    init(
        side: Side,
        loop: LoopContext,
        started: NIODeadline,
        capture: AnswerCapture,
        send: ((UpstreamConnection) -> Void)? = nil,
        retry: (() -> Bool)? = nil,
        finish: @escaping (Leg) -> Void
    ) {
        self.side = side
        self.loop = loop
        self.started = started
        self.capture = capture
        self.send = send
        self.retry = retry
        self.finish = finish
    }

    func legConnected(_ connection: UpstreamConnection) {
        self.connection = connection
        send?(connection)
        connection.flush()
    }

    func legReceivedInterim(_ head: AnswerHead) {}

    func legReceivedHead(_ head: AnswerHead) { capture.receiveHead(head, at: loop.now()) }

    func legReceivedBody(_ slice: ByteBuffer) { capture.receiveBody(slice) }

    func legEnded(trailers: ByteBuffer?) {
        let outcome: LegOutcome =
            capture.answer(trailers: trailers).map(LegOutcome.answered)
            ?? .failed(LegFailure(.malformed, "the answer has no head"))
        complete(outcome)
    }

    func legFailed(_ failure: LegFailure) {
        let isStale = connection.map { $0.isReused && !$0.hasAnswerBegun } ?? false
        connection = nil
        if failure.kind == .unreachable, isStale, let retry, retry() { return }
        complete(.failed(failure))
    }

    func legWritabilityChanged(isWritable: Bool) {}

    func legReadCompleted() {}

    /// Gives the leg up; `finish` hears of it as an abandoned leg.
    func abandon() {
        connection?.abort()
        complete(.failed(LegFailure(.abandoned, "given up")))
    }

    private func complete(_ outcome: LegOutcome) {
        guard let finish else { return }
        self.finish = nil
        connection = nil
        let now = loop.now()
        finish(
            Leg(
                side: side,
                outcome: outcome,
                duration: (now - started).nanoseconds,
                timeToFirstByte: capture.headAt.map { ($0 - started).nanoseconds }
            )
        )
    }
}

extension AnswerCapture {
    /// The answer as the comparison takes it; `nil` where no head came.
    func answer(trailers: ByteBuffer?) -> Answer? {
        guard let head else { return nil }
        var lines = head.bytes
        // Without the empty line at the end.
        lines.moveWriterIndex(to: lines.writerIndex - 2)
        return Answer(
            status: head.status,
            head: MessageHead(bytes: lines),
            body: body.bytes,
            bodyLength: body.length,
            trailers: trailers.map { section in
                var lines = ByteBuffer(string: "\r\n")
                lines.writeImmutableBuffer(section)
                return MessageHead(bytes: lines)
            }
        )
    }
}
