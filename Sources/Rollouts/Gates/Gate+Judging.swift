import Foundation
public import Traffic

extension Gate {
    /// Judges a stage's evidence, route by route and criterion by criterion, never pooled.
    ///
    /// The current evidence is judged, whatever an earlier judgement was. `minimumComparisons`, `minimumUsers` and
    /// `minimumDuration` bind a pass, not a fail.
    ///
    /// - Parameters:
    ///   - evidence: One entry for every route of the rollout, also for a route without observations.
    ///   - elapsedMilliseconds: Time since the stage began.
    ///   - attempt: The j-th attempt, from 1, at this stage with this fingerprint is judged with α/2^(j−1).
    public func judge(evidence: [RouteEvidence], elapsedMilliseconds: Int64, attempt: Int = 1) -> GateJudgement {
        guard !evidence.isEmpty else {
            return GateJudgement(verdict: .error, missing: ["a route to judge"], criteria: [])
        }
        let passThreshold = passThreshold(attempt: attempt)
        let failThreshold = passThreshold + log(Double(evidence.count * criteria.count))
        var records: [CriterionRecord] = []
        var missing: [String] = []
        for route in evidence {
            var wanted = max(0, minimumComparisons - route.mismatches.observations)
            for criterion in criteria {
                let pair = judge(criterion, on: route, passThreshold: passThreshold, failThreshold: failThreshold)
                records.append(pair.record)
                wanted = max(wanted, pair.wanted)
            }
            if wanted > 0 { missing.append(Self.sentence(wanted, "comparison", route: route.route)) }
            if route.users < minimumUsers {
                missing.append(Self.sentence(minimumUsers - route.users, "user", route: route.route))
            }
        }
        let remaining = minimumDuration - .milliseconds(elapsedMilliseconds)
        if remaining > .zero {
            // In whole seconds, none too few.
            let seconds = Duration.seconds((remaining + .seconds(1) - .nanoseconds(1)).components.seconds)
            missing.append("\(DurationText.describe(seconds)) more in the stage")
        }
        return conclude(records, missing: missing)
    }

    /// How many observations a route needs at best: with not one of them bad.
    public func cleanObservationsNeeded(attempt: Int = 1) -> Int {
        let threshold = passThreshold(attempt: attempt)
        return criteria.reduce(minimumComparisons) { most, criterion in
            max(most, criterion.evidence.passingObservations(bad: 0, threshold: threshold) ?? EValue.largestSearched)
        }
    }

    /// `log(2^(j−1)/α)`.
    func passThreshold(attempt: Int) -> Double { -log(1 - confidence) + Double(max(1, attempt) - 1) * log(2) }

    /// Fail before error before inconclusive before pass.
    private func conclude(_ records: [CriterionRecord], missing: [String]) -> GateJudgement {
        let verdicts = Set(records.map(\.verdict))
        if verdicts.contains(.fail) { return GateJudgement(verdict: .fail, missing: [], criteria: records) }
        if verdicts.contains(.error) {
            let faults = records.compactMap { $0.verdict == .error ? $0.missing : nil }
            return GateJudgement(verdict: .error, missing: faults, criteria: records)
        }
        let isPass = verdicts == [.pass] && missing.isEmpty
        return GateJudgement(verdict: isPass ? .pass : .inconclusive, missing: missing, criteria: records)
    }

    private func judge(
        _ criterion: Criterion,
        on route: RouteEvidence,
        passThreshold: Double,
        failThreshold: Double
    ) -> (record: CriterionRecord, wanted: Int) {
        let rate = criterion.measure.rate(in: route)
        var record = CriterionRecord(
            criterion: criterion.description, route: route.route, verdict: .error, bad: rate.bad,
            observations: rate.observations, evidence: nil, missing: nil)
        guard rate.bad >= 0, rate.bad <= rate.observations else {
            record.missing = "counts that can be: \(rate.bad) bad in \(rate.observations) on route \(route.route)"
            return (record, 0)
        }
        let logFail = criterion.evidence.logFail(bad: rate.bad, observations: rate.observations)
        let logPass = criterion.evidence.logPass(bad: rate.bad, observations: rate.observations)
        guard !logFail.isNaN, !logPass.isNaN else {
            record.missing = "evidence that can be computed: \(criterion) on route \(route.route)"
            return (record, 0)
        }
        record.evidence = Self.evidence(logFail >= failThreshold ? logFail : logPass)
        record.interval = criterion.evidence.interval(
            bad: rate.bad, observations: rate.observations, passThreshold: passThreshold, failThreshold: failThreshold)
        if logFail >= failThreshold {
            record.verdict = .fail
            return (record, 0)
        }
        if logPass >= passThreshold {
            record.verdict = .pass
            return (record, 0)
        }
        let enough = criterion.evidence.passingObservations(
            bad: rate.bad, atLeast: rate.observations, threshold: passThreshold)
        let wanted = (enough ?? EValue.largestSearched) - rate.observations
        record.verdict = .inconclusive
        record.missing = Self.sentence(wanted, "comparison", route: route.route)
        return (record, wanted)
    }

    /// An e-value as a number that JSON can hold.
    private static func evidence(_ logarithm: Double) -> Double { exp(min(logarithm, 709)) }

    private static func sentence(_ count: Int, _ noun: String, route: String) -> String {
        "\(count) more \(noun)\(count == 1 ? "" : "s") on route \(route)"
    }
}
