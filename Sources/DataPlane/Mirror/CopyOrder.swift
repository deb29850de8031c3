import NIOCore
import Traffic

/// The copies that come from one client connection. It outlives the connection while copies are under way.
final class CopyOrder {
    private let loop: LoopContext
    private var schedule = CopySchedule<CapturingLeg>()

    init(loop: LoopContext) { self.loop = loop }

    /// Adds a copy; it is started now, or when its turn comes.
    func add(_ copy: CapturingLeg, operation: Operation) {
        let (number, isRunning) = schedule.add(copy, side: copy.side, operation: operation)
        copy.number = number
        if isRunning { copy.start() } else { loop.watch(self) }
    }

    /// Says that a copy is done with, so that others may start.
    func finished(_ copy: CapturingLeg) {
        guard let number = copy.number else { return }
        copy.number = nil
        for next in schedule.remove(number) { next.start() }
    }

    /// Says that a side is about to serve a request, which waits for no copy.
    ///
    /// - Parameter isDryRun: Whether writes of the route are copied as dry runs, on the data that legacy writes.
    /// - Returns: Whether the request itself passes an earlier copy that it depends on.
    func serving(on side: Side, _ operation: Operation, isDryRun: Bool) -> Bool {
        let overtaken = schedule.overtaken(
            byServedOn: side, operation, isSeenByBoth: isDryRun || loop.shared.sidesShareData)
        for copy in overtaken.copies { copy.wasOvertaken() }
        return overtaken.missesWrite
    }

    /// Gives up copies that have waited too long.
    ///
    /// - Returns: Whether any still waits.
    func expire(_ now: NIODeadline) -> Bool {
        guard schedule.hasWaiting else { return false }
        for copy in schedule.waiting where copy.waitsUntil <= now { copy.giveUp() }
        return schedule.hasWaiting
    }
}
