import Traffic

/// Takes the differences found, up to a limit, and locations ready to leave.
struct DifferenceCollector {
    let limit: Int
    private(set) var differences: [Difference] = []
    private(set) var suppressed: [SuppressedDifference] = []
    /// The rules that explain differences of which nothing else is kept, as indices into their program.
    private(set) var explaining: [Int32] = []
    /// What was found beyond the limit, by kind.
    private(set) var omittedKinds: [Difference.Kind: Int] = [:]
    /// What rules explain beyond the limit.
    private(set) var omittedSuppressed: [RuleName: Int] = [:]

    /// Differences beyond the limit that no rule explains.
    var omitted: Int { omittedKinds.values.reduce(0, +) }

    init(limit: Int) { self.limit = limit }

    /// Whether one more difference of that sort would be kept, so that its values are worth writing.
    func hasRoom(suppressed isSuppressed: Bool) -> Bool {
        isSuppressed ? suppressed.count + explaining.count < limit : differences.count < limit
    }

    /// Counts what there is no room for.
    mutating func omit(_ kind: Difference.Kind, explainedBy rule: RuleName?) {
        if let rule {
            omittedSuppressed[rule, default: 0] += 1
        } else {
            omittedKinds[kind, default: 0] += 1
        }
    }

    /// Takes down that a rule explains a difference, and nothing else of it.
    mutating func add(explainedBy rule: Int32) { explaining.append(rule) }

    mutating func add(_ difference: Difference, explainedBy rule: RuleName?) {
        if let rule {
            suppressed.append(SuppressedDifference(difference: difference, rule: rule.rule, ruleAt: rule.at))
        } else {
            differences.append(difference)
        }
    }

    /// Takes over what another comparison of the same answers found, which then is of no use any more.
    mutating func absorb(_ other: inout DifferenceCollector) {
        if other.limit == limit, differences.isEmpty, suppressed.isEmpty, explaining.isEmpty, omittedKinds.isEmpty,
            omittedSuppressed.isEmpty
        {
            return swap(&self, &other)
        }
        for difference in other.differences {
            if differences.count < limit {
                differences.append(difference)
            } else {
                omittedKinds[difference.kind, default: 0] += 1
            }
        }
        explaining += other.explaining.prefix(max(0, limit - explaining.count))
        let room = max(0, limit - suppressed.count)
        suppressed += other.suppressed.prefix(room)
        for difference in other.suppressed.dropFirst(room) {
            omittedSuppressed[RuleName(rule: difference.rule, at: difference.ruleAt), default: 0] += 1
        }
        if !other.omittedKinds.isEmpty { omittedKinds.merge(other.omittedKinds, uniquingKeysWith: +) }
        if !other.omittedSuppressed.isEmpty { omittedSuppressed.merge(other.omittedSuppressed, uniquingKeysWith: +) }
    }

    /// How many differences each rule explains, of those of which nothing else is kept.
    func suppressedCounts(_ program: RuleProgram) -> [SuppressedCount] {
        var counts: [SuppressedCount] = []
        for (place, rule) in explaining.enumerated() where !explaining[..<place].contains(rule) {
            let name = program.name(of: rule)
            let count = explaining[place...].count { $0 == rule }
            counts.append(SuppressedCount(rule: name.rule, ruleAt: name.at, count: count))
        }
        return counts
    }
}

/// How a rule is told from others in what it explained.
public struct RuleName: Sendable, Hashable {
    /// The rule's word, such as `ignore`.
    public var rule: String
    public var at: String

    init(rule: String, at location: String) {
        self.rule = rule
        self.at = location
    }

    init(_ rule: Rule) { self.init(rule: rule.word, at: rule.at.description) }
}
