import Traffic

/// The circuit breaker: it may keep the request from the candidate, and hears what became of the others.
extension ActiveExchange {
    /// Where legacy could serve in the candidate's place and the circuit is open, it does so at once: not one byte reaches
    /// the candidate, which counts as its failure.
    func skipCandidateIfOpen() {
        guard progress.mayFallBack, let circuit = loop.shared.circuit else { return }
        switch circuit.admission(isSafe: progress.isSafe, at: loop.now()) {
        case .admitted: break
        case .probe(let lease): watch.probe = lease
        case .refused:
            loop.shared.counters.candidateSkipped()
            failedCandidate = Leg(
                side: .candidate, outcome: .failed(LegFailure(.skipped, "its circuit breaker is open")), duration: 0)
            fallbackDelay = 0
            progress.fellBack()
        }
    }

    /// Notes how a side did, once its leg has ended or is known to fail.
    func note(_ standing: @autoclosure () -> LegStanding, of side: Side) {
        guard loop.shared.circuit != nil, let verdict = watch.note(standing(), of: side) else { return }
        loop.hear(verdict, watch, isCopy: isCandidateCopied)
    }

    /// Notes that nothing more will be known.
    func noteEnd() {
        guard loop.shared.circuit != nil, let verdict = watch.end() else { return }
        loop.hear(verdict, watch, isCopy: isCandidateCopied)
    }

    private var isCandidateCopied: Bool { assignment?.served == .legacy }
}
