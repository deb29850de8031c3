import Foundation

/// Holds threads until the test lets them go, or a bounded time has passed.
final class Latch: Sendable {
    private let condition = NSCondition()
    // Read and written under the condition's lock only.
    private nonisolated(unsafe) var isOpen = false

    var hasOpened: Bool {
        condition.lock()
        defer { condition.unlock() }
        return isOpen
    }

    func open() {
        condition.lock()
        isOpen = true
        condition.broadcast()
        condition.unlock()
    }

    func wait(atMost limit: TimeInterval = 30) {
        let deadline = Date(timeIntervalSinceNow: limit)
        condition.lock()
        while !isOpen, condition.wait(until: deadline) {}
        condition.unlock()
    }
}
