import Traffic

/// Whether a side did its work on one leg, as far as the circuit breaker asks.
enum LegStanding: Equatable {
    case sound
    case failed
    /// The leg says nothing about its side: we did not send it, gave it up, or took no more of its answer.
    case unknown

    /// - Parameter isCopy: Whether nobody waited for the answer, so that the end of a large one may have been left out. A copy
    ///   whose answer is the candidate's failure shows what its route is worth, which may be one in shadow that is not written
    ///   yet, and nothing of those that are promoted.
    init(_ outcome: LegOutcome, of side: Side, isCopy: Bool) {
        switch outcome {
        case .answered(let answer) where answer.status >= 500:
            self = isCopy && side == .candidate ? .unknown : .failed
        case .answered(let answer):
            self = isCopy && !answer.isCapturedWhole ? .unknown : .sound
        case .failed(let failure):
            switch failure.kind {
            case .unreachable, .timeout, .malformed, .brokenOff: self = .failed
            case .saturated, .abandoned, .skipped: self = .unknown
            }
        case .shed: self = .unknown
        }
    }
}
