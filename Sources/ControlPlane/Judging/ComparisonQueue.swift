import Dispatch
import Foundation
import Synchronization
public import Traffic

/// Takes finished exchanges from the event loops, compares them on a thread of its own, and hands on what came of it.
///
/// An event loop only puts an exchange into a list (``ExchangeIntake``): no lock, and no wake-up for each exchange. The
/// thread looks in rounds, which lets exchanges gather: at some thousand a second one wake-up for each would cost as much
/// as the comparison. It runs at a lower priority than the event loops, so that where cores are short it is comparisons
/// that wait, and in the end are dropped and counted, never requests.
public final class ComparisonQueue: ExchangeSink {
    /// When a round begins.
    struct Pace: Sendable {
        /// From the first exchange of a round to the round, at most.
        var gathering = DispatchTimeInterval.milliseconds(5)
        /// Bytes that wait, with which a round begins at once: large bodies are still in a cache, and few of them are held.
        var promptBytes = 1024 * 1024
    }

    /// By how much less urgent the thread is than the event loops (`nice`).
    private static let niceness: Int32 = 5

    /// What the thread has taken out of the intake.
    private struct Work {
        /// Not yet begun, the newest first.
        var taken: [ExchangeIntake.Waiting] = []
        var current: ExchangeIntake.Waiting?
        var isGivenUp = false
        /// Whether what was given up is being counted: until it is, nothing has ended.
        var isCounting = false
        /// Who waits for the end.
        var end: CheckedContinuation<Void, Never>?
    }

    private let intake: ExchangeIntake
    /// Off the request path: event loops never ask for it.
    private let work = Mutex(Work())
    /// Whether the thread sleeps until somebody wakes it.
    private let isAsleep = Atomic<Bool>(false)
    /// Whether the thread lets a round's exchanges gather, and is to be woken once they are many bytes.
    private let isGathering = Atomic<Bool>(false)
    private let isFinished = Atomic<Bool>(false)
    private let wakeUp = DispatchSemaphore(value: 0)
    private let pace: Pace
    private let compare: @Sendable (Exchange) -> Comparison
    private let record: @Sendable (Comparison) -> Void

    /// - Parameters:
    ///   - compare: Judges one exchange; called off the event loops.
    ///   - record: Takes each comparison; called off the event loops.
    public convenience init(
        compare: @escaping @Sendable (Exchange) -> Comparison,
        record: @escaping @Sendable (Comparison) -> Void
    ) {
        self.init(pace: Pace(), compare: compare, record: record)
    }

    init(
        pace: Pace,
        compare: @escaping @Sendable (Exchange) -> Comparison,
        record: @escaping @Sendable (Comparison) -> Void
    ) {
        self.pace = pace
        intake = ExchangeIntake()
        self.compare = compare
        self.record = record
    }

    /// Exchanges that could not even be counted by route.
    public var lost: Int { intake.lost }

    /// Keeps an exchange for comparison, or drops and counts it.
    public func exchangeFinished(_ exchange: consuming Exchange) {
        intake.append(exchange)
        endWait(isAsleep)
        if intake.bytes >= pace.promptBytes { endWait(isGathering) }
    }

    /// Compares until ``finish()`` has been called and nothing is left, or until ``giveUp()``.
    public func run() async {
        await withCheckedContinuation { continuation in
            work.withLock { $0.end = continuation }
            let thread = Thread {
                self.compareUntilFinished()
                self.endUnlessCounting()
            }
            thread.name = "comparison"
            // What the deepest bodies take, many times over; not every C library gives a thread as much by itself.
            thread.stackSize = 8 * 1024 * 1024
            thread.start()
        }
    }

    /// Says that no exchange will come any more.
    public func finish() {
        isFinished.store(true, ordering: .sequentiallyConsistent)
        endWait(isAsleep)
        endWait(isGathering)
    }

    /// Ends ``run()`` without waiting for what is being compared: that cannot be interrupted, and nothing that comes of it is
    /// recorded any more. It is counted as dropped, as is all that waits. Does nothing where all is done.
    ///
    /// - Returns: How many exchanges were not compared for it.
    @discardableResult
    public func giveUp() -> Int {
        let begun = work.withLock { work -> [ExchangeIntake.Waiting]? in
            guard !work.isGivenUp else { return nil }
            (work.isGivenUp, work.isCounting) = (true, true)
            defer { (work.taken, work.current) = ([], nil) }
            return work.taken + [work.current].compactMap { $0 }
        }
        guard let begun else { return 0 }
        finish()
        var count = 0
        for waiting in (intake.take() + begun).reversed() {
            record(compare(waiting.exchange.shed))
            intake.giveBack(waiting)
            if !waiting.isDropped { count += 1 }
        }
        work.withLock { $0.isCounting = false }
        endUnlessCounting()
        return count
    }

    private func endUnlessCounting() {
        work.withLock { work -> CheckedContinuation<Void, Never>? in
            guard !work.isCounting else { return nil }
            defer { work.end = nil }
            return work.end
        }?.resume()
    }

    // MARK: The thread

    private func compareUntilFinished() {
        #if os(Linux)
            // On Linux the calling thread alone. It cannot fail for a lower priority, and it would only cost speed.
            _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, Self.niceness)
        #endif
        while true {
            // Read before the intake: what was put in before the end is not left behind.
            let isLast = isFinished.load(ordering: .sequentiallyConsistent)
            compareAll()
            if isLast { return }
            sleep()
        }
    }

    private func compareAll() {
        let isWanted = work.withLock { work in
            guard !work.isGivenUp else { return false }
            work.taken = intake.take()
            return true
        }
        guard isWanted else { return }
        while let waiting = begin() {
            let comparison = compare(waiting.exchange)
            let isRecorded = work.withLock { work in
                // Recorded under the lock, so that whoever gives up finds it either recorded or not.
                guard !work.isGivenUp else { return false }
                work.current = nil
                record(comparison)
                return true
            }
            guard isRecorded else { return }
            intake.giveBack(waiting)
        }
    }

    private func begin() -> ExchangeIntake.Waiting? {
        work.withLock { work in
            work.current = work.taken.popLast()
            return work.current
        }
    }

    private func sleep() {
        isAsleep.store(true, ordering: .sequentiallyConsistent)
        if intake.isEmpty, !isFinished.load(ordering: .sequentiallyConsistent) { wakeUp.wait() }
        isAsleep.store(false, ordering: .sequentiallyConsistent)
        gather()
    }

    /// Lets a round's exchanges gather for a while, unless many bytes wait.
    private func gather() {
        isGathering.store(true, ordering: .sequentiallyConsistent)
        if !isFinished.load(ordering: .sequentiallyConsistent), intake.bytes < pace.promptBytes {
            // A wake-up that comes as this ends by itself only makes one round that finds nothing.
            _ = wakeUp.wait(timeout: .now() + pace.gathering)
        }
        isGathering.store(false, ordering: .sequentiallyConsistent)
    }

    private func endWait(_ isWaiting: borrowing Atomic<Bool>) {
        guard isWaiting.load(ordering: .sequentiallyConsistent),
            isWaiting.exchange(false, ordering: .sequentiallyConsistent)
        else { return }
        wakeUp.signal()
    }
}
