public import Traffic

/// Where a rollout stands and what may become of it: every event returns the move that follows, or why none does.
///
/// Pure: whoever asks writes the move down and then takes its state over.
public struct RolloutMachine: Sendable, Equatable {
    public var plan: RolloutPlan
    public private(set) var state: RolloutState

    public init(plan: RolloutPlan, state: RolloutState) {
        self.plan = plan
        self.state = state
    }

    /// The move has happened.
    ///
    /// - Parameter written: The state as it was written, with the attempt that has begun.
    public mutating func adopt(_ written: RolloutState) { state = written }

    /// What decides who is served now.
    public var policy: RolloutPolicy {
        var policy = plan.policy
        policy.percentage = state.stage
        policy.isRolledBack = state.phase == .rolledBack
        return policy
    }

    // MARK: By itself

    /// What the controller does when it looks.
    ///
    /// - Parameters:
    ///   - judgement: What the gate says; `nil` where there is none, or it could not be asked.
    ///   - alarm: What a condition for a rollback shows; `nil` while none holds.
    ///   - isHeldBack: Whether nothing goes to the candidate at all.
    public func look(
        judgement: GateJudgement?,
        alarm: String?,
        isHeldBack: Bool,
        now: Timestamp
    ) -> RolloutMove? {
        guard plan.policy.isEnabled, !isHeldBack, state.phase != .rolledBack else { return nil }
        if let alarm { return rolledBack(by: .controller(alarm), judgement, now: now) }
        guard plan.isAutomatic, state.phase == .active, let judgement else { return nil }
        switch judgement.verdict {
        case .fail: return rolledBack(by: .controller("the gate fails: \(judgement.failures)"), judgement, now: now)
        case .error, .inconclusive: return nil
        case .pass:
            guard let next = plan.stages.next(after: state.stage), !isFrozen(at: now) else { return nil }
            return promoted(to: next, by: .controller("the gate passes"), judgement, isForced: false, now: now)
        }
    }

    /// Whether nothing is promoted at a moment.
    public func isFrozen(at now: Timestamp) -> Bool { plan.freezes.contains { $0.contains(now) } }

    // MARK: By people

    /// What a person asks for.
    ///
    /// - Parameters:
    ///   - judgement: What the gate says now; `nil` where there is none, or it could not be asked.
    ///   - isHeldBack: Whether nothing goes to the candidate at all.
    /// - Throws: ``MoveRefusal`` where it may not be.
    public func perform(
        _ command: RolloutCommand,
        by author: Author,
        judgement: GateJudgement?,
        isHeldBack: Bool,
        now: Timestamp
    ) throws(MoveRefusal) -> RolloutMove {
        switch command {
        case .promote(let target, let force):
            let next = try self.target(target, force: force)
            try checkPromotion(force: force, isHeldBack: isHeldBack, now: now)
            if !force { try checkGate(judgement) }
            return promoted(to: next, by: author, judgement, isForced: force, now: now)
        case .pause:
            guard state.phase == .active else {
                throw MoveRefusal("it is \(state.phase == .paused ? "paused" : "rolled back") already")
            }
            return move(.pause, by: author, now: now) { $0.phase = .paused }
        case .resume:
            guard state.phase != .active else { throw MoveRefusal("it is neither paused nor rolled back") }
            // What was seen while it was rolled back, before whatever was wrong was mended, says nothing about it now.
            return move(.resume, by: author, beginsEvidence: state.phase == .rolledBack, now: now) { state in
                state.phase = .active
                state.alarmsSince = now
                state.isHeldByController = false
            }
        case .rollback: return rolledBack(by: author, judgement, now: now)
        }
    }

    func target(_ wanted: Double?, force: Bool) throws(MoveRefusal) -> Double {
        guard let next = plan.stages.next(after: state.stage) else {
            throw MoveRefusal("it is at its last stage, \(Self.percent(state.stage))")
        }
        guard let wanted else { return next }
        guard plan.stages.percentages.contains(wanted) else {
            let stages = plan.stages.percentages.map { DecimalText.describe($0) }.joined(separator: ", ")
            throw MoveRefusal("\(Self.percent(wanted)) is no stage of it; its stages are \(stages)")
        }
        guard wanted > state.stage else {
            throw MoveRefusal(
                "\(Self.percent(wanted)) is not above its stage, \(Self.percent(state.stage)); roll it back, or lower "
                    + "rolloutPercentage in the file")
        }
        guard wanted == next || force else {
            throw MoveRefusal(
                "\(Self.percent(wanted)) is not the next stage, which is \(Self.percent(next)); each stage is shown by "
                    + "itself, unless it is forced")
        }
        return wanted
    }

