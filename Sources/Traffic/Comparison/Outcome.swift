/// How an exchange was judged.
public enum Outcome: Sendable, Hashable {
    case match
    case mismatch
    /// Nothing can be said. Never counted as a match, and never as a mismatch.
    case incomparable(IncomparableReason)
    /// No copy was meant to be sent: outside of the sample, the route is not mirrored, or the request never came whole.
    case notMirrored
}

/// Why an exchange could not be judged.
public struct IncomparableReason: Sendable, Hashable, RawRepresentable, Codable {
    public var rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }

    /// The candidate did not answer in time.
    public static let timeout = IncomparableReason(rawValue: "timeout")
    /// Legacy did not answer in time.
    public static let legacyTimeout = IncomparableReason(rawValue: "legacyTimeout")
    public static let candidateUnreachable = IncomparableReason(rawValue: "candidateUnreachable")
    public static let legacyUnreachable = IncomparableReason(rawValue: "legacyUnreachable")
    /// What the candidate sent is not HTTP, or it broke off inside its answer.
    public static let candidateMalformed = IncomparableReason(rawValue: "candidateMalformed")
    public static let legacyMalformed = IncomparableReason(rawValue: "legacyMalformed")
    /// The candidate was not asked, since its circuit breaker was open.
    public static let circuitOpen = IncomparableReason(rawValue: "circuitOpen")
    /// Shed: too many copies in flight, or comparison could not keep up.
    public static let dropped = IncomparableReason(rawValue: "dropped")
    /// A body is larger than the capture limit.
    public static let tooLarge = IncomparableReason(rawValue: "tooLarge")
    public static let writeNotMirrored = IncomparableReason(rawValue: "writeNotMirrored")
    /// The sides did not see the requests of this connection in the same order.
    public static let overtaken = IncomparableReason(rawValue: "overtaken")
    /// The client went away before it had the whole answer.
    public static let clientGone = IncomparableReason(rawValue: "clientGone")
    /// Legacy contradicts itself at this place: not judged.
    public static let drift = IncomparableReason(rawValue: "drift")
    /// The comparer itself failed.
    public static let comparerFault = IncomparableReason(rawValue: "comparerFault")
}
