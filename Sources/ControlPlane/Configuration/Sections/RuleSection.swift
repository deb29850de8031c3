public import Traffic

/// One rule of a comparison, as the configuration states it.
public struct RuleSection: Sendable, Hashable {
    /// What the rule does where it holds.
    public enum Effect: Sendable, Hashable {
        case ignore
        /// An intended difference.
        case accept
        /// The same type is enough.
        case type
        /// Both values match a regular expression, which compiles.
        case pattern(String)
        case tolerance(Tolerance)
        /// The same instant in any notation.
        case timestamp
        case unordered
        /// Elements of an array are paired by this member.
        case keyedBy(String)
        case nullEqualsMissing, emptyEqualsNull, caseInsensitive, trimmed
        /// The candidate's place for what legacy has at the rule's.
        case rename(LocationPattern)

        /// The word for it in a configuration.
        public var word: String {
            switch self {
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

        /// What a rule decides about; two rules of one aspect cannot both hold.
        public enum Aspect: Sendable, Hashable {
            case value, order, nullEqualsMissing, emptyEqualsNull, caseInsensitive, trimmed, rename
        }

        public var aspect: Aspect {
            switch self {
            case .ignore, .accept, .type, .pattern, .tolerance, .timestamp: .value
            case .unordered, .keyedBy: .order
            case .nullEqualsMissing: .nullEqualsMissing
            case .emptyEqualsNull: .emptyEqualsNull
            case .caseInsensitive: .caseInsensitive
            case .trimmed: .trimmed
            case .rename: .rename
            }
        }
    }

    /// How far two values may lie apart.
    public enum Tolerance: Sendable, Hashable {
        case absolute(Double)
        /// Of the larger magnitude, 0 … 1.
        case relative(Double)
        /// Between two RFC 3339 times.
        case time(Duration)
    }

    public var at: LocationPattern
    public var effect: Effect
    public var reason: String?
    public var owner: String?
    /// The moment from which the rule no longer works.
    public var until: Timestamp?
    /// The line of the file it stands on.
    public var line: Int

    public init(
        at location: LocationPattern,
        effect: Effect,
        reason: String? = nil,
        owner: String? = nil,
        until: Timestamp? = nil,
        line: Int
    ) {
        self.at = location
        self.effect = effect
        self.reason = reason
        self.owner = owner
        self.until = until
        self.line = line
    }
}
