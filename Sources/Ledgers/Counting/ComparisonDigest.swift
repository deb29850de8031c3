import Traffic

/// What the ledger takes of one comparison: put together by the thread that compared, so that the lock which all of those
/// threads share is held for counting only.
struct ComparisonDigest: Sendable {
    /// One discrepancy that the exchange shows.
    struct Discrepancy: Sendable {
        var signature: Signature
        /// How often it occurs in the exchange.
        var differences: Int
        /// How often each class of values occurs in it, those without their amounts included.
        var classes: [ValueClass: Int]
        /// Whether position decided which elements belong together, for one of the differences at least.
        var isApproximate: Bool
        var example: StoredExample
    }

    let comparison: Comparison
    let findings: Findings
    let discrepancies: [Discrepancy]
    /// What it says of legacy's noise.
    let noise: [NoiseFinding]
    let noiseTotals: NoiseRecord.Totals

    init(_ comparison: Comparison, slowerRatio: Double, slack: Double) {
        findings = Findings(comparison, slowerRatio: slowerRatio, slack: slack)
        noise = NoiseFinding.findings(of: comparison)
        noiseTotals = NoiseRecord.Totals(comparison.selfComparisons)
        discrepancies = comparison.differences.isEmpty ? [] : Self.discrepancies(of: comparison)
        // Last, so that it is handed on and not copied.
        self.comparison = comparison
    }

    private static func discrepancies(of comparison: Comparison) -> [Discrepancy] {
        var discrepancies: [Discrepancy] = []
        var places: [Signature: Int] = [:]
        for difference in comparison.differences {
            let signature = Signature(route: comparison.route, difference: difference)
            if let place = places[signature] {
                discrepancies[place].add(difference)
                continue
            }
            places[signature] = discrepancies.count
            discrepancies.append(
                Discrepancy(signature: signature, difference, example: StoredExample(comparison, difference)))
        }
        return discrepancies
    }
}

extension ComparisonDigest.Discrepancy {
    init(signature: Signature, _ difference: Difference, example: StoredExample) {
        self.init(signature: signature, differences: 0, classes: [:], isApproximate: false, example: example)
        add(difference)
    }

    mutating func add(_ difference: Difference) {
        differences += 1
        if difference.isApproximate { isApproximate = true }
        for valueClass in Set(difference.classes + difference.classes.map(\.withoutAmount)) {
            classes[valueClass, default: 0] += 1
        }
    }
}
