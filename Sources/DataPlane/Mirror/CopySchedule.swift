import Traffic

/// The order of the copies that come from one client connection (design: the copy of a read waits for that connection's
/// earlier write copies to the same side, the copy of a write for all its earlier copies to it).
///
/// Pure: it holds copies and says which may start. It also says which lost their order, because a *served* request does
/// not wait for copies: served writes that pass earlier copies to a side whose data they change, and served requests that
/// pass earlier write copies to their side.
struct CopySchedule<Copy> {
    /// Names a copy while it is in the schedule.
    typealias Number = Int

    private struct Entry {
        let number: Number
        let copy: Copy
        let side: Side
        let operation: Operation
        var isRunning: Bool
    }

    private var entries: [Entry] = []
    private var nextNumber = 0

    /// Copies that wait for their turn, in their order.
    var waiting: [Copy] { entries.filter { !$0.isRunning }.map(\.copy) }

    var hasWaiting: Bool { entries.contains { !$0.isRunning } }

    /// Adds a copy behind the others.
    ///
    /// - Returns: Its number, and whether it may start at once.
    mutating func add(_ copy: Copy, side: Side, operation: Operation) -> (number: Number, isRunning: Bool) {
        let waits = entries.contains { Self.conflicts($0, side, operation) }
        defer { nextNumber += 1 }
        entries.append(
            Entry(number: nextNumber, copy: copy, side: side, operation: operation, isRunning: !waits))
        return (nextNumber, !waits)
    }

    /// Takes a copy out that is done or given up.
    ///
    /// - Returns: The copies that may start now, in their order.
    mutating func remove(_ number: Number) -> [Copy] {
        guard let index = entries.firstIndex(where: { $0.number == number }) else { return [] }
        entries.remove(at: index)
        var started: [Copy] = []
        for index in entries.indices where !entries[index].isRunning {
            let entry = entries[index]
            let waits = entries[..<index].contains { Self.conflicts($0, entry.side, entry.operation) }
            guard !waits else { continue }
            entries[index].isRunning = true
            started.append(entry.copy)
        }
        return started
    }

    /// What a request breaks that is served now.
    struct Overtaken {
        /// Copies that do not see what they would have seen in their turn.
        var copies: [Copy] = []
        /// Whether the request itself does not see a write that came before it.
        var missesWrite = false
    }

    /// Says what a request that is served now, by a side, does to the order.
    ///
    /// - Parameter isSeenByBoth: Whether what the request writes is the other side's data as well.
    func overtaken(byServedOn side: Side, _ operation: Operation, isSeenByBoth: Bool) -> Overtaken {
        guard !entries.isEmpty else { return Overtaken() }
        return Overtaken(
            // A read changes nothing for the copies that it passes.
            copies: operation == .write ? entries.filter { $0.side == side || isSeenByBoth }.map(\.copy) : [],
            missesWrite: entries.contains { $0.side == side && $0.operation == .write })
    }

    /// Two requests on one side must keep their order where at least one of them writes.
    private static func conflicts(_ earlier: Entry, _ side: Side, _ operation: Operation) -> Bool {
        earlier.side == side && (earlier.operation == .write || operation == .write)
    }
}
