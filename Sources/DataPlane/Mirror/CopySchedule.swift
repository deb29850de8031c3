import Traffic

/// The order of the copies that come from one client connection (design: the copy of a read waits for that connection's
/// earlier write copies to the same side, the copy of a write for all its earlier copies to it).
///
/// Pure: copies are known by numbers; the methods say which may start. It also says which exchanges lost their order,
/// because a *served* request does not wait for copies: served writes that pass earlier copies to the same side, and
/// served reads that pass earlier write copies.
struct CopySchedule {
    private struct Entry {
        let number: Int
        let side: Side
        let operation: Operation
        var isRunning: Bool
    }

    private var entries: [Entry] = []

    var isEmpty: Bool { entries.isEmpty }

    /// Adds a copy behind the others.
    ///
    /// - Returns: Whether it may start at once.
    mutating func add(_ number: Int, side: Side, operation: Operation) -> Bool {
        let waits = entries.contains { conflicts($0, side, operation) }
        entries.append(Entry(number: number, side: side, operation: operation, isRunning: !waits))
        return !waits
    }

    /// Takes a copy out that is done or given up.
    ///
    /// - Returns: The copies that may start now, in their order.
    mutating func remove(_ number: Int) -> [Int] {
        entries.removeAll { $0.number == number }
        var started: [Int] = []
        for index in entries.indices where !entries[index].isRunning {
            let entry = entries[index]
            guard !entries[..<index].contains(where: { conflicts($0, entry.side, entry.operation) }) else { continue }
            entries[index].isRunning = true
            started.append(entry.number)
        }
        return started
    }

    /// The copies whose order a request that is served now by a side breaks.
    func overtaken(byServedOn side: Side, _ operation: Operation) -> [Int] {
        entries.filter { conflicts($0, side, operation) }.map(\.number)
    }

    /// Two requests on one side must keep their order where at least one of them writes.
    private func conflicts(_ earlier: Entry, _ side: Side, _ operation: Operation) -> Bool {
        earlier.side == side && (earlier.operation == .write || operation == .write)
    }
}
