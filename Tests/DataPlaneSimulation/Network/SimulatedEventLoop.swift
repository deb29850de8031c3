import Foundation
import NIOCore

/// An event loop in virtual time: its clock moves when it is told to, and what is due runs in the order of time, then of
/// being asked for.
///
/// `EmbeddedEventLoop` does the same, and makes a promise for everything, which took a third of the time of a simulation.
/// It belongs to the thread that made it.
final class SimulatedEventLoop: EventLoop, @unchecked Sendable {
    private struct Entry {
        let time: NIODeadline
        let number: UInt64
        let run: () -> Void

        func isBefore(_ other: Entry) -> Bool { (time, number) < (other.time, other.number) }
    }

    private(set) var now = NIODeadline.uptimeNanoseconds(0)
    /// A binary heap.
    private var tasks: [Entry] = []
    private var nextNumber: UInt64 = 0
    private let thread = pthread_self()

    init() { tasks.reserveCapacity(32) }

    var inEventLoop: Bool { pthread_equal(thread, pthread_self()) != 0 }

    // MARK: Time

    /// Runs what is due until then, in order, each at its own time.
    func advance(to deadline: NIODeadline) {
        preconditionInEventLoop()
        while let first = tasks.first, first.time <= deadline {
            removeTask(at: 0)
            now = max(now, first.time)
            first.run()
        }
        now = max(now, deadline)
    }

    func advance(by amount: TimeAmount) { advance(to: now + amount) }

    // MARK: Tasks

    func execute(_ task: @escaping () -> Void) { add(at: now, task) }

    /// Runs something later that nobody waits for and nobody cancels.
    func run(in amount: TimeAmount, _ task: @escaping () -> Void) { add(at: now + amount, task) }

    @discardableResult
    func scheduleTask<T>(in amount: TimeAmount, _ task: @escaping () throws -> T) -> Scheduled<T> {
        scheduleTask(deadline: now + amount, task)
    }

    @discardableResult
    func scheduleTask<T>(deadline: NIODeadline, _ task: @escaping () throws -> T) -> Scheduled<T> {
        let promise = makePromise(of: T.self)
        let number = add(at: deadline) {
            do {
                promise.assumeIsolated().succeed(try task())
            } catch {
                promise.fail(error)
            }
        }
        return Scheduled(promise: promise) { self.cancel(number) }
    }

    private func cancel(_ number: UInt64) {
        preconditionInEventLoop()
        if let index = tasks.firstIndex(where: { $0.number == number }) { removeTask(at: index) }
    }

    // MARK: The heap

    @discardableResult
    private func add(at time: NIODeadline, _ run: @escaping () -> Void) -> UInt64 {
        preconditionInEventLoop()
        let task = Entry(time: time, number: nextNumber, run: run)
        nextNumber += 1
        tasks.append(task)
        siftUp(tasks.count - 1)
        return task.number
    }

    private func removeTask(at index: Int) {
        let last = tasks.removeLast()
        guard index < tasks.count else { return }
        tasks[index] = last
        siftUp(index)
        siftDown(index)
    }

    private func siftUp(_ start: Int) {
        var index = start
        while index > 0, tasks[index].isBefore(tasks[(index - 1) / 2]) {
            tasks.swapAt(index, (index - 1) / 2)
            index = (index - 1) / 2
        }
    }

    private func siftDown(_ start: Int) {
        var index = start
        while 2 * index + 1 < tasks.count {
            var least = 2 * index + 1
            if least + 1 < tasks.count, tasks[least + 1].isBefore(tasks[least]) { least += 1 }
            guard tasks[least].isBefore(tasks[index]) else { return }
            tasks.swapAt(index, least)
            index = least
        }
    }

    // MARK: The end

    func shutdownGracefully(queue: DispatchQueue, _ callback: @escaping @Sendable ((any Error)?) -> Void) {
        queue.async { callback(nil) }
    }
}
