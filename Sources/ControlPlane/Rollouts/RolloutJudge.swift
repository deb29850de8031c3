public import Ledgers
public import Rollouts
public import Traffic

/// Judges a rollout's gate by what the ledger holds of its attempt.
public struct RolloutJudge: Sendable {
    private let configuration: Configuration

    public init(configuration: Configuration) { self.configuration = configuration }

    /// What a look at the ledger showed.
    public struct Finding: Sendable {
        /// `nil` for a rollout without a gate.
        public var judgement: GateJudgement?
        /// The share of exchanges that the candidate served in the attempt; `nil` without any.
        public var measuredShare: Double?
        /// What must be known about the figures themselves.
        public var warnings: [String]
    }

    /// - Parameters:
    ///   - state: Where the rollout stands: what its evidence is counted under.
    ///   - probes: What each probe said last.
    /// - Throws: Where the ledger cannot be read.
    public func judge(
        _ section: RolloutSection,
        state: RolloutState,
        probes: [ProbeRecord],
        reader: LedgerReader,
        now: Timestamp
    ) throws(LedgerError) -> Finding {
        let served = try reader.served(state, routes: configuration.movingRoutes(of: section))
        guard let gate = section.gate else {
            return Finding(judgement: nil, measuredShare: served.share, warnings: [])
        }
        var evidence: [RouteEvidence] = []
        var warnings: [String] = []
        var full: [String] = []
        for route in section.policy.routes {
            let scope = EvidenceScope(
                route: route, stage: state.stage, epoch: state.attempt, candidateVersion: state.candidateVersion,
                fingerprint: state.fingerprint, unit: EvidenceUnit(gate.unit))
            let found = try reader.evidence(of: scope)
            evidence.append(found?.evidence ?? RouteEvidence(route: route))
            if let found, found.isFull { full.append(Self.fullness(found)) }
            if found == nil, let other = try reader.latestScopes(route: route).first, !other.isOf(state) {
                warnings.append(Self.elsewhere(other))
            }
        }
        var judgement = gate.judge(
            evidence: evidence,
            elapsedMilliseconds: now.milliseconds - state.startedAt.milliseconds,
            attempt: state.attempt
        ).joined(
            with: configuration.demands(of: section), records: probes, startedAt: state.startedAt, now: now)
        // What came since might speak against it.
        for lacking in full { judgement.worsen(to: .error, lacking) }
        return Finding(judgement: judgement, measuredShare: served.share, warnings: warnings)
    }

    /// Says that evidence does not grow any more.
    private static func fullness(_ scope: ScopeEvidence) -> String {
        "room for evidence on route \(scope.scope.route): \(scope.notCounted) exchanges found none, and are not judged; begin a "
            + "new attempt (roll it back and resume it, or promote it by force), or judge it with 'evidence: perRequest'"
    }

    /// Says that there is evidence, which does not count.
    private static func elsewhere(_ scope: EvidenceScope) -> String {
        "the evidence on route \(scope.route) was counted under another configuration, candidate version or stage "
            + "(fingerprint \(scope.fingerprint), version '\(scope.candidateVersion)', stage "
            + "\(DecimalText.describe(scope.stage)) %), and does not count for this one"
    }

    /// Where a rollout stands by the ledger, or, where no sidecar has taken it up yet, by the file.
    ///
    /// A file that has changed since is not in force before the sidecar has read it; what is asked here is what it would mean.
    public func state(
        of section: RolloutSection,
        memory: RolloutMemory,
        reader: LedgerReader,
        now: Timestamp
    ) throws(LedgerError) -> RolloutState {
        let identity = configuration.evidenceIdentity
        if var known = memory[feature: section.policy.feature] {
            guard known.fingerprint != identity.fingerprint || known.candidateVersion != identity.candidateVersion
            else {
                return known
            }
            known.fingerprint = identity.fingerprint
            known.candidateVersion = identity.candidateVersion
            known.attempt = try newestEpoch(of: section, stage: known.stage, reader: reader) ?? 1
            return known
        }
        var state = RolloutMachine.begin(section.plan, identity, now: now).state
        state.attempt = try newestEpoch(of: section, stage: state.stage, reader: reader) ?? 1
        return state
    }

    private func newestEpoch(
        of section: RolloutSection, stage: Double, reader: LedgerReader
    ) throws(LedgerError) -> Int? {
        var newest: Int?
        for route in section.policy.routes {
            let epoch = try reader.latestEpoch(
                route: route, stage: stage, candidateVersion: configuration.evidenceIdentity.candidateVersion,
                fingerprint: configuration.fingerprint)
            if let epoch { newest = max(newest ?? epoch, epoch) }
        }
        return newest
    }
}

extension EvidenceScope {
    fileprivate func isOf(_ state: RolloutState) -> Bool {
        stage == state.stage && candidateVersion == state.candidateVersion && fingerprint == state.fingerprint
    }
}

extension GateRecord {
    /// A verdict with everything that it rests on.
    public init(
        _ section: RolloutSection,
        state: RolloutState,
        finding: RolloutJudge.Finding,
        isHalted: Bool,
        now: Timestamp
    ) {
        let judgement =
            finding.judgement
            ?? GateJudgement(
                verdict: .error, missing: ["a gate: the rollout has none in the configuration"], criteria: [])
        self.init(
            feature: section.policy.feature,
            stage: state.stage,
            verdict: judgement.verdict,
            attempt: state.attempt,
            phase: state.phase,
            isHalted: isHalted,
            missing: judgement.missing,
            criteria: judgement.criteria,
            probes: judgement.probes,
            unit: (section.gate?.unit ?? .perDistinctRequest).rawValue,
            confidence: section.gate?.confidence ?? 0,
            startedAt: state.startedAt,
            judgedAt: now,
            candidateVersion: state.candidateVersion,
            fingerprint: state.fingerprint,
            warnings: finding.warnings
        )
    }
}
