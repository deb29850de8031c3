/// When the candidate is not asked to serve any more, and when it is asked again. Times are in nanoseconds.
public struct BreakerConfiguration: Sendable, Equatable {
    /// Failures in a row, as one event loop sees them, that open the circuit.
    public var consecutiveFailures: Int
    /// The share of failures, above 0 and up to 1, that opens it too, where an event loop saw enough in ``window``.
    public var failureShare: Double
    /// How many exchanges are enough.
    public var minimumCount: Int
    /// How far back the share looks.
    public var window: Int64
    /// How long it stays open before a single request probes the candidate.
    public var openFor: Int64
    /// What that time doubles up to, as long as probes fail.
    public var maximumOpenFor: Int64

    public init(
        consecutiveFailures: Int = 5,
        failureShare: Double = 0.5,
        minimumCount: Int = 20,
        window: Int64 = 10_000_000_000,
        openFor: Int64 = 1_000_000_000,
        maximumOpenFor: Int64 = 30_000_000_000
    ) {
        self.consecutiveFailures = consecutiveFailures
        self.failureShare = failureShare
        self.minimumCount = minimumCount
        self.window = window
        self.openFor = openFor
        self.maximumOpenFor = maximumOpenFor
    }
}
