import Ledgers
import Logging
import Reports
import Rollouts
import Traffic

/// Where rollouts stand at the start, and what a file means for them.
extension RolloutController {
    /// Finds out where the rollouts stand, and takes the file over. Called before the first request, and again as long as the
    /// ledger cannot be read.
    ///
    /// Without a ledger a rollout begins where the file says. With one that cannot be read nobody knows whether it was rolled
    /// back: then legacy serves everybody until it can.
    public func load() async {
        guard memory == nil else { return }
        do {
            // Opens the file, and brings an older one up to date.
            try await ledger.flush()
        } catch {
            trouble = error.description
        }
        do {
            let known = try await ledger.read { reader throws(LedgerError) in try reader.rollouts() }
            await begin(from: known)
        } catch {
            guard error.code == .notFound else {
                if trouble != error.description {
                    logger.error(
                        "it is not known where rollouts stand, so legacy serves everybody until it is: \(error)")
                }
                trouble = error.description
                publish(inForce)
                return
            }
            await begin(from: RolloutMemory())
        }
    }

    private func begin(from known: RolloutMemory) async {
        guard memory == nil else { return }
        memory = known
        // Whoever halted everything while the ledger was away has halted it.
        isHalted = isHalted || known.isHalted
        for section in configuration.rollouts { await take(section) }
        publish(inForce)
        await writeWaiting()
    }

    /// Another configuration is in force from now on.
    public func reconfigure(_ changed: Configuration) async {
        configuration = changed
        recent.keep(changed.windows)
        let features = Set(changed.rollouts.map(\.policy.feature))
        for (feature, rollout) in rollouts where !features.contains(feature) {
            remember(rollout.state)
            rollouts[feature] = nil
        }
        if memory == nil { return await load() }
        for section in changed.rollouts { await take(section) }
        publish(inForce)
        await writeWaiting()
    }

    func remember(_ state: RolloutState) {
        memory?.states.removeAll { $0.feature == state.feature }
        memory?.states.append(state)
    }

    /// Takes over what the file says of a rollout, one move at a time.
    private func take(_ section: RolloutSection) async {
        let feature = section.policy.feature
        if rollouts[feature] == nil {
            if let state = memory?[feature: feature] {
                rollouts[feature] = ManagedRollout(section, state: state, isWritten: true)
            } else {
                let move = RolloutMachine.begin(section.plan, configuration.evidenceIdentity, now: clock())
                rollouts[feature] = ManagedRollout(section, state: move.state, isWritten: false)
                carryOut(move, evidence(of: move, section))
            }
        }
        rollouts[feature]?.follow(section)
        // A file can mean four things at once: another policy, another candidate, a lower share, a higher one.
        for _ in 0..<8 {
            // What asks the gate is asked after everything else: the gate's evidence may be another by then.
            var judgement: GateJudgement?
            if let rollout = rollouts[feature], rollout.wantsMore, isCurrent(rollout) {
                judgement = await judge(feature)?.judgement
                // What was judged is no longer where it stands.
                guard rollouts[feature]?.generation == rollout.generation else { continue }
            }
            let move = rollouts[feature]?.machine.takeOver(
                configuration.evidenceIdentity, judgement: judgement, isHeldBack: isHeldBack, now: clock())
            guard let move else { return }
            if move.decision.refusal == nil {
                carryOut(move, evidence(of: move, section))
            } else {
                logger.error("\(DecisionText.sentence(move.decision))")
                adopt(move.state, isWritten: false)
                queue.append(RolloutCommit(decisions: [move.decision], states: [move.state]))
            }
        }
    }

    private func isCurrent(_ rollout: ManagedRollout) -> Bool {
        let identity = configuration.evidenceIdentity
        return rollout.state.fingerprint == identity.fingerprint
            && rollout.state.candidateVersion == identity.candidateVersion
    }
}

extension Configuration {
    /// The lengths of the windows that alarms and alerts look at.
    public var windows: Set<Duration> {
        Set(rollouts.flatMap(\.rollbackConditions).map(\.duration) + alerts.map(\.window.duration))
    }
}
