import NIOCore
import Traffic

/// The copies that come from one client connection. It outlives the connection while copies are under way.
final class CopyOrder {
    private var schedule = CopySchedule()
    private var waiting: [Int: Copy] = [:]
    private var exchanges: [Int: ActiveExchange] = [:]
    private var nextNumber = 0

    /// A copy that has its place in the order.
    struct Copy {
        let deadline: NIODeadline
        let start: () -> Void
        let expire: () -> Void
    }

    /// A number for a copy, to add it and to say `finished` with.
    func makeNumber() -> Int {
        defer { nextNumber += 1 }
        return nextNumber
    }

    /// Adds a copy; it is started now, or when its turn comes.
    func add(_ number: Int, of exchange: ActiveExchange, side: Side, operation: Operation, _ copy: Copy) {
        exchanges[number] = exchange
        if schedule.add(number, side: side, operation: operation) {
            copy.start()
        } else {
            waiting[number] = copy
        }
    }

    /// Says that a copy is done with, so that others may start.
    func finished(_ number: Int) {
        waiting[number] = nil
        exchanges[number] = nil
        for next in schedule.remove(number) { waiting.removeValue(forKey: next)?.start() }
    }

    /// Says that a side is about to serve a request, which waits for no copy.
    ///
    /// - Returns: Whether the request itself passes an earlier copy that it depends on.
    func serving(on side: Side, _ operation: Operation) -> Bool {
        let overtaken = schedule.overtaken(byServedOn: side, operation)
        guard !overtaken.isEmpty else { return false }
        if operation == .write {
            for number in overtaken { exchanges[number]?.isOvertaken = true }
        }
        return operation == .read || overtaken.contains { exchanges[$0]?.operation == .write }
    }

    /// Gives up copies that have waited too long.
    func expire(_ now: NIODeadline) {
        for (number, copy) in waiting where copy.deadline <= now {
            waiting[number] = nil
            copy.expire()
        }
    }

    var isEmpty: Bool { schedule.isEmpty }
}
