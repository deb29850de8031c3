import NIOCore
import Traffic

/// The copy is sent, and the exchange is handed on.
extension ActiveExchange {
    /// Sends the copy once the request is complete, and legacy will not have to serve in the candidate's place: it would
    /// get the request twice.
    func startCopyIfDue() {
        guard isRequestComplete, !isOver, capturing == nil, copyLeg == nil, failedCandidate == nil,
            let mark = copyMark, let assignment, requestBody.isWhole,
            servedLeg != nil || !progress.mayFallBack
        else { return }
        let side = assignment.served.other
        guard !loop.spares(side), loop.shared.copyBudget.take() else {
            loop.shared.counters.copyShed()
            copyLeg = Leg(side: side, outcome: .shed, duration: 0)
            return
        }
        let copy = CapturingLeg(.copy(mark), to: side, of: self, loop: loop)
        capturing = copy
        startControl(beside: mark)
        copies.add(copy, operation: operation)
    }

    private var copyMark: RequestHeadWriter.Mark? {
        switch assignment?.copy {
        case .sent: .mirror
        case .sentAsDryRun: .dryRun
        case .writeNotMirrored, .notMirrored, nil: nil
        }
    }

    /// A sample of the reads that legacy serves goes to legacy a second time: what differs then is noise.
    ///
    /// It is the first thing to be left out under load: it takes no place that a copy may want.
    private func startControl(beside mark: RequestHeadWriter.Mark) {
        guard assignment?.hasControl == true, operation == .read, mark == .mirror, assignment?.served == .legacy else {
            return
        }
        guard loop.shared.copyBudget.takeSpare() else { return loop.shared.counters.controlShed() }
        let control = CapturingLeg(.control, to: .legacy, of: self, loop: loop)
        controlling = control
        copies.add(control, operation: operation)
    }

    /// A copy is done with, or the candidate's failed answer is through.
    func finished(_ leg: CapturingLeg, as record: Leg) {
        switch leg.purpose {
        case .failedCandidate:
            capturing = nil
            failedCandidate = record
        case .copy:
            capturing = nil
            copyLeg = record
            note(LegStanding(record.outcome, of: record.side, isCopy: true), of: record.side)
            copies.finished(leg)
        case .control:
            controlling = nil
            // Passed by a write, it says nothing about noise.
            controlLeg = leg.isOvertaken ? nil : record
            copies.finished(leg)
        }
        handOnIfDone()
    }

    func handOnIfDone() {
        guard !isOver, isRequestComplete || isRequestCutShort, capturing == nil, controlling == nil, let servedLeg,
            let assignment
        else { return }
        isOver = true
        noteEnd()
        loop.exchangeFinished(
            Exchange(
                id: identity.requestID,
                route: match.route,
                operation: operation,
                assignment: assignment,
                userKey: userKeys.first,
                request: CapturedRequest(
                    head: MessageHead(bytes: head.bytes.withoutEmptyLine),
                    // Where it broke off is no part of what was asked.
                    body: isRequestComplete ? requestBody.bytes : ByteBuffer()),
                isRequestComplete: isRequestComplete,
                isRequestCapturedWhole: isRequestComplete && requestBody.isWhole,
                startedAt: startedAt,
                served: servedLeg,
                mirrored: failedCandidate ?? copyLeg,
                control: controlLeg,
                fellBack: failedCandidate != nil,
                fallbackDelay: fallbackDelay,
                isOvertaken: isOvertaken
            )
        )
    }
}
