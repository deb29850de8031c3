import Ledgers
import Logging
import Reports
public import Rollouts
public import Traffic

/// What people ask for.
extension RolloutController {
    /// What came of a command.
    public struct Outcome: Sendable, Equatable {
        public var decision: DecisionRecord
        /// Whether it is in the audit trail already; else it holds, and will be written.
        public var isWritten: Bool
    }

    /// Carries a command out, and notes it in the audit trail; a refusal too.
    ///
    /// - Throws: ``ControlError`` where it may not be, or there is no such rollout.
    public func perform(
        _ command: RolloutCommand, feature: String, by author: Author
    ) async throws(ControlError) -> Outcome {
        do throws(ControlError) {
            try checkKnown(feature)
            let move = try await self.move(command, feature: feature, by: author)
            guard command.givesMore else {
                carryOut(move, rollouts[feature].flatMap { evidence(of: move, $0.section) })
                return await outcome(move.decision)
            }
            return Outcome(decision: try await carryOutOnceWritten(move), isWritten: true)
        } catch {
            await noteRefusal(command, feature: feature, by: author, why: error.description)
            throw error
        }
    }

    private func move(
        _ command: RolloutCommand, feature: String, by author: Author
    ) async throws(ControlError) -> RolloutMove {
        let before = rollouts[feature]
        var judgement = before?.finding?.judgement
        // A rollback waits for nothing.
        if case .promote = command { judgement = await judge(feature)?.judgement }
        guard let rollout = rollouts[feature] else {
            throw ControlError(.unknownRollout, "the rollout '\(feature)' is gone from the configuration")
        }
        // Each stage is left on its own gate.
        guard rollout.generation == before?.generation else {
            throw ControlError(
                .refused, "something else was decided about \(feature) meanwhile; look at it, and try again")
        }
        do throws(MoveRefusal) {
            return try rollout.machine.perform(
                command, by: author, judgement: judgement, isHeldBack: isHeldBack, now: clock())
        } catch {
            throw ControlError(.refused, "\(feature): \(error)")
        }
    }

    /// Nothing goes to the candidate from now on.
    public func halt(by author: Author) async -> Outcome {
        isHalted = true
        halts += 1
        let decision = everything(.halt, by: author)
        queue.append(RolloutCommit(decisions: [decision], isHalted: true))
        published(decision)
        return await outcome(decision)
    }

    /// Everything is as it was before it was halted.
    ///
    /// - Throws: ``ControlError`` where nothing is halted, or the ledger cannot be written.
    public func endHalt(by author: Author) async throws(ControlError) -> Outcome {
        let decision = everything(.resume, by: author)
        do throws(ControlError) {
            guard isHalted else {
                throw ControlError(.refused, "nothing is halted; to resume one rollout, name it")
            }
            let haltsBefore = halts
            let written = try await write(RolloutCommit(decisions: [decision], isHalted: false))
            guard halts == haltsBefore else { throw ControlError(.refused, "everything was halted again meanwhile") }
            isHalted = false
            published(written.decisions.first ?? decision)
            return Outcome(decision: written.decisions.first ?? decision, isWritten: true)
        } catch {
            var refused = decision
            refused.refusal = error.description
            await note(refused)
            throw error
        }
    }

    /// Notes that somebody tried what may not be.
    public func noteRefusal(
        _ command: RolloutCommand, feature: String, by author: Author, why: String
    ) async {
        guard let rollout = rollouts[feature] else {
            var decision = everything(command.action, by: author)
            decision.feature = feature
            decision.refusal = why
            return await note(decision)
        }
        var target = rollout.state.stage
        if case .promote(let wanted, _) = command {
            target = wanted ?? rollout.section.stages.next(after: target) ?? target
        }
        if command == .rollback { target = 0 }
        await note(
            DecisionRecord(
                at: clock(), feature: feature, who: author.name, action: command.action, from: rollout.state.stage,
                to: target, reason: author.reason, refusal: why, attempt: rollout.state.attempt,
                candidateVersion: rollout.state.candidateVersion, fingerprint: rollout.state.fingerprint))
    }

    /// Notes that somebody tried to halt everything, or to end that, who may not.
    public func noteRefusal(_ action: DecisionRecord.Action, by author: Author, why: String) async {
        var decision = everything(action, by: author)
        decision.refusal = why
        await note(decision)
    }

    private func note(_ decision: DecisionRecord) async {
        logger.warning("\(DecisionText.sentence(decision))")
        queue.append(RolloutCommit(decisions: [decision]))
        await writeWaiting()
    }

    /// - Throws: ``ControlError`` where there is no such rollout, or it is not known where it stands.
    func checkKnown(_ feature: String) throws(ControlError) {
        let features = configuration.rollouts.map(\.policy.feature)
        guard features.contains(feature) else {
            let nearest = NearestName.suggestion(for: feature, among: features).map { "; did you mean '\($0)'?" }
            let known =
                features.isEmpty ? "; the configuration has none" : "; there are: \(features.joined(separator: ", "))"
            throw ControlError(.unknownRollout, "there is no rollout '\(feature)'\(nearest ?? known)")
        }
        guard rollouts[feature] != nil else {
            throw ControlError(
                .unavailable, "it is not known where \(feature) stands, so legacy serves everybody: \(trouble ?? "")")
        }
    }

    private func everything(_ action: DecisionRecord.Action, by author: Author) -> DecisionRecord {
        DecisionRecord(
            at: clock(), feature: nil, who: author.name, action: action, from: 0, to: 0, reason: author.reason,
            candidateVersion: configuration.evidenceIdentity.candidateVersion, fingerprint: configuration.fingerprint)
    }

    /// Whoever took users back is told so at once: a disk may take its time.
    private func outcome(_ decision: DecisionRecord) async -> Outcome {
        startWriting()
        for _ in 0..<20 where !queue.isEmpty {
            do { try await Task.sleep(for: .milliseconds(50)) } catch { break }
        }
        guard let written = written.last(where: { $0.isWritten(of: decision) }) else {
            return Outcome(decision: decision, isWritten: false)
        }
        return Outcome(decision: written, isWritten: true)
    }
}

extension RolloutCommand {
    /// Whether more users may be served by the candidate for it.
    fileprivate var givesMore: Bool {
        switch self {
        case .promote, .resume: true
        case .pause, .rollback: false
        }
    }
}

extension DecisionRecord {
    /// Whether it is what the ledger made of a decision.
    fileprivate func isWritten(of decision: DecisionRecord) -> Bool {
        at == decision.at && feature == decision.feature && action == decision.action && who == decision.who
            && from == decision.from && to == decision.to
    }
}
