import NIOCore
import Traffic

/// The served side answers.
extension ActiveExchange: UpstreamLeg {
    var isExpendable: Bool { false }

    func legConnected(_ connection: UpstreamConnection) {
        guard servedLeg == nil, !isOver else { return connection.abort() }
        self.connection = connection
        writeServed(to: connection)
        // A write that fails at once ends the leg, and may have brought another one.
        guard self.connection === connection else { return }
        if client?.isWritable == false { connection.pauseReading() }
        legWritabilityChanged(isWritable: connection.isWritable)
    }

    func legReceivedInterim(_ head: AnswerHead) {
        client?.sendInterim(head)
        pauseIfClientIsSlow()
    }

    func legReceivedHead(_ head: AnswerHead) {
        capture.receiveHead(head, at: loop.now())
        guard !progress.fallsBack(fromStatus: head.status) else { return fallBackFromAnswer() }
        progress.forwardedHead()
        // A tunnel with nobody at its other end would never be closed.
        guard head.status != 101 || client != nil else { return abandon() }
        client?.sendHead(head)
        if client == nil { limitUnawaited() }
        if head.status == 101 {
            connection?.becomeTunnel()
            client?.becomeTunnel()
        }
        startCopyIfDue()
    }

    func legReceivedBody(_ slice: ByteBuffer) {
        if connection?.isTunnel != true { capture.receiveBody(slice) }
        if let client {
            client.sendBody(slice)
            pauseIfClientIsSlow()
        } else if !capture.body.isWhole {
            // Nobody gets this answer, and it is too large to be compared.
            abandon()
        }
    }

    func legEnded(trailers: ByteBuffer?) {
        let isTunnel = connection?.isTunnel == true
        // What goes through a tunnel is not the side's time to answer.
        let end = isTunnel ? capture.headAt : nil
        endServing(capture.takeOutcome(trailers: trailers), at: end ?? loop.now())
        if isTunnel {
            client?.endTunnel()
        } else {
            client?.sendEnd(trailers: trailers)
        }
        handOnIfDone()
    }

    func legFailed(_ failure: LegFailure) {
        let isStale = connection.map { $0.isReused && !$0.hasAnswerBegun } ?? false
        let hasWritten = connection?.hasWritten ?? false
        connection = nil
        guard servedLeg == nil, !isOver else { return }
        guard failure.kind != .abandoned else { return fail(failure, breaksOff: true) }
        switch progress.recover(hasWritten: hasWritten, isStale: isStale && failure.kind == .unreachable) {
        case .retry:
            if hasWritten { rewind() }
            serve(fresh: true)
        case .fallBack:
            let duration = (loop.now() - timedFrom).nanoseconds
            failedCandidate = Leg(side: .candidate, outcome: .failed(failure), duration: duration)
            note(LegStanding(.failed(failure), of: .candidate, isCopy: false), of: .candidate)
            fallBack(hasWritten: hasWritten)
        case .answer: fail(failure, breaksOff: false)
        case .breakOff: fail(failure, breaksOff: true)
        }
    }

    func legWritabilityChanged(isWritable: Bool) {
        if isWritable { client?.resumeReading(.upstream) } else { client?.pauseReading(.upstream) }
    }

    func legReadCompleted() { client?.flush() }

    private func pauseIfClientIsSlow() {
        if client?.isWritable == false { connection?.pauseReading() }
    }

    private func fail(_ failure: LegFailure, breaksOff: Bool) {
        let side = progress.side
        endServing(.failed(failure), at: loop.now())
        if breaksOff {
            client?.breakOff()
        } else {
            client?.sendOwn(.upstreamFailed(side, failure))
        }
        startCopyIfDue()
        handOnIfDone()
    }

    /// The client is gone, and so the answer is of no use.
    private func abandon() {
        connection?.abort()
        abandonServing()
        handOnIfDone()
    }

    func abandonServing() { endServing(.failed(Self.clientLeft), at: loop.now()) }

    private func endServing(_ outcome: LegOutcome, at end: NIODeadline) {
        connection = nil
        queue = []
        servedLeg = Leg(
            side: progress.side,
            outcome: outcome,
            duration: (end - timedFrom).nanoseconds,
            timeToFirstByte: capture.headAt.map { ($0 - timedFrom).nanoseconds },
            isTimed: isRequestComplete && !isAnsweredEarly
        )
        note(LegStanding(outcome, of: progress.side, isCopy: false), of: progress.side)
    }

    /// The candidate answered with a failure of its own: its answer is kept for the record, the client gets legacy's.
    private func fallBackFromAnswer() {
        guard let failing = connection else { return }
        note(.failed, of: .candidate)
        capturing = CapturingLeg(
            takingOver: failing, of: self, started: timedFrom, capture: capture, loop: loop)
        fallBack(hasWritten: true)
    }

    private func fallBack(hasWritten: Bool) {
        fallbackDelay = (loop.now() - timedFrom).nanoseconds
        progress.fellBack()
        if hasWritten { rewind() }
        serve(fresh: false)
    }
}
