/// Everything that `parallax compare` shows, the one source of every format. The names of its fields are those of the JSON
/// output, which are a contract.
public struct ComparisonDocument: Sendable {
    /// What was compared, as it was named.
    public var legacyName: String
    public var candidateName: String
    /// `match` or `mismatch`; `incomparable` where the comparer itself failed.
    public var outcome: Outcome
    /// What no rule explains, up to a limit.
    public var differences: [Difference]
    /// How many there are of each kind, those beyond the limit included; only kinds that occurred.
    public var counts: [Difference.Kind: Int]
    /// What a rule explains, up to a limit.
    public var suppressed: [SuppressedDifference]
    /// In the order of the file.
    public var rules: [RuleUse]
    /// Whether a bound on work made position decide in some array.
    public var isApproximate: Bool
    /// `nil` where nothing differs.
    public var outline: DocumentOutline?

    public init(
        legacyName: String,
        candidateName: String,
        outcome: Outcome,
        differences: [Difference] = [],
        counts: [Difference.Kind: Int] = [:],
        suppressed: [SuppressedDifference] = [],
        rules: [RuleUse] = [],
        isApproximate: Bool = false,
        outline: DocumentOutline? = nil
    ) {
        self.legacyName = legacyName
        self.candidateName = candidateName
        self.outcome = outcome
        self.differences = differences
        self.counts = counts
        self.suppressed = suppressed
        self.rules = rules
        self.isApproximate = isApproximate
        self.outline = outline
    }

    /// Differences that no rule explains, those beyond the limit included.
    public var differenceCount: Int { counts.values.reduce(0, +) }
    /// Differences that a rule explains, those beyond the limit included.
    public var suppressedCount: Int { rules.reduce(0) { $0 + $1.suppressed } }

    /// What one rule did.
    public struct RuleUse: Sendable, Hashable {
        public enum State: String, Sendable, CaseIterable {
            /// Its place is in one of the documents.
            case applied
            /// No place in either document is the rule's.
            case unmatched
            /// Past its `until`: it did nothing.
            case expired
            /// It speaks of something that was not compared, such as a header where two bodies were.
            case outside
        }

        public var at: String
        /// The rule's word, such as `ignore`.
        public var rule: String
        public var suppressed: Int
        public var state: State
        public var reason: String?
        public var until: Timestamp?

        public init(
            at location: String,
            rule: String,
            suppressed: Int,
            state: State,
            reason: String? = nil,
            until: Timestamp? = nil
        ) {
            self.at = location
            self.rule = rule
            self.suppressed = suppressed
            self.state = state
            self.reason = reason
            self.until = until
        }
    }
}
