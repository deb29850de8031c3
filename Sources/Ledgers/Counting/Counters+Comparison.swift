import Traffic

extension Counters {
    /// Counts one exchange.
    mutating func add(_ comparison: Comparison, findings: Findings) {
        requests += 1
        switch comparison.outcome {
        case .match:
            matches += 1
            if !comparison.suppressed.isEmpty { matchesWithSuppressed += 1 }
        case .mismatch: mismatches += 1
        case .incomparable(let reason): incomparable[reason.rawValue, default: 0] += 1
        case .notMirrored: notMirrored += 1
        }
        if comparison.isApproximate { approximate += 1 }
        omittedDifferences += comparison.omittedDifferences
        if comparison.fellBack { fallbacks += 1 }
        if comparison.servedSide == .candidate, !comparison.fellBack { servedByCandidate += 1 }
        if comparison.candidateFailed, !comparison.legacyFailed { candidateFailures += 1 }
        count(findings, .errors, \.errorObservations, \.errors)
        count(findings, .candidateErrors, \.candidateObservations, \.candidateErrors)
        count(findings, .legacyErrors, \.legacyObservations, \.legacyErrors)
        count(findings, .slower, \.slowerObservations, \.slower)
        if let latency = comparison.legacyLatency { legacyLatencies.record(milliseconds: latency) }
        if let latency = comparison.candidateLatency { candidateLatencies.record(milliseconds: latency) }
        // Nobody waited where the candidate was skipped.
        if let delay = comparison.fallbackMilliseconds, delay > 0 { fallbackLatencies.record(milliseconds: delay) }
    }

    private mutating func count(
        _ findings: Findings,
        _ kind: ObservationKinds,
        _ observations: WritableKeyPath<Counters, Int>,
        _ bad: WritableKeyPath<Counters, Int>
    ) {
        guard findings.observed.contains(kind) else { return }
        self[keyPath: observations] += 1
        if findings.bad.contains(kind) { self[keyPath: bad] += 1 }
    }
}
