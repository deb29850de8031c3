/// The rules that hold at one place, one per aspect, as indices into a ``RuleProgram``; a smaller index is stronger.
struct EffectiveRules {
    static let absent: Int32 = -1

    /// Of ignore, accept, type, pattern, tolerance and timestamp, the one that holds for the value here.
    var value = absent
    /// The `ignore`, `accept` or enclosing `type` that holds for everything under here.
    var cover = absent
    /// The same, a `type` rule at this very place included: what holds under two values of the same type.
    var coverOfPair = absent
    /// Of unordered and keyedBy.
    var collection = absent
    var nullEqualsMissing = absent
    var emptyEqualsNull = absent
    var caseInsensitive = absent
    var trimmed = absent
    /// Whether a `rename` has its two places under here.
    var hasAnchor = false

    static let none = EffectiveRules()

    /// Keeps the stronger of two rules of one aspect.
    static func strengthen(_ current: inout Int32, _ rule: Int32) {
        if current == absent || rule < current { current = rule }
    }

    mutating func add(_ rule: Int32, _ effect: Rule.Effect) {
        switch effect {
        case .ignore, .accept:
            Self.strengthen(&value, rule)
            Self.strengthen(&cover, rule)
            Self.strengthen(&coverOfPair, rule)
        case .type:
            Self.strengthen(&value, rule)
            Self.strengthen(&coverOfPair, rule)
        case .pattern, .tolerance, .timestamp: Self.strengthen(&value, rule)
        case .unordered, .keyedBy: Self.strengthen(&collection, rule)
        case .nullEqualsMissing: Self.strengthen(&nullEqualsMissing, rule)
        case .emptyEqualsNull: Self.strengthen(&emptyEqualsNull, rule)
        case .caseInsensitive: Self.strengthen(&caseInsensitive, rule)
        case .trimmed: Self.strengthen(&trimmed, rule)
        case .rename: break
        }
    }

    /// Whether the value is of no account whatever it is, so that it need not be looked at.
    var isValueCovered: Bool { value != Self.absent && value == cover }

    /// Whether the value's rule excuses that the value is absent: everything that covers does, `type` here does not.
    var absenceRule: Int32 { value == cover ? value : Self.absent }
}
