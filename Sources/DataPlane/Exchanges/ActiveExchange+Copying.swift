import NIOCore
import Traffic

/// The copy is sent, and the exchange is handed on.
extension ActiveExchange {
    /// Sends the copy once the request is complete, and legacy will not have to serve in the candidate's place: it would
    /// get the request twice.
    func startCopyIfDue() {
        guard isRequestComplete, !isOver, capturing == nil, copyLeg == nil, failedCandidate == nil,
            let mark = copyMark, let assignment, requestBody.isWhole, !head.isWebSocketUpgrade,
            servedLeg != nil || !progress.mayFallBack
        else { return }
        let side = assignment.served.other
        guard loop.shared.copyBudget.take() else {
            loop.shared.counters.copyShed()
            copyLeg = Leg(side: side, outcome: .shed, duration: 0)
            return
        }
        let copy = CapturingLeg(copyTo: side, mark: mark, of: self, loop: loop)
        capturing = copy
        copies.add(copy, operation: operation) { self.copyNumber = $0 }
    }

    private var copyMark: RequestHeadWriter.Mark? {
        switch assignment?.copy {
        case .sent: .mirror
        case .sentAsDryRun: .dryRun
        case .writeNotMirrored, .notMirrored, nil: nil
        }
    }

    /// The copy is done with, or the candidate's failed answer is through.
    func finished(_ leg: CapturingLeg, as record: Leg) {
        guard capturing === leg else { return }
        capturing = nil
        switch leg.purpose {
        case .failedCandidate:
            failedCandidate = record
        case .copy:
            copyLeg = record
            loop.shared.copyBudget.giveBack()
            if let number = copyNumber { copies.finished(number) }
        }
        handOnIfDone()
    }

    func handOnIfDone() {
        guard !isOver, isRequestComplete, capturing == nil, let servedLeg, let assignment else { return }
        isOver = true
        loop.exchangeFinished(
            Exchange(
                id: identity.requestID,
                route: match.route,
                operation: operation,
                assignment: assignment,
                userKey: userKeys.first,
                request: CapturedRequest(
                    head: MessageHead(bytes: head.bytes.withoutEmptyLine), body: requestBody.bytes),
                isRequestCapturedWhole: requestBody.isWhole,
                startedAt: startedAt,
                served: servedLeg,
                mirrored: failedCandidate ?? copyLeg,
                fellBack: failedCandidate != nil,
                isOvertaken: isOvertaken
            )
        )
    }
}
