/// What one comparison may cost and produce at most.
public struct ComparisonLimits: Sendable, Hashable {
    /// Differences kept, and suppressed ones; what is beyond is only counted.
    public var differences: Int
    /// The steps that aligning arrays may take beyond reading them once; past that position decides.
    public var alignmentSteps: Int
    /// The length of a value's JSON text, in bytes; longer values become a shortened string.
    public var fragmentBytes: Int
    /// Differences that an outline of the document shows the way to; without any there is no outline.
    public var outlinedDifferences: Int
    /// What a body may have once a content coding is undone, and what it may take written as a tree, in octets; what goes
    /// on beyond is `undecodable`.
    public var decodedBytes: Int
    /// Whether suppressed differences are kept one by one; else only which rules explain them.
    var describesSuppressed = true

    public init(
        differences: Int = 500,
        alignmentSteps: Int = 1_000_000,
        fragmentBytes: Int = 1_024,
        outlinedDifferences: Int = 0,
        decodedBytes: Int = 16 * 1_024 * 1_024
    ) {
        self.differences = differences
        self.outlinedDifferences = outlinedDifferences
        self.alignmentSteps = alignmentSteps
        self.fragmentBytes = max(fragmentBytes, 128)
        self.decodedBytes = max(decodedBytes, 1_024)
    }
}
