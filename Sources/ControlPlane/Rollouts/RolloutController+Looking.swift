import Ledgers
import Logging
import Rollouts
import Traffic

/// What the controller does by itself.
extension RolloutController {
    /// Looks for alarms on every rollout whose time has come. Needs no ledger, and is not held up by one.
    public func lookForAlarms() {
        let now = clock()
        for feature in configuration.rollouts.map(\.policy.feature)
        where rollouts[feature]?.beginAlarmLook(at: now) == true {
            if let alarm = alarm(of: feature, at: now) { react(to: feature, alarm) }
        }
    }

    /// Judges the evidence of every rollout whose time has come, and writes what waits.
    public func look() async {
        if memory == nil { await load() }
        await writeWaiting()
        let now = clock()
        for feature in configuration.rollouts.map(\.policy.feature) where rollouts[feature]?.beginLook(at: now) == true
        {
            await look(at: feature)
        }
    }

    private func look(at feature: String) async {
        guard let rollout = rollouts[feature], rollout.machine.plan.isAutomatic, rollout.state.phase == .active,
            let judgement = await judge(feature)?.judgement,
            let current = rollouts[feature], current.generation == rollout.generation,
            let move = current.machine.look(
                judgement: judgement, alarm: nil, isHeldBack: isHeldBack, now: clock())
        else { return }
        guard move.decision.action == .promote else { return carryOut(move, evidence(of: move, current.section)) }
        do throws(ControlError) {
            _ = try await carryOutOnceWritten(move)
        } catch {
            logger.error("\(feature): its gate passes, and it is not promoted: \(error)")
        }
    }

    private func react(to feature: String, _ alarm: String) {
        guard let rollout = rollouts[feature],
            let move = rollout.machine.look(
                judgement: rollout.finding?.judgement, alarm: alarm, isHeldBack: isHeldBack, now: clock())
        else { return }
        carryOut(move, evidence(of: move, rollout.section))
    }

    /// What a condition for a rollback shows since it began to move; `nil` while none holds for as long as it must.
    private func alarm(of feature: String, at now: Timestamp) -> String? {
        guard let rollout = rollouts[feature], rollout.state.phase != .rolledBack else { return nil }
        for (index, window) in rollout.section.rollbackConditions.enumerated() {
            let evidence = recent.evidence(
                over: window.duration, since: rollout.state.alarmsSince, routes: Set(rollout.section.policy.routes))
            let sighting = window.sighting(
                in: evidence, probes: probes.values(since: rollout.state.alarmsSince), heldLast: nil)
            _ = rollouts[feature]?.alarms[index].look(at: now, sighting.truth, holdFor: window.condition.holdFor)
            // What could not be acted on, while everything was halted, is acted on as long as it holds.
            if case .firing? = rollouts[feature]?.alarms[index], sighting.truth == .holds { return sighting.summary }
        }
        return nil
    }

    /// Asks the ledger what the evidence of a rollout's attempt shows.
    ///
    /// - Returns: `nil` where the ledger cannot be read, or does not know of the attempt yet.
    func judge(_ feature: String) async -> RolloutJudge.Finding? {
        await writeWaiting()
        guard let rollout = rollouts[feature], rollout.isWritten else { return nil }
        let judge = RolloutJudge(configuration: configuration)
        let (section, state, records, now) = (rollout.section, rollout.state, probes.records, clock())
        do {
            let finding = try await ledger.read { reader throws(LedgerError) in
                try judge.judge(section, state: state, probes: records, reader: reader, now: now)
            }
            if rollouts[feature]?.generation == rollout.generation { rollouts[feature]?.finding = finding }
            return finding
        } catch {
            logger.warning("\(feature): its gate cannot be judged: \(error)")
            return nil
        }
    }
}
