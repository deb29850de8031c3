import Foundation

/// State that several threads share, and that a thread can wait on until it fits a predicate.
final class Monitored<State>: @unchecked Sendable {
    // Sendable: `state` is touched only while `condition` is locked, and closures get it for the time of the lock alone.
    private let condition = NSCondition()
    private var state: State

    init(_ state: sending State) { self.state = state }

    func withLock<Result>(_ body: (inout State) throws -> Result) rethrows -> Result {
        condition.lock()
        defer {
            condition.broadcast()
            condition.unlock()
        }
        return try body(&state)
    }

    /// Waits for the state to fit.
    ///
    /// - Throws: ``Failure`` where that takes too long.
    func wait(for what: @autoclosure () -> String, atMost limit: TimeInterval = 20, until fits: (State) -> Bool) throws
    {
        let deadline = Date(timeIntervalSinceNow: limit)
        condition.lock()
        defer { condition.unlock() }
        while !fits(state) {
            guard condition.wait(until: deadline) else { throw Failure("waited in vain for \(what())") }
        }
    }
}
