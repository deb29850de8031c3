import Ledgers
import Rollouts
public import Traffic

/// What the controller tells.
extension RolloutController {
    /// Every rollout as it stands.
    public func overview() async -> RolloutOverview {
        var statuses: [RolloutStatus] = []
        var warnings = self.warnings
        for section in configuration.rollouts {
            let feature = section.policy.feature
            guard let rollout = rollouts[feature] else { continue }
            let finding = await judge(feature) ?? rollout.finding
            if finding == nil { warnings.append("the evidence of \(feature) cannot be read from the ledger") }
            var last: DecisionRecord?
            do {
                last = try await ledger.read { reader throws(LedgerError) in
                    try reader.decisions(feature: feature, limit: 1).first
                }
            } catch {
                warnings.append("the decisions about \(feature) cannot be read: \(error)")
            }
            statuses.append(status(rollouts[feature] ?? rollout, finding, last))
        }
        return RolloutOverview(
            rollouts: statuses, halted: isHalted, killSwitch: configuration.isKillSwitchOn, generatedAt: clock(),
            warnings: warnings)
    }

    private func status(
        _ rollout: ManagedRollout, _ finding: RolloutJudge.Finding?, _ last: DecisionRecord?
    ) -> RolloutStatus {
        let (section, state, now) = (rollout.section, rollout.state, clock())
        let isServing = section.policy.isEnabled && !isHeldBack
        return RolloutStatus(
            feature: rollout.feature,
            routes: section.policy.routes,
            isEnabled: section.policy.isEnabled,
            promotion: section.promotion.rawValue,
            stages: section.stages.percentages,
            stage: state.stage,
            phase: state.phase,
            attempt: state.attempt,
            startedAt: state.startedAt,
            share: .init(wanted: isServing ? state.stage / 100 : 0, measured: finding?.measuredShare),
            whitelisted: section.policy.userWhitelist.count,
            isFrozen: rollout.machine.isFrozen(at: now),
            gate: finding.flatMap { finding in
                section.gate == nil
                    ? nil : GateRecord(section, state: state, finding: finding, isHalted: isHeldBack, now: now)
            },
            lastDecision: last
        )
    }

    /// A gate's verdict now.
    ///
    /// - Throws: ``ControlError`` where there is no such rollout, or the ledger cannot be read.
    public func gate(_ feature: String) async throws(ControlError) -> GateRecord {
        try checkKnown(feature)
        guard let finding = await judge(feature) ?? rollouts[feature]?.finding, let rollout = rollouts[feature] else {
            throw ControlError(.unavailable, "the gate of \(feature) cannot be judged: the ledger cannot be read")
        }
        return GateRecord(
            rollout.section, state: rollout.state, finding: finding, isHalted: isHeldBack, now: clock())
    }

    /// What must be known about rollouts, a sentence each; empty where all is well.
    public var warnings: [String] {
        var warnings: [String] = []
        if memory == nil {
            warnings.append(
                "it is not known where rollouts stand, so legacy serves everybody: \(trouble ?? "not read yet")")
        }
        if !queue.isEmpty {
            warnings.append("\(queue.waiting.count) decisions hold and are not written yet: \(trouble ?? "")")
        }
        if queue.lostRefusals > 0 { warnings.append("\(queue.lostRefusals) refusals are not in the audit trail") }
        for section in configuration.rollouts where !section.policy.isSticky {
            warnings.append("\(section.policy.feature) draws a side anew for each request: its users are not sticky")
        }
        return warnings
    }
}
