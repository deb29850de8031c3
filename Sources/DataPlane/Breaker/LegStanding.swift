import Traffic

/// Whether a side did its work on one leg, as far as the circuit breaker asks.
enum LegStanding: Equatable {
    case sound
    case failed
    /// The leg says nothing about its side: we did not send it, gave it up, or took no more of its answer.
    case unknown

    /// - Parameter isCopy: Whether nobody waited for the answer, so that the end of a large one may have been left out.
    init(_ outcome: LegOutcome, isCopy: Bool) {
        switch outcome {
        case .answered(let answer):
            self = answer.status >= 500 ? .failed : isCopy && !answer.isCapturedWhole ? .unknown : .sound
        case .failed(let failure):
            switch failure.kind {
            case .unreachable, .timeout, .malformed, .brokenOff: self = .failed
            case .saturated, .abandoned, .skipped: self = .unknown
            }
        case .shed: self = .unknown
        }
    }
}