    func checkPromotion(force: Bool, isHeldBack: Bool, now: Timestamp) throws(MoveRefusal) {
        if isHeldBack { throw MoveRefusal("everything is halted: nothing goes to the candidate; resume first") }
        if !plan.policy.isEnabled { throw MoveRefusal("it is not enabled in the file") }
        if state.phase == .paused { throw MoveRefusal("it is paused; resume it first") }
        if !force, isFrozen(at: now) {
            throw MoveRefusal("nothing is promoted now: a freeze window is open; wait, or force it")
        }
    }

    func checkGate(_ judgement: GateJudgement?) throws(MoveRefusal) {
        guard plan.hasGate else { return }
        guard let judgement else {
            throw MoveRefusal("its gate cannot be judged now: the ledger cannot be read; try again, or force it")
        }
        guard judgement.verdict != .pass else { return }
        let why =
            judgement.verdict == .fail
            ? "its gate fails: \(judgement.failures)"
            : "its gate does not pass yet: it still needs \(judgement.missing.joined(separator: "; "))"
        throw MoveRefusal("\(why) ('parallax promote --force' goes past it)")
    }

    // MARK: Moves

    func promoted(
        to stage: Double,
        by author: Author,
        _ judgement: GateJudgement?,
        isForced: Bool,
        now: Timestamp
    ) -> RolloutMove {
        move(.promote, by: author, judgement, isForced: isForced, beginsEvidence: true, now: now) { state in
            state.stage = stage
            state.phase = .active
            state.isHeldByController = false
        }
    }

    private func rolledBack(by author: Author, _ judgement: GateJudgement?, now: Timestamp) -> RolloutMove {
        move(.rollback, by: author, judgement, beginsEvidence: state.phase != .rolledBack, now: now) { state in
            // A person's rollback is not ended by another candidate.
            state.isHeldByController = author.name == DecisionRecord.controller
            state.stage = 0
            state.phase = .rolledBack
        }
    }

    /// - Parameter change: What becomes of the state.
    func move(
        _ action: DecisionRecord.Action,
        by author: Author,
        _ judgement: GateJudgement? = nil,
        isForced: Bool = false,
        beginsEvidence: Bool = false,
        now: Timestamp,
        _ change: (inout RolloutState) -> Void
    ) -> RolloutMove {
        var changed = state
        change(&changed)
        if beginsEvidence {
            changed.startedAt = now
            changed.alarmsSince = now
        }
        let decision = DecisionRecord(
            at: now,
            feature: state.feature,
            who: author.name,
            action: action,
            from: state.stage,
            to: changed.stage,
            reason: author.reason,
            isForced: isForced,
            verdict: judgement?.verdict,
            attempt: state.attempt,
            missing: judgement?.missing ?? [],
            criteria: judgement?.criteria ?? [],
            candidateVersion: changed.candidateVersion,
            fingerprint: changed.fingerprint
        )
        return RolloutMove(decision: decision, state: changed, beginsEvidence: beginsEvidence)
    }

    static func percent(_ value: Double) -> String { "\(DecimalText.describe(value)) %" }
}

extension Author {
    fileprivate static func controller(_ reason: String) -> Author {
        Author(name: DecisionRecord.controller, reason: reason)
    }
}

extension GateJudgement {
    /// What fails, with its numbers.
    public var failures: String {
        let failed = criteria.filter { $0.verdict == .fail }
            .map { "\($0.criterion) on \($0.route) (\($0.bad) of \($0.observations))" }
        let probes = probes.filter { $0.holds == false }
            .map {
                "probe \($0.name) (\($0.value.map { DecimalText.describe($0) } ?? "no value"), not \($0.expectation))"
            }
        return (failed + probes).joined(separator: ", ")
    }
}
