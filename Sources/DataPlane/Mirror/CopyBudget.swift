import Synchronization

/// How many copies may wait or run at the same time, over all event loops. One atomic, no lock. The rest of a candidate's failed
/// answer, in place of which legacy serves, is as good as a copy.
final class CopyBudget: Sendable {
    private let inFlight = Atomic<Int>(0)
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    /// Copies that wait or run now.
    var current: Int { inFlight.load(ordering: .relaxed) }

    /// Takes a place, if there is one.
    func take() -> Bool {
        var taken = current
        // Not added first and taken back: who looks meanwhile must not see more than there may be.
        while taken < limit {
            let (isTaken, found) = inFlight.compareExchange(expected: taken, desired: taken + 1, ordering: .relaxed)
            if isTaken { return true }
            taken = found
        }
        return false
    }

    /// Takes a place while less than half of them are taken: for what may be left out sooner than a copy.
    func takeSpare() -> Bool { current < limit / 2 && take() }

    func giveBack() { inFlight.subtract(1, ordering: .relaxed) }
}
