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
    /// From the first exchange of a round to the round.
    private static let gathering: UInt32 = 5_000
    /// Bytes that wait already, with which a round begins at once, so that bodies are still in a cache.
    private static let promptBytes = 1024 * 1024
    /// By how much less urgent the thread is than the event loops (`nice`).
    private static let niceness: Int32 = 5

    private let intake: ExchangeIntake
    /// Whether the thread sleeps until somebody wakes it.
    private let isAsleep = Atomic<Bool>(false)
    private let isFinished = Atomic<Bool>(false)
    private let wakeUp = DispatchSemaphore(value: 0)
    private let compare: @Sendable (Exchange) -> Comparison
    private let record: @Sendable (Comparison) -> Void

    /// - Parameters:
    ///   - compare: Judges one exchange; called off the event loops.
    ///   - record: Takes each comparison; called off the event loops.
    public init(
        compare: @escaping @Sendable (Exchange) -> Comparison,
        record: @escaping @Sendable (Comparison) -> Void
    ) {
        intake = ExchangeIntake()
        self.compare = compare
        self.record = record
    }

    /// Exchanges that could not even be counted by route.
    public var lost: Int { intake.lost }

    /// Keeps an exchange for comparison, or drops and counts it.
    public func exchangeFinished(_ exchange: consuming Exchange) {
        intake.append(exchange)
        wake()
    }

    /// Compares until ``finish()`` has been called and nothing is left.
    public func run() async {
        await withCheckedContinuation { continuation in
            let thread = Thread {
                self.work()
                continuation.resume()
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
        wake()
    }

    // MARK: The thread

    private func work() {
        #if os(Linux)
            // On Linux the calling thread alone. It cannot fail for a lower priority, and it would only cost speed.
            _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, Self.niceness)
        #endif
        while true {
            // Read before the intake: what was put in before the end is not left behind.
            let isLast = isFinished.load(ordering: .sequentiallyConsistent)
            intake.drain { record(compare($0)) }
            if isLast { return }
            sleep()
        }
    }

    private func sleep() {
        isAsleep.store(true, ordering: .sequentiallyConsistent)
        if intake.isEmpty, !isFinished.load(ordering: .sequentiallyConsistent) { wakeUp.wait() }
        isAsleep.store(false, ordering: .sequentiallyConsistent)
        gather()
    }

    /// Lets a round's exchanges gather for a while, unless many bytes wait already.
    private func gather() {
        guard !isFinished.load(ordering: .relaxed), intake.bytes < Self.promptBytes else { return }
        usleep(Self.gathering)
    }

    private func wake() {
        guard isAsleep.load(ordering: .sequentiallyConsistent),
            isAsleep.exchange(false, ordering: .sequentiallyConsistent)
        else { return }
        wakeUp.signal()
    }
}
