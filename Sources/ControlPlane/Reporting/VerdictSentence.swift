import Rollouts
import Traffic

/// The verdict of a report, in the one sentence that a release manager reads first.
enum VerdictSentence {
    static func verdict(rollouts: [RolloutRecord], routes: [RouteRecord]) -> ReportVerdict {
        if let rolledBack = rollouts.first(where: { $0.phase == .rolledBack }) {
            return ReportVerdict(
                readiness: .notReady,
                sentence: "\(rolledBack.feature) is rolled back: the candidate serves nobody until it is resumed.")
        }
        let judged = rollouts.filter { $0.verdict != nil }
        guard !judged.isEmpty else { return ungated(routes) }
        if let failing = judged.first(where: { $0.verdict == .fail }) { return notReady(failing) }
        if let broken = judged.first(where: { $0.verdict == .error }) {
            return ReportVerdict(
                readiness: .undecided,
                sentence: "\(broken.feature) cannot be judged: \(list(broken.missing))."
            )
        }
        if let open = judged.first(where: { $0.verdict == .inconclusive }) {
            return ReportVerdict(
                readiness: .undecided,
                sentence: "\(open.feature) is undecided: it still needs \(list(open.missing))."
            )
        }
        return ready(judged, routes)
    }

    private static func ungated(_ routes: [RouteRecord]) -> ReportVerdict {
        let comparisons = routes.reduce(0) { $0 + $1.comparisons }
        let mismatches = routes.reduce(0) { $0 + $1.mismatches }
        return ReportVerdict(
            readiness: .undecided,
            sentence: "No gate is configured: \(mismatches) of \(counted(comparisons, "comparison")) "
                + "\(mismatches == 1 ? "is a mismatch" : "are mismatches")."
        )
    }

    private static func notReady(_ rollout: RolloutRecord) -> ReportVerdict {
        let failing = rollout.criteria.filter { $0.verdict == .fail }
        let reasons = failing.map { record in
            let share = DecimalText.describe(100 * Double(record.bad) / Double(max(1, record.observations)))
            return "\(record.criterion) on \(record.route) (\(record.bad) of \(record.observations), \(share) %)"
        }
        let probes = rollout.probes.filter { $0.holds == false }.map { "the probe \($0.name) (\($0.expectation))" }
        return ReportVerdict(
            readiness: .notReady,
            sentence: "\(rollout.feature) is not ready: it fails \(list(reasons + probes))."
        )
    }

    private static func ready(_ rollouts: [RolloutRecord], _ routes: [RouteRecord]) -> ReportVerdict {
        let gated = Set(rollouts.flatMap { $0.criteria.map(\.route) })
        let comparisons = routes.filter { gated.contains($0.name) }.reduce(0) { $0 + $1.comparisons }
        let features = list(rollouts.map(\.feature))
        return ReportVerdict(
            readiness: .ready,
            sentence:
                "\(features) \(rollouts.count == 1 ? "is ready: it passes its gate" : "are ready: they pass their gates") on "
                + "\(counted(comparisons, "comparison")) over \(counted(gated.count, "route"))."
        )
    }

    private static func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

    private static func list(_ items: [String]) -> String {
        items.count < 2 ? items.joined() : items.dropLast().joined(separator: ", ") + " and " + items[items.count - 1]
    }
}
