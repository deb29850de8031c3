/// Where a client connection is between its requests: what may be read next, and when it ends.
///
/// Pure: it decides, ``ClientConnection`` acts.
struct ClientConnectionState: Equatable {
    /// What to do after an event.
    enum Action: Equatable {
        case none
        /// Take the next request, which may have come already.
        case takeNextRequest
        /// Answered for good: say so when everything has been written out (``written()``).
        case writeOut
        /// Everything is written: send no more, and wait a little, so that the answer is not lost to a reset.
        case linger
        case closeNow
    }

    private enum Phase: Equatable {
        /// Between requests.
        case idle
        case request(isPersistent: Bool, isRequestEnded: Bool, isAnswerEnded: Bool)
        /// A request was upgraded: bytes go both ways until one side ends.
        case tunnel
        /// The last answer is on its way out.
        case writingOut
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
        case .idle, .tunnel: true
        case .request(_, let isRequestEnded, _): !isRequestEnded
        case .writingOut, .lingering, .closed: false
        }
    }

    var isIdle: Bool { phase == .idle }

    /// Whether a request is under way whose end has not come.
    var awaitsBody: Bool { if case .request(_, isRequestEnded: false, _) = phase { true } else { false } }

    var isTunnel: Bool { phase == .tunnel }

    /// Whether nothing more that the client sends is looked at.
    var isOver: Bool {
        switch phase {
        case .writingOut, .lingering, .closed: true
        case .idle, .request, .tunnel: false
        }
    }

    var isLingering: Bool { phase == .lingering }

    /// Whether the answer under way is the last one on this connection.
    ///
    /// - Parameter hasMoreInput: Whether bytes of a next request have come, which a client that then half-closed its side
    ///   still wants answered.
    func answersLast(hasMoreInput: Bool) -> Bool {
        guard case .request(let isPersistent, _, _) = phase else { return true }
        return !isPersistent || isDraining || (isInputClosed && !hasMoreInput)
    }

    mutating func requestStarted(isPersistent: Bool) {
        phase = .request(isPersistent: isPersistent, isRequestEnded: false, isAnswerEnded: false)
    }

    /// The answer under way will be the last one.
    mutating func endAfterAnswer() {
        guard case .request(_, let isRequestEnded, let isAnswerEnded) = phase else { return }
        phase = .request(isPersistent: false, isRequestEnded: isRequestEnded, isAnswerEnded: isAnswerEnded)
    }

    mutating func requestEnded(hasMoreInput: Bool) -> Action {
        guard case .request(let isPersistent, _, let isAnswerEnded) = phase else { return .none }
        phase = .request(isPersistent: isPersistent, isRequestEnded: true, isAnswerEnded: isAnswerEnded)
        return isAnswerEnded ? complete(hasMoreInput) : .none
    }

    mutating func answerEnded(hasMoreInput: Bool) -> Action {
        guard case .request(let isPersistent, let isRequestEnded, _) = phase else { return .none }
        phase = .request(isPersistent: isPersistent, isRequestEnded: isRequestEnded, isAnswerEnded: true)
        // An answer came before its request was through: the rest is read and thrown away, unless nobody waits for more.
        if !isRequestEnded, !answersLast(hasMoreInput: hasMoreInput) { return .none }
        return complete(hasMoreInput)
    }

    private mutating func complete(_ hasMoreInput: Bool) -> Action {
        guard !answersLast(hasMoreInput: hasMoreInput) else {
            phase = .writingOut
            return .writeOut
        }
        phase = .idle
        return .takeNextRequest
    }

    /// More of an answered request keeps coming than is worth reading.
    mutating func discardedTooMuch() -> Action {
        guard case .request(_, _, isAnswerEnded: true) = phase else { return .none }
        phase = .writingOut
        return .writeOut
    }

    /// The request cannot be read: after the answer nothing more is.
    mutating func refused() {
        phase = .request(isPersistent: false, isRequestEnded: true, isAnswerEnded: false)
    }

    /// Everything that was received has been looked at, and nothing of it is left that can be taken now.
    mutating func ranDry() -> Action {
        guard isInputClosed else { return .none }
        switch phase {
        case .idle, .request(_, isRequestEnded: false, _), .tunnel:
            // What began behind another request will never be whole; the answer before it may still be on its way.
            phase = .writingOut
            return .writeOut
        case .request, .writingOut, .lingering, .closed: return .none
        }
    }

    /// Everything has been written out after ``Action/writeOut``.
    mutating func written() -> Action {
        guard phase == .writingOut else { return .none }
        phase = isInputClosed ? .closed : .lingering
        return isInputClosed ? .closeNow : .linger
    }

    mutating func upgraded() { phase = .tunnel }

    /// The served side ended the tunnel.
    mutating func tunnelEnded() -> Action {
        guard phase == .tunnel else { return .none }
        phase = .writingOut
        return .writeOut
    }

    /// - Parameter hasMoreInput: Whether requests have come that wait until the client takes its answers.
    mutating func inputClosed(hasMoreInput: Bool) -> Action {
        isInputClosed = true
        switch phase {
        case .idle where hasMoreInput: return .none
        case .idle, .request(_, isRequestEnded: false, isAnswerEnded: true):
            // The answer may still be on its way.
            phase = .writingOut
            return .writeOut
        case .lingering, .tunnel, .request(_, isRequestEnded: false, isAnswerEnded: false):
            phase = .closed
            return .closeNow
        case .request, .writingOut, .closed: return .none
        }
    }

    /// - Parameter hasSentAll: Whether nothing of an answer is still on its way out.
    mutating func drain(hasSentAll: Bool) -> Action {
        isDraining = true
        guard phase == .idle else { return .none }
        phase = hasSentAll ? .closed : .writingOut
        return hasSentAll ? .closeNow : .writeOut
    }

    mutating func closed() { phase = .closed }
}
