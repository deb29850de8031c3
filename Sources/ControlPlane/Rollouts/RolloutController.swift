public import Ledgers
public import Logging
import Reports
import Rollouts
public import Traffic

/// Holds the rollouts: moves them on evidence, on alarms, by the file and by people's commands, and writes every move down.
///
/// Two rules keep it safe. What takes users back holds at once, and is written as soon as that can be: no disk is needed to stop
/// a candidate. What gives the candidate more is written first, and holds only then. And while it is not known where rollouts
/// stand, since their ledger is there and cannot be read, legacy serves everybody.
///
/// An actor: between a question to the ledger and its answer something else may have been decided, so that every answer is held
/// against what holds by then (`ManagedRollout.generation`).
public actor RolloutController {
    let ledger: Ledger
    let recent: RecentTraffic
    let probes: ProbeBoard
    let clock: @Sendable () -> Timestamp
    let publish: @Sendable (RolloutsInForce) -> Void
    let announce: @Sendable (DecisionRecord) -> Void
    let logger: Logger

    var configuration: Configuration
    /// By feature.
    var rollouts: [String: ManagedRollout] = [:]
    /// What the ledger knew of rollouts, those that the file no longer names included.
    var memory: RolloutMemory?
    var isHalted = false
    /// How often everything was halted, so that whoever ends a halt finds out that another one came meanwhile.
    var halts = 0
    var queue = DecisionQueue()
    /// The last decisions that were written, with their numbers.
    private(set) var written: [DecisionRecord] = []
    private static let keptWritten = 32
    /// Why the ledger does not take decisions, or cannot be read.
    var trouble: String?
    private var writing: Task<Void, Never>?

    /// - Parameters:
    ///   - recent: What alarms look at.
    ///   - probes: What probes said last.
    ///   - publish: Takes what is in force whenever it changes; it must not wait.
    ///   - announce: Takes every decision that was carried out; it must not wait.
    public init(
        configuration: Configuration,
        ledger: Ledger,
        recent: RecentTraffic,
        probes: ProbeBoard,
        clock: @escaping @Sendable () -> Timestamp,
        publish: @escaping @Sendable (RolloutsInForce) -> Void,
        announce: @escaping @Sendable (DecisionRecord) -> Void,
        logger: Logger
    ) {
        self.configuration = configuration
        self.ledger = ledger
        self.recent = recent
        self.probes = probes
        self.clock = clock
        self.publish = publish
        self.announce = announce
        self.logger = logger
    }

    /// Whether nothing goes to the candidate at all.
    var isHeldBack: Bool { isHalted || configuration.isKillSwitchOn }

    /// What is in force now. Before it is known where rollouts stand, nobody is served by the candidate.
    public var inForce: RolloutsInForce {
        let policies = configuration.rollouts.map { section in
            if let rollout = rollouts[section.policy.feature] { return rollout.machine.policy }
            var held = section.policy
            held.isRolledBack = true
            return held
        }
        return RolloutsInForce(policies: policies, isHalted: isHeldBack)
    }

    // MARK: Moves

    /// A move holds from now on, and is written as soon as that can be.
    func carryOut(_ move: RolloutMove, _ evidence: RolloutCommit.EvidenceStart?) {
        adopt(move.state, isWritten: false)
        queue.append(commit(move, evidence))
        published(move.decision)
        startWriting()
    }

    /// A move is written, and holds from then on.
    ///
    /// - Throws: ``ControlError`` where it cannot be written, or something else was decided meanwhile.
    func carryOutOnceWritten(_ move: RolloutMove) async throws(ControlError) -> DecisionRecord {
        let feature = move.state.feature
        guard let rollout = rollouts[feature], !rollout.isMoving else {
            throw ControlError(.refused, "another move of \(feature) is under way; look at it, and try again")
        }
        rollouts[feature]?.isMoving = true
        defer { rollouts[feature]?.isMoving = false }
        let written = try await write(commit(move, evidence(of: move, rollout.section)))
        guard let state = written.states.first, let decision = written.decisions.first else {
            throw ControlError(.unavailable, "the ledger did not say what it wrote about \(feature)")
        }
        guard let current = rollouts[feature] else {
            remember(state)
            throw ControlError(.unknownRollout, "the rollout '\(feature)' is gone from the configuration")
        }
        guard current.generation == rollout.generation else {
            throw ControlError(
                .refused,
                "decision \(decision.number) does not hold: something else was decided about \(feature) while it was "
                    + "written; look at it, and try again")
        }
        adopt(state, isWritten: true)
        published(decision)
        return decision
    }

    /// A state holds from now on.
    func adopt(_ state: RolloutState, isWritten: Bool) {
        guard let section = rollouts[state.feature]?.section else { return }
        rollouts[state.feature]?.adopt(state, isWritten: isWritten)
        recent.mark(section.policy.routes, at: state.alarmsSince)
    }

    func published(_ decision: DecisionRecord) {
        publish(inForce)
        // That a sidecar has read its file for the first time is no news.
        if decision.action != .start { announce(decision) }
        logger.notice("\(DecisionText.sentence(decision))")
    }

    private func commit(_ move: RolloutMove, _ evidence: RolloutCommit.EvidenceStart?) -> RolloutCommit {
        RolloutCommit(
            decisions: [move.decision],
            states: [move.state],
            evidence: evidence.map { [move.state.feature: $0] } ?? [:]
        )
    }

    /// A stage that is come back to is another attempt: what promoted it before does not promote it again.
    func evidence(of move: RolloutMove, _ section: RolloutSection) -> RolloutCommit.EvidenceStart? {
        guard move.beginsEvidence else { return nil }
        return RolloutCommit.EvidenceStart(
            routes: section.policy.routes,
            unit: section.gate.map { EvidenceUnit($0.unit) } ?? .perDistinctRequest,
            isContinued: move.decision.action == .start)
    }

    // MARK: The ledger

    /// Writes what waits, or finds out that it cannot be.
    func writeWaiting() async { await startWriting()?.value }

    /// Writes a commit after all that was decided before it, and before all that is decided meanwhile.
    ///
    /// - Throws: ``ControlError`` where it cannot be written; nothing of it is then.
    func write(_ commit: RolloutCommit) async throws(ControlError) -> Ledger.Committed {
        let written = await withCheckedContinuation { author in
            queue.append(commit, for: author)
            startWriting()
        }
        do throws(LedgerError) {
            return try written.get()
        } catch {
            throw ControlError(.unavailable, "the ledger cannot be written, and nothing was changed: \(error)")
        }
    }

    /// - Returns: What writes; `nil` where nothing waits.
    @discardableResult
    func startWriting() -> Task<Void, Never>? {
        if let writing { return writing }
        guard !queue.isEmpty else { return nil }
        let task = Task { await self.writeAll() }
        writing = task
        return task
    }

    private func writeAll() async {
        defer { writing = nil }
        while let entry = queue.first {
            do {
                let written = try await ledger.commit(entry.commit)
                queue.removeFirst()
                self.written = (self.written + written.decisions).suffix(Self.keptWritten)
                for state in written.states { rollouts[state.feature]?.confirm(state) }
                entry.author?.resume(returning: .success(written))
                if trouble != nil { logger.notice("decisions that waited are written") }
                trouble = nil
            } catch {
                for author in queue.removeAwaited() { author.resume(returning: .failure(error)) }
                if !queue.isEmpty, trouble != error.description {
                    logger.error("a decision is not written yet, and is tried again: \(error)")
                }
                trouble = error.description
                return
            }
        }
    }
}
