import Traffic

/// What one exchange says: which rates it is an observation of, and which of them it speaks against.
struct Findings: Sendable, Equatable {
    var observed: ObservationKinds = []
    /// A part of `observed`.
    var bad: ObservationKinds = []

    /// - Parameters:
    ///   - ratio: The candidate is slower when it took more than `ratio` × legacy + `slack`.
    ///   - slack: In milliseconds.
    init(_ comparison: Comparison, slowerRatio ratio: Double, slack: Double) {
        let legacyHasOutcome =
            comparison.legacyFailed || comparison.legacyLatency != nil || comparison.legacyIsUntimed
        let candidateHasOutcome =
            comparison.candidateFailed || comparison.candidateLatency != nil || comparison.candidateIsUntimed
        var bothHaveOutcome = legacyHasOutcome && candidateHasOutcome
        var candidateTimedOut = false
        switch comparison.outcome {
        case .match, .mismatch:
            bothHaveOutcome = true
            observe(.mismatches, isBad: comparison.outcome == .mismatch)
            observe(.incomparable, isBad: false)
        case .incomparable(let reason):
            bothHaveOutcome = bothHaveOutcome || Findings.reasonsOfAFailedSide.contains(reason)
            candidateTimedOut = reason == .timeout
            observe(.incomparable, isBad: true)
        case .notMirrored:
            // Legacy alone says nothing about the candidate, and would fill the bounded sets of a sampled mirror.
            guard comparison.servedSide == .candidate else { return }
        }
        // A client has got the candidate's answer, and legacy was not asked: it did not fail.
        let servedAlone = comparison.servedSide == .candidate && candidateHasOutcome && !legacyHasOutcome
        if bothHaveOutcome || servedAlone {
            observe(.errors, isBad: comparison.candidateFailed && !comparison.legacyFailed)
        }
        if bothHaveOutcome || candidateHasOutcome { observe(.candidateErrors, isBad: comparison.candidateFailed) }
        if bothHaveOutcome || legacyHasOutcome { observe(.legacyErrors, isBad: comparison.legacyFailed) }
        if candidateTimedOut {
            observe(.slower, isBad: true)
        } else if let legacy = comparison.legacyLatency, let candidate = comparison.candidateLatency {
            observe(.slower, isBad: candidate > ratio * legacy + slack)
        }
        if comparison.candidateLatency != nil { observe(.latency, isBad: false) }
    }

    /// Reasons that are an outcome of the side they name, while the other side had one too.
    private static let reasonsOfAFailedSide: Set<IncomparableReason> = [
        .timeout, .legacyTimeout, .candidateUnreachable, .legacyUnreachable, .candidateMalformed, .legacyMalformed,
        .circuitOpen,
    ]

    private mutating func observe(_ kind: ObservationKinds, isBad: Bool) {
        observed.insert(kind)
        if isBad { bad.insert(kind) }
    }
}
