public import Traffic

/// What a file that was read, at the start or anew, means for a rollout.
extension RolloutMachine {
    /// A rollout that was never seen before: it begins where the file says.
    public static func begin(_ plan: RolloutPlan, _ identity: EvidenceIdentity, now: Timestamp) -> RolloutMove {
        let percentage = plan.policy.percentage
        let state = RolloutState(
            feature: plan.policy.feature, stage: percentage, startedAt: now,
            candidateVersion: identity.candidateVersion,
            fingerprint: identity.fingerprint, configuredPercentage: percentage, policy: plan.policyText)
        let machine = RolloutMachine(plan: plan, state: state)
        let author = Author(name: DecisionRecord.configuration, reason: "first seen: \(plan.policyText)")
        return machine.move(.start, by: author, beginsEvidence: true, now: now) { _ in }
    }

    /// What a file means whose percentage, policy, candidate or criteria are others than those taken over last: one move at a
    /// time, until there is none.
    ///
    /// What lowers the share holds at once, whatever the gate says. What raises it is a promotion, and needs what a promotion
    /// needs.
    ///
    /// - Parameter judgement: What the gate says under the new file; `nil` where there is none, or it could not be asked.
    public func takeOver(
        _ identity: EvidenceIdentity,
        judgement: GateJudgement?,
        isHeldBack: Bool,
        now: Timestamp
    ) -> RolloutMove? {
        let wanted = plan.policy.percentage
        if wanted != state.configuredPercentage, wanted < state.stage { return lowered(to: wanted, now: now) }
        if state.policy != plan.policyText {
            let reason = "the file has changed from '\(state.policy)' to '\(plan.policyText)'"
            return configured(reason, now: now) { $0.policy = plan.policyText }
        }
        if state.fingerprint != identity.fingerprint || state.candidateVersion != identity.candidateVersion {
            return restarted(identity, now: now)
        }
        guard wanted != state.configuredPercentage else { return nil }
        guard wanted > state.stage else {
            return configured("the file says \(Self.percent(wanted)), where the rollout is", now: now) {
                $0.configuredPercentage = wanted
            }
        }
        return raised(to: wanted, judgement, isHeldBack: isHeldBack, now: now)
    }

    /// A person took users back, which the controller does not undo by itself.
    private func lowered(to percentage: Double, now: Timestamp) -> RolloutMove {
        let author = Author(
            name: DecisionRecord.configuration,
            reason: "rolloutPercentage is \(DecimalText.describe(percentage)) in the file")
        return move(.configure, by: author, beginsEvidence: true, now: now) { state in
            state.stage = percentage
            state.configuredPercentage = percentage
            if plan.isAutomatic, state.phase == .active { state.phase = .paused }
        }
    }

    private func raised(
        to percentage: Double, _ judgement: GateJudgement?, isHeldBack: Bool, now: Timestamp
    ) -> RolloutMove {
        let reason = "rolloutPercentage is \(DecimalText.describe(percentage)) in the file"
        do throws(MoveRefusal) {
            guard state.phase != .rolledBack else { throw MoveRefusal("it is rolled back; resume it first") }
            // Without a gate the file alone says how far it goes.
            if plan.hasGate { _ = try target(percentage, force: false) }
            try checkPromotion(force: false, isHeldBack: isHeldBack, now: now)
            try checkGate(judgement)
        } catch {
            var refused = configured(reason, now: now) { $0.configuredPercentage = percentage }
            refused.decision.to = percentage
            refused.decision.refusal = error.description
            refused.decision.verdict = judgement?.verdict
            return refused
        }
        let author = Author(name: DecisionRecord.configuration, reason: reason)
        return move(.configure, by: author, judgement, beginsEvidence: true, now: now) { state in
            state.stage = percentage
            state.configuredPercentage = percentage
        }
    }

    private func configured(
        _ reason: String, now: Timestamp, _ change: (inout RolloutState) -> Void
    ) -> RolloutMove {
        move(.configure, by: Author(name: DecisionRecord.configuration, reason: reason), now: now, change)
    }

    /// Evidence of another candidate, or under other rules, says nothing about this one. The share stays.
    private func restarted(_ identity: EvidenceIdentity, now: Timestamp) -> RolloutMove {
        let reason =
            state.candidateVersion == identity.candidateVersion
            ? "what evidence rests on has changed in the file"
            : "the candidate's version is '\(identity.candidateVersion)', and was '\(state.candidateVersion)'"
        let endsRollback = state.phase == .rolledBack && state.isHeldByController
        let author = Author(name: DecisionRecord.configuration, reason: reason)
        return move(endsRollback ? .resume : .restart, by: author, beginsEvidence: true, now: now) { state in
            state.candidateVersion = identity.candidateVersion
            state.fingerprint = identity.fingerprint
            if endsRollback {
                state.phase = .active
                state.isHeldByController = false
            }
        }
    }
}
