public import Traffic

/// Says which differences at a place are of no account. Rules only relax: what is equal matches whatever the rules say.
public struct Rule: Sendable, Hashable {
    /// What a rule does.
    public enum Effect: Sendable, Hashable {
        /// Nothing at or under the place counts.
        case ignore
        /// The same, for a difference that is intended.
        case accept
        /// The same type is enough; of an object or array the content is of no account.
        case type
        /// Both values, of one type, match.
        case pattern(PatternText)
        case tolerance(Tolerance)
        /// Both are the same instant, in any notation.
        case timestamp
        /// The order of an array's elements is of no account.
        case unordered
        /// The elements of an array are paired by the value of a member.
        case keyedBy(String)
        case nullEqualsMissing
        /// An empty string, object or array equals `null`.
        case emptyEqualsNull
        case caseInsensitive
        /// White space around a string is of no account.
        case trimmed
        /// The rule's place is legacy's, this one the candidate's.
        case rename(to: LocationPattern)
    }

    public var at: LocationPattern
    public var effect: Effect
    public var reason: String?
    public var owner: String?
    /// From when on the rule does not work any more.
    public var until: Timestamp?

    public init(
        at location: LocationPattern,
        effect: Effect,
        reason: String? = nil,
        owner: String? = nil,
        until: Timestamp? = nil
    ) {
        self.at = location
        self.effect = effect
        self.reason = reason
        self.owner = owner
        self.until = until
    }

    /// The rule's word in configuration, such as `ignore`.
    public var word: String {
        switch effect {
        case .ignore: "ignore"
        case .accept: "accept"
        case .type: "type"
        case .pattern: "pattern"
        case .tolerance: "tolerance"
        case .timestamp: "timestamp"
        case .unordered: "unordered"
        case .keyedBy: "keyedBy"
        case .nullEqualsMissing: "nullEqualsMissing"
        case .emptyEqualsNull: "emptyEqualsNull"
        case .caseInsensitive: "caseInsensitive"
        case .trimmed: "trimmed"
        case .rename: "rename"
        }
    }

    /// Checks what the types leave open: in a `rename` both places begin alike, have as many `*`, and no `**`.
    ///
    /// A rule that fails here never works; a configuration should refuse it.
    ///
    /// - Throws: ``RuleError``.
    public func check() throws(RuleError) {
        guard case .rename(let target) = effect else { return }
        guard !at.segments.contains(.anyNumber), !target.segments.contains(.anyNumber) else {
            throw RuleError("'**' is not allowed in a rename")
        }
        guard at.specificity.any == target.specificity.any else {
            throw RuleError("'\(at)' and '\(target)' must have as many '*', which bind by position")
        }
        guard at != target else { throw RuleError("a rename of '\(at)' to itself says nothing") }
        guard let first = at.segments.first, first == target.segments.first else {
            throw RuleError("'\(at)' and '\(target)' must begin with the same segment, such as /body")
        }
        let shared = at.sharedSegmentCount(with: target)
        guard shared < at.segments.count, shared < target.segments.count else {
            throw RuleError("neither of '\(at)' and '\(target)' may be inside the other")
        }
    }
}

extension LocationPattern {
    /// How many segments two patterns have in common at their beginning.
    func sharedSegmentCount(with other: LocationPattern) -> Int {
        zip(segments, other.segments).prefix { $0 == $1 }.count
    }
}
