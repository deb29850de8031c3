import Traffic

/// What one exchange, in which legacy was asked twice, shows at one place.
struct NoiseFinding: Sendable {
    var signature: Signature
    var counts: NoiseCounts
    /// How legacy differs from itself; `nil` where it does not.
    var spread: ValueSpread?
    var example: NoiseExample?
}

/// Two values of legacy's, as they go to the ledger: redacted before they came here, and bounded.
struct NoiseExample: Sendable, Equatable {
    var first: String?
    var second: String?

    init(_ difference: Difference) {
        first = Bounded.value(difference.legacy)
        second = Bounded.value(difference.candidate)
    }
}

extension NoiseRecord.Totals {
    /// What one exchange adds.
    init(_ comparisons: [SelfComparison]) {
        self.init()
        for comparison in comparisons {
            switch comparison.origin {
            case .control: triples += 1
            case .calibration: calibrated += 1
            }
        }
    }
}

extension NoiseFinding {
    /// The places that an exchange shows, each once.
    static func findings(of comparison: Comparison) -> [NoiseFinding] {
        guard !comparison.selfComparisons.isEmpty else { return [] }
        let route = comparison.route
        let candidate = Set(comparison.differences.map { Signature(route: route, difference: $0) })
        var findings: [Signature: NoiseFinding] = [:]
        for own in comparison.selfComparisons {
            var seen: Set<Signature> = []
            for difference in own.differences {
                let signature = Signature(route: route, difference: difference.difference)
                seen.insert(signature)
                findings[signature, default: NoiseFinding(signature: signature, counts: NoiseCounts())]
                    .add(difference)
            }
            let shown = own.origin == .control ? seen.union(candidate) : seen
            for signature in shown {
                findings[signature, default: NoiseFinding(signature: signature, counts: NoiseCounts())].counts
                    .count(own.origin, control: seen.contains(signature), candidate: candidate.contains(signature))
            }
        }
        return Array(findings.values)
    }

    private mutating func add(_ difference: SelfDifference) {
        if spread == nil { spread = difference.spread } else { spread?.add(difference.spread) }
        if example == nil { example = NoiseExample(difference.difference) }
    }
}

extension NoiseCounts {
    fileprivate mutating func count(_ origin: SelfComparison.Origin, control: Bool, candidate: Bool) {
        switch (origin, control, candidate) {
        case (.calibration, _, _): calibrated += 1
        case (.control, true, true): both += 1
        case (.control, true, false): controlOnly += 1
        case (.control, false, _): candidateOnly += 1
        }
    }
}
