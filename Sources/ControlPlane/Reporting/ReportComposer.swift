import Comparisons
public import Ledgers
import Rollouts
public import Traffic

/// Puts together what a report shows: the ledger's records, judged by the gates of a configuration.
public struct ReportComposer: Sendable {
    /// Decisions in a report; the whole trail is what `parallax status --verify` looks at.
    private static let shownDecisions = 50

    private let configuration: Configuration

    public init(configuration: Configuration) { self.configuration = configuration }

    /// - Parameters:
    ///   - since: Counts from this moment on only. Gates always judge the whole evidence of the current stage.
    ///   - route: Shows one route only.
    ///   - now: The moment of the report.
    /// - Throws: Where the ledger cannot be read.
    public func compose(
        from reader: LedgerReader,
        since: Timestamp? = nil,
        route: String? = nil,
        now: Timestamp
    ) throws(LedgerError) -> ReportDocument {
        let snapshot = try reader.snapshot(since: since, route: route)
        let all = route == nil && since == nil ? snapshot.routes : try reader.routes()
        let memory = try reader.rollouts()
        let probes = try reader.probes()
        var rollouts: [RolloutRecord] = []
        var warnings = snapshot.notices
        for section in configuration.rollouts {
            let judge = RolloutJudge(configuration: configuration)
            let state = try judge.state(of: section, memory: memory, reader: reader, now: now)
            let finding = try judge.judge(section, state: state, probes: probes, reader: reader, now: now)
            rollouts.append(RolloutRecord(section, state: state, finding: finding))
            warnings += finding.warnings
        }
        if memory.isHalted { warnings.append("everything is halted: nothing goes to the candidate, copies included") }
        if configuration.isCalibration {
            warnings.append(
                "this is a calibration: legacy stands in the candidate's place, and what differs is its noise")
        }
        let judge = DiscrepancyJudge(
            configuration: configuration,
            noise: route == nil ? snapshot.noise : try reader.noise(since: since), now: now)
        return ReportDocument(
            generatedAt: now,
            verdict: VerdictSentence.verdict(rollouts: rollouts, routes: all),
            rollouts: rollouts,
            routes: snapshot.routes,
            discrepancies: judge.judge(snapshot.discrepancies),
            rules: rules(snapshot.rules, route: route, now: now),
            decisions: try reader.decisions(since: since, limit: Self.shownDecisions),
            alerts: try reader.alerts(since: since),
            warnings: warnings
        )
    }

    /// What each configured rule hid, those included that never matched anything, and those that are configured no more.
    private func rules(_ counted: [RuleRecord], route: String?, now: Timestamp) -> [RuleRecord] {
        var records = counted
        for section in configuration.routes where route == nil || section.route.name == route {
            for rule in section.rules.map(\.rule) {
                let isExpired = rule.until.map { $0 <= now } ?? false
                let known = records.firstIndex {
                    $0.route == section.route.name && $0.at == rule.at.description && $0.rule == rule.word
                }
                if let known {
                    records[known].expired = isExpired
                } else {
                    records.append(
                        RuleRecord(
                            route: section.route.name,
                            at: rule.at.description,
                            rule: rule.word,
                            suppressed: 0,
                            expired: isExpired
                        )
                    )
                }
            }
        }
        return records
    }
}

extension RolloutRecord {
    /// - Parameter state: Where the rollout stands. Nobody is served at its percentage while it is rolled back or disabled.
    fileprivate init(_ section: RolloutSection, state: RolloutState, finding: RolloutJudge.Finding) {
        self.init(
            feature: section.policy.feature,
            stage: state.stage,
            phase: state.phase,
            attempt: state.attempt,
            share: Share(wanted: section.policy.isEnabled ? state.stage / 100 : 0, measured: finding.measuredShare),
            verdict: finding.judgement?.verdict,
            missing: finding.judgement?.missing ?? [],
            criteria: finding.judgement?.criteria ?? [],
            probes: finding.judgement?.probes ?? []
        )
    }
}
