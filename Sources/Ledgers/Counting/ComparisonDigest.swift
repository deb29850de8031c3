import Traffic

/// What the ledger takes of one comparison: put together by the thread that compared, so that the lock which all of those
/// threads share is held for counting only.
struct ComparisonDigest: Sendable {
    /// One discrepancy that the exchange shows.
    struct Discrepancy: Sendable {
        var signature: Signature
        /// How often it occurs in the exchange.
        var differences: Int
        var example: StoredExample
    }

    let comparison: Comparison
    let findings: Findings
    private(set) var discrepancies: [Discrepancy] = []
    /// How many differences a rule explains; the interval is filled in when it is counted.
    private(set) var suppressions: [SuppressionKey: Int] = [:]

    init(_ comparison: Comparison, slowerRatio: Double, slack: Double) {
        self.comparison = comparison
        findings = Findings(comparison, slowerRatio: slowerRatio, slack: slack)
        var places: [Signature: Int] = [:]
        for difference in comparison.differences {
            let signature = Signature(route: comparison.route, difference: difference)
            if let place = places[signature] {
                discrepancies[place].differences += 1
                continue
            }
            places[signature] = discrepancies.count
            discrepancies.append(
                Discrepancy(
                    signature: signature, differences: 1, example: StoredExample(comparison, difference)))
        }
        for suppressed in comparison.suppressed {
            let key = SuppressionKey(
                route: comparison.route, rule: suppressed.rule,
                at: Bounded.text(suppressed.ruleAt, bytes: Bounded.locationBytes),
                interval: Timestamp(milliseconds: 0))
            suppressions[key, default: 0] += 1
        }
    }
}
