/// Where a client connection is between its requests: what may be read next, and when it ends.
///
/// Pure: it decides, ``ClientConnection`` acts.
struct ClientConnectionState: Equatable {
    /// What to do after an event.
    enum Action: Equatable {
        case none
        /// Take the next request, which may have come already.
        case takeNextRequest
        /// Answered for good: close after a short linger, so that the answer is not lost to a reset.
        case linger
        case closeNow
    }

    private enum Phase: Equatable {
        /// Between requests.
        case idle
        case request(isPersistent: Bool, isRequestEnded: Bool, isAnswerEnded: Bool)
        case lingering
        case closed
    }

    private var phase = Phase.idle
    /// The client sends nothing more.
    private var isInputClosed = false
    /// The proxy is about to stop.
    private var isDraining = false

    /// Whether the next event of the request stream may be taken.
    var takesRequestEvents: Bool {
        switch phase {
        case .idle: true
        case .request(_, let isRequestEnded, _): !isRequestEnded
        case .lingering, .closed: false
        }
    }

    var isIdle: Bool { phase == .idle }

    var isOver: Bool { phase == .lingering || phase == .closed }

    /// Whether the answer under way is the last one on this connection.
    var answersLast: Bool {
        if case .request(let isPersistent, _, _) = phase { return !isPersistent || isInputClosed || isDraining }
        return true
    }

    mutating func requestStarted(isPersistent: Bool) {
        phase = .request(isPersistent: isPersistent, isRequestEnded: false, isAnswerEnded: false)
    }

    mutating func requestEnded() -> Action {
        guard case .request(let isPersistent, _, let isAnswerEnded) = phase else { return .none }
        phase = .request(isPersistent: isPersistent, isRequestEnded: true, isAnswerEnded: isAnswerEnded)
        return isAnswerEnded ? complete() : .none
    }

    /// - Parameter endsConnection: Whether the end of the answer can only be told by closing.
    mutating func answerEnded(endsConnection: Bool) -> Action {
        guard case .request(let isPersistent, let isRequestEnded, _) = phase else { return .none }
        phase = .request(
            isPersistent: isPersistent && !endsConnection,
            isRequestEnded: isRequestEnded,
            isAnswerEnded: true
        )
        // An answer came before its request was through: the rest is read and thrown away, unless nobody waits for more.
        if !isRequestEnded, !answersLast { return .none }
        return complete()
    }

    private mutating func complete() -> Action {
        guard !answersLast else {
            phase = .lingering
            return .linger
        }
        phase = .idle
        return .takeNextRequest
    }

    /// The request cannot be read: after the answer nothing more is.
    mutating func refused() {
        phase = .request(isPersistent: false, isRequestEnded: true, isAnswerEnded: false)
    }

    mutating func inputClosed() -> Action {
        isInputClosed = true
        switch phase {
        case .idle, .lingering:
            phase = .closed
            return .closeNow
        case .request(_, isRequestEnded: false, _):
            phase = .closed
            return .closeNow
        case .request, .closed: return .none
        }
    }

    mutating func drain() -> Action {
        isDraining = true
        guard phase == .idle else { return .none }
        phase = .closed
        return .closeNow
    }

    mutating func closed() { phase = .closed }
}
