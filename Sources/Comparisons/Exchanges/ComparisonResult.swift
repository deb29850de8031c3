public import Traffic

/// What a comparison of two answers, or of two JSON texts, found.
public struct ComparisonResult: Sendable {
    /// What no rule explains.
    public var differences: [Difference]
    public var suppressed: [SuppressedDifference]
    /// How many more differences there are, beyond ``ComparisonLimits/differences``.
    public var omittedDifferences: Int
    /// Whether a bound on work was passed, so that in some array position decided.
    public var isApproximate: Bool
    /// Whether the comparison itself went wrong, so that nothing can be said.
    public var hasFault: Bool
    /// Steps taken, for watching that they stay in proportion to the input.
    public var steps: Int

    public init(
        differences: [Difference] = [],
        suppressed: [SuppressedDifference] = [],
        omittedDifferences: Int = 0,
        isApproximate: Bool = false,
        hasFault: Bool = false,
        steps: Int = 0
    ) {
        self.differences = differences
        self.suppressed = suppressed
        self.omittedDifferences = omittedDifferences
        self.isApproximate = isApproximate
        self.hasFault = hasFault
        self.steps = steps
    }

    /// Whether nothing differs that no rule explains.
    public var isMatch: Bool { differences.isEmpty && !hasFault }
}
