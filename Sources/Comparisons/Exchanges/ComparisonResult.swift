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
    /// The differences that ``omittedDifferences`` counts, by kind.
    public var omittedKinds: [Difference.Kind: Int] = [:]
    /// How many more differences rules explain, beyond ``ComparisonLimits/differences``.
    public var omittedSuppressed: [RuleName: Int] = [:]
    /// Where an outline was asked for: the way to the differences, unless there are none.
    public var outline: DocumentOutline?
    /// Where an outline was asked for: the rules that hold somewhere in what was compared.
    public var reachedRules: Set<RuleName> = []

    /// Where suppressed differences are not kept one by one: how many there are, by rule.
    var suppressedCounts: [SuppressedCount] = []

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

    /// Takes over what one comparison of trees found and did.
    mutating func take(_ collector: DifferenceCollector) {
        differences = collector.differences
        suppressed = collector.suppressed
        omittedDifferences = collector.omitted
        omittedKinds = collector.omittedKinds
        omittedSuppressed = collector.omittedSuppressed
    }

    /// Whether nothing differs that no rule explains.
    public var isMatch: Bool { differences.isEmpty && !hasFault }
}
