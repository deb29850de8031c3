import Rollouts
import Traffic

/// One rollout in the controller's hands.
struct ManagedRollout: Sendable {
    var section: RolloutSection
    var machine: RolloutMachine
    /// Counts moves, so that whoever had to wait finds out whether something else was decided meanwhile.
    private(set) var generation = 0
    /// Whether a move waits to be written before it holds.
    var isMoving = false
    /// Whether the move that holds is written, so that its attempt is known.
    private(set) var isWritten: Bool
    /// What became of each condition for a rollback, in the order of the file.
    var alarms: [AlertState]
    private var lastLook: Timestamp?
    private var lastAlarmLook: Timestamp?
    /// What the ledger showed last of this attempt.
    var finding: RolloutJudge.Finding?

    /// - Parameter isWritten: Whether the ledger has that state.
    init(_ section: RolloutSection, state: RolloutState, isWritten: Bool) {
        self.section = section
        self.isWritten = isWritten
        machine = RolloutMachine(plan: section.plan, state: state)
        alarms = section.rollbackConditions.map { _ in .inactive }
    }

    var feature: String { section.policy.feature }
    var state: RolloutState { machine.state }

    /// Whether it is time to judge its evidence; if so, that is done now.
    mutating func beginLook(at now: Timestamp) -> Bool {
        guard isDue(lastLook, at: now) else { return false }
        lastLook = now
        return true
    }

    /// Whether it is time to look for alarms; if so, that is done now.
    mutating func beginAlarmLook(at now: Timestamp) -> Bool {
        guard isDue(lastAlarmLook, at: now) else { return false }
        lastAlarmLook = now
        return true
    }

    private func isDue(_ last: Timestamp?, at now: Timestamp) -> Bool {
        guard let last else { return true }
        // A clock that was set back is no reason to stop looking.
        let elapsed = now.milliseconds - last.milliseconds
        return elapsed < 0 || elapsed >= section.evaluationInterval.wholeMilliseconds
    }

    /// A move holds from now on.
    mutating func adopt(_ state: RolloutState, isWritten: Bool) {
        generation += 1
        self.isWritten = isWritten
        machine.adopt(state)
        finding = nil
        // What alarmed before alarms anew.
        alarms = alarms.map { _ in .inactive }
    }

    /// A move is written: the attempt that has begun is known, also where something else was decided since that goes on with it.
    mutating func confirm(_ written: RolloutState) {
        guard written.isSameStay(as: state) else { return }
        var known = state
        known.attempt = written.attempt
        machine.adopt(known)
        isWritten = known == written
    }

    /// The file says something else.
    mutating func follow(_ section: RolloutSection) {
        self.section = section
        machine.plan = section.plan
        finding = nil
        alarms = section.rollbackConditions.map { _ in .inactive }
    }

    /// Whether the file asks for a larger share than the one reached, which needs the gate.
    var wantsMore: Bool {
        let wanted = machine.plan.policy.percentage
        return wanted != state.configuredPercentage && wanted > state.stage
    }
}
