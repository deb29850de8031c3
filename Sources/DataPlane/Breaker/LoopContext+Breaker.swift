extension LoopContext {
    /// Hears what an exchange says about the candidate.
    ///
    /// As long as the circuit is open only probes count, and what began before it was closed says nothing of the time
    /// since: copies of a candidate that hung may end in timeouts long after it is back.
    ///
    /// - Parameter isCopy: Whether the candidate got a copy, and nobody waited for it.
    func hear(_ verdict: CandidateVerdict, _ watch: CandidateWatch, isCopy: Bool) {
        guard let circuit = shared.circuit else { return }
        if let probe = watch.probe {
            switch verdict {
            case .succeeded: circuit.close(at: now())
            case .failed: circuit.reopen(from: probe, at: now())
            case .neutral: break
            }
            return
        }
        let state = circuit.state
        guard case .closed(let since) = state, watch.began >= since else { return }
        let isTooMuch =
            isCopy
            ? copyBreaker?.record(verdict, at: now(), closedSince: since)
            : breaker?.record(verdict, at: now(), closedSince: since)
        guard isTooMuch == true, circuit.open(from: state, at: now()) else { return }
        shared.counters.circuitOpened()
    }
}
