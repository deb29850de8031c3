import Comparisons
public import Ledgers
public import Rollouts
public import Traffic

/// Puts together what a report shows: the ledger's records, judged by the gates of a configuration.
public struct ReportComposer: Sendable {
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
        var rollouts: [RolloutRecord] = []
        var warnings = snapshot.notices
        for section in configuration.rollouts {
            let (record, notes) = try judge(section, reader: reader, routes: all, now: now)
            rollouts.append(record)
            warnings += notes
        }
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
            warnings: warnings
        )
    }

    private func judge(
        _ section: RolloutSection,
        reader: LedgerReader,
        routes: [RouteRecord],
        now: Timestamp
    ) throws(LedgerError) -> (RolloutRecord, warnings: [String]) {
        let policy = section.policy
        let share = RolloutRecord.Share(wanted: policy.percentage / 100, measured: measuredShare(policy, routes))
        guard let gate = section.gate else {
            return (RolloutRecord(feature: policy.feature, stage: policy.percentage, share: share, verdict: nil), [])
        }
        var evidence: [RouteEvidence] = []
        var warnings: [String] = []
        var startedAt = now
        for route in policy.routes {
            guard let found = try scopeEvidence(route: route, policy: policy, unit: gate.unit, reader: reader) else {
                evidence.append(RouteEvidence(route: route))
                if let other = try reader.latestScopes(route: route).first { warnings.append(Self.elsewhere(other)) }
                continue
            }
            evidence.append(found.evidence)
            startedAt = min(startedAt, found.startedAt)
        }
        var judgement = gate.judge(
            evidence: evidence,
            elapsedMilliseconds: now.milliseconds - startedAt.milliseconds
        )
        if !section.probes.isEmpty, judgement.verdict == .pass || judgement.verdict == .inconclusive {
            judgement.verdict = .inconclusive
            judgement.missing += section.probes.map { "the probe \($0), which this version does not run" }
        }
        let record = RolloutRecord(
            feature: policy.feature,
            stage: policy.percentage,
            share: share,
            verdict: judgement.verdict,
            missing: judgement.missing,
            criteria: judgement.criteria
        )
        return (record, warnings)
    }

    /// Says that there is evidence, which does not count.
    private static func elsewhere(_ scope: EvidenceScope) -> String {
        "the evidence on route \(scope.route) was counted under another configuration, candidate version or stage "
            + "(fingerprint \(scope.fingerprint), version '\(scope.candidateVersion)', stage "
            + "\(DecimalText.describe(scope.stage)) %), and does not count for this one"
    }

    /// The evidence that was counted under this very configuration, candidate and stage.
    private func scopeEvidence(
        route: String,
        policy: RolloutPolicy,
        unit: Gate.EvidenceUnit,
        reader: LedgerReader
    ) throws(LedgerError) -> ScopeEvidence? {
        let version = configuration.candidate.version ?? ""
        guard
            let epoch = try reader.latestEpoch(
                route: route,
                stage: policy.percentage,
                candidateVersion: version,
                fingerprint: configuration.fingerprint
            )
        else { return nil }
        return try reader.evidence(
            of: EvidenceScope(
                route: route,
                stage: policy.percentage,
                epoch: epoch,
                candidateVersion: version,
                fingerprint: configuration.fingerprint,
                unit: EvidenceUnit(unit)
            )
        )
    }

    /// The share of exchanges that the candidate served, on the routes whose operation may move at all.
    private func measuredShare(_ policy: RolloutPolicy, _ routes: [RouteRecord]) -> Double? {
        let moving = configuration.routes.filter { section in
            guard policy.routes.contains(section.route.name) else { return false }
            return section.route.operation == .write ? policy.operations.write : policy.operations.read
        }
        let names = Set(moving.map(\.route.name))
        let counted = routes.filter { names.contains($0.name) }
        let requests = counted.reduce(0) { $0 + $1.requests }
        guard requests > 0 else { return nil }
        return Double(counted.reduce(0) { $0 + $1.servedByCandidate }) / Double(requests)
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

extension EvidenceUnit {
    /// The ledger's word for what a gate counts.
    public init(_ unit: Gate.EvidenceUnit) {
        switch unit {
        case .perDistinctRequest: self = .perDistinctRequest
        case .perUser: self = .perUser
        case .perRequest: self = .perRequest
        }
    }
}
