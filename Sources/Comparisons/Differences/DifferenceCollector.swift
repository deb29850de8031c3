import Traffic

/// Takes the differences found, up to a limit, and locations ready to leave.
struct DifferenceCollector {
    let limit: Int
    private(set) var differences: [Difference] = []
    private(set) var suppressed: [SuppressedDifference] = []
    private(set) var omitted = 0

    init(limit: Int) { self.limit = limit }

    /// Whether one more difference of that sort would be kept, so that its values are worth writing.
    func hasRoom(suppressed isSuppressed: Bool) -> Bool {
        isSuppressed ? suppressed.count < limit : differences.count < limit
    }

    mutating func omit(suppressed isSuppressed: Bool) { if !isSuppressed { omitted += 1 } }

    mutating func add(_ difference: Difference, explainedBy rule: Rule?) {
        if let rule {
            suppressed.append(
                SuppressedDifference(difference: difference, rule: rule.word, ruleAt: rule.at.description))
        } else {
            differences.append(difference)
        }
    }

    /// Takes over what another comparison of the same answers found.
    mutating func absorb(_ other: DifferenceCollector) {
        for difference in other.differences {
            if differences.count < limit { differences.append(difference) } else { omitted += 1 }
        }
        suppressed += other.suppressed.prefix(max(0, limit - suppressed.count))
        omitted += other.omitted
    }
}
