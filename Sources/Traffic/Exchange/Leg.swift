/// What came of sending a request to one side.
public struct Leg: Sendable, Hashable {
    public var side: Side
    public var outcome: LegOutcome
    /// Nanoseconds from when this side could have the whole request to the end of its answer, or to its failure; from the
    /// request's start where it answered before it had everything.
    public var duration: Int64
    /// Nanoseconds from the same time to the first byte of the answer's head; `nil` where none came.
    public var timeToFirstByte: Optional<Int64>
    /// Whether the time is the side's: not where it waited for the client to send the rest of its request while it answered,
    /// nor where an answer that nobody waits for was not read as it came, or not to its end.
    public var isTimed: Bool

    public init(
        side: Side, outcome: LegOutcome, duration: Int64, timeToFirstByte: Int64? = nil, isTimed: Bool = true
    ) {
        self.side = side
        self.outcome = outcome
        self.duration = duration
        self.timeToFirstByte = timeToFirstByte
        self.isTimed = isTimed
    }

    /// The answer, where one came whole.
    public var answer: Answer? { if case .answered(let answer) = outcome { answer } else { nil } }

    /// The failure, where there was one.
    public var failure: LegFailure? { if case .failed(let failure) = outcome { failure } else { nil } }
}

/// How a leg ended. Kept by reference: a leg goes through several hands before it is compared.
public indirect enum LegOutcome: Sendable, Hashable {
    case answered(Answer)
    case failed(LegFailure)
    /// The copy was shed, before it started or where a request needed its connection: nothing is known of this side.
    case shed
}

/// Why a side gave no whole answer.
public struct LegFailure: Error, Sendable, Hashable {
    /// The kind of failure, as far as judging needs it.
    public enum Kind: String, Sendable, Codable, CaseIterable {
        /// No connection could be made, or it broke before a head came.
        case unreachable
        /// Not one byte was sent: all connections that the side may have are taken, or the process may have no more sockets.
        case saturated
        /// No head, or no end of the body, in time.
        case timeout
        /// What came was not HTTP/1.1.
        case malformed
        /// The answer broke off inside its body.
        case brokenOff
        /// The candidate was not asked: its circuit breaker was open.
        case skipped
        /// We gave up: the client went away, the proxy stopped, or a limit was passed.
        case abandoned
    }

    public var kind: Kind
    /// What a person needs to know, without any content of the request or the answer.
    public var detail: String

    public init(_ kind: Kind, _ detail: String) {
        self.kind = kind
        self.detail = detail
    }
}
