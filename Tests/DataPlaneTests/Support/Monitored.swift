import Foundation

/// State that several threads share, and that a thread can wait on until it fits a predicate.
final class Monitored<State>: @unchecked Sendable {
    // Sendable: `state` is touched only while `condition` is locked, and closures get it for the time of the lock alone.
    private let condition = NSCondition()
    private var state: State

    init(_ state: State) { self.state = state }

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
    /// - Throws: ``HarnessError`` where that takes too long.
    func wait(for what: String, timeout: TimeInterval = 10, until fits: (State) -> Bool) throws {
        let deadline = Date(timeIntervalSinceNow: timeout)
        condition.lock()
        defer { condition.unlock() }
        while !fits(state) {
            guard condition.wait(until: deadline) else { throw HarnessError("waited in vain for \(what)") }
        }
    }
}

/// A signal that a test gives, for a script that waits for it.
final class Signal: Sendable {
    private let isGiven = Monitored(false)

    func give() { isGiven.withLock { $0 = true } }

    func wait(timeout: TimeInterval = 10) throws {
        try isGiven.wait(for: "a signal", timeout: timeout) { $0 }
    }
}

/// Something that a test expected of the sockets and did not get.
struct HarnessError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
