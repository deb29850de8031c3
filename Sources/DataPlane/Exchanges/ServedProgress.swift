import Traffic

/// How far the served leg of an exchange has come, and what may still be done when it fails.
///
/// Pure: it decides, others act. A request is sent a second time only while the client has seen nothing of an answer, and only
/// if that cannot do harm: not one byte of it reached the side, or its method is safe and all of it can be sent again.
struct ServedProgress: Equatable {
    /// What to do about a failure.
    enum Recovery: Equatable {
        /// Send to the same side again, on a new connection.
        case retry
        /// Send to legacy in place of the candidate.
        case fallBack
        /// Answer for the upstream.
        case answer
        /// The client has seen a part: break off, so that it can tell.
        case breakOff
    }

    var side: Side
    let isSafe: Bool
    let fallsBack: Bool
    /// Whether all of the body that came so far can be sent again.
    var isReplayable = true
    /// Whether the client got the head of an answer.
    private(set) var hasForwardedHead = false
    private var hasRetried = false

    init(side: Side, isSafe: Bool, fallsBack: Bool) {
        self.side = side
        self.isSafe = isSafe
        self.fallsBack = fallsBack
    }

    /// Whether legacy may still come to answer in place of the candidate.
    var mayFallBack: Bool { side == .candidate && fallsBack && !hasForwardedHead }

    mutating func forwardedHead() { hasForwardedHead = true }

    /// - Parameters:
    ///   - hasWritten: Whether a byte of the request was handed to this side's socket.
    ///   - isStale: Whether the connection was an idle one that closed before any byte of an answer.
    mutating func recover(hasWritten: Bool, isStale: Bool) -> Recovery {
        guard !hasForwardedHead else { return .breakOff }
        // Of what was not begun to be sent nothing is missing, however large it is.
        let mayRepeat = !hasWritten || (isSafe && isReplayable)
        if mayRepeat, isStale, !hasRetried {
            hasRetried = true
            return .retry
        }
        return mayRepeat && mayFallBack ? .fallBack : .answer
    }

    /// Whether an answer with this status is held back, and legacy asked instead.
    func fallsBack(fromStatus status: Int) -> Bool { status >= 500 && isSafe && isReplayable && mayFallBack }

    mutating func fellBack() {
        side = .legacy
        hasRetried = false
    }
}
