/// What legacy showed when it answered one request twice.
public struct SelfComparison: Sendable {
    /// Where the second answer came from.
    public enum Origin: String, Sendable, CaseIterable {
        /// The control: with the candidate's answer the two make a triple.
        case control
        /// Legacy in the candidate's place (calibration): a pair.
        case calibration
    }

    public var origin: Origin
    /// What differs and no rule explains.
    public var differences: [SelfDifference]

    public init(origin: Origin, differences: [SelfDifference]) {
        self.origin = origin
        self.differences = differences
    }
}

/// One place where legacy differs from itself.
public struct SelfDifference: Sendable {
    /// Redacted; the second answer's value stands where the candidate's would.
    public var difference: Difference
    /// What the two values say about all values there.
    public var spread: ValueSpread

    public init(difference: Difference, spread: ValueSpread) {
        self.difference = difference
        self.spread = spread
    }
}
