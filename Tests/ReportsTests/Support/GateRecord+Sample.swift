import Traffic

extension GateRecord {
    static let judgedAt = Timestamp(milliseconds: 1_772_323_199_123)

    /// A gate of two criteria on one route.
    static func sample(
        _ verdict: GateVerdict = .inconclusive,
        phase: RolloutState.Phase = .active,
        isHalted: Bool = false,
        attempt: Int = 1,
        probes: [ProbeRecord] = [],
        feature: String = "useNewContext"
    ) -> GateRecord {
        let missing =
            verdict == .inconclusive ? ["2112 more comparisons on route context", "9m more in the stage"] : []
        return GateRecord(
            feature: feature, stage: 10, verdict: verdict, attempt: attempt, phase: phase, isHalted: isHalted,
            missing: missing,
            criteria: [
                CriterionRecord(
                    criterion: "mismatch_rate <= 0.1%", route: "context", verdict: verdict, bad: 3, observations: 8_719,
                    evidence: 19.5, missing: missing.first, interval: RateInterval(lower: 0.0001, upper: 0.0012)),
                CriterionRecord(
                    criterion: "incomparable_rate <= 5%", route: "context", verdict: .pass, bad: 0, observations: 8_719,
                    evidence: 4e120, missing: nil, interval: RateInterval(lower: 0, upper: 0.0004)),
            ],
            probes: probes, unit: "perDistinctRequest", confidence: 0.95,
            startedAt: judgedAt.advanced(byMilliseconds: -60_000), judgedAt: judgedAt, candidateVersion: "2.0.1",
            fingerprint: "0123456789abcdef")
    }

    /// One in which everything that others choose is hostile.
    static func hostile(_ text: String) -> GateRecord {
        var gate = sample(.fail, feature: text)
        gate.missing = [text]
        gate.warnings = [text]
        gate.criteria[0].criterion = text
        gate.criteria[0].route = text
        gate.criteria[0].missing = text
        gate.probes = [ProbeRecord(name: text, expectation: text, error: text, at: judgedAt)]
        return gate
    }
}

extension ProbeRecord {
    static func sample(_ value: Double?, holds: Bool?, error: String? = nil) -> ProbeRecord {
        ProbeRecord(
            name: "orphans", expectation: "value <= 10", value: value, error: error, at: GateRecord.judgedAt,
            holds: holds)
    }
}
