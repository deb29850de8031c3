import NIOCore
import Traffic

/// What one exchange says about the candidate.
enum CandidateVerdict: Equatable {
    case succeeded
    case failed
    /// Nothing: legacy failed too, so that it may be the request's fault or that of something behind both; or the candidate
    /// was not really asked.
    case neutral
}

/// Watches the legs of one exchange for the circuit breaker, to tell it once, and as soon as it is known, what became of the
/// candidate: a failure when legacy's part is known as well, which may be long before the last byte of either.
///
/// Pure.
struct CandidateWatch: Equatable {
    /// When the exchange began.
    let began: NIODeadline
    /// The lease with which it probes the candidate.
    var probe: CircuitState?
    private var candidate: LegStanding?
    private var legacy: LegStanding?
    private var isTold = false

    init(began: NIODeadline) { self.began = began }

    /// Takes what is known of a side.
    ///
    /// - Returns: What it makes known of the candidate.
    mutating func note(_ standing: LegStanding, of side: Side) -> CandidateVerdict? {
        if side == .candidate { candidate = standing } else { legacy = standing }
        return tell(isOver: false)
    }

    /// Nothing more will be known.
    mutating func end() -> CandidateVerdict? { tell(isOver: true) }

    private mutating func tell(isOver: Bool) -> CandidateVerdict? {
        guard !isTold, let verdict = verdict(isOver: isOver) else { return nil }
        isTold = true
        return verdict
    }

    private func verdict(isOver: Bool) -> CandidateVerdict? {
        switch (candidate, legacy) {
        case (nil, _): nil
        case (.sound, _): .succeeded
        case (.unknown, _): .neutral
        case (.failed, .failed): .neutral
        case (.failed, nil): isOver ? .failed : nil
        case (.failed, .sound), (.failed, .unknown): .failed
        }
    }
}
