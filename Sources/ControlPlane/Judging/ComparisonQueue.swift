import Comparisons
import Synchronization
public import Traffic

/// Takes finished exchanges from the event loops, compares them on a task of its own, and hands on what came of it.
///
/// An event loop only appends under a lock that nobody holds for longer than an append; it never waits for a comparison.
public final class ComparisonQueue: ExchangeSink {
    private struct State {
        var backlog: ExchangeBacklog
        var isFinished = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state: Mutex<State>
    private let compare: @Sendable (Exchange) -> Comparison
    private let record: @Sendable (Comparison) -> Void

    /// - Parameters:
    ///   - compare: Judges one exchange; called off the event loops.
    ///   - record: Takes each comparison; called off the event loops.
    public init(
        compare: @escaping @Sendable (Exchange) -> Comparison,
        record: @escaping @Sendable (Comparison) -> Void
    ) {
        state = Mutex(State(backlog: ExchangeBacklog()))
        self.compare = compare
        self.record = record
    }

    /// Exchanges that could not even be counted by route.
    public var lost: Int { state.withLock { $0.backlog.lost } }

    /// Keeps an exchange for comparison, or drops and counts it.
    public func exchangeFinished(_ exchange: Exchange) {
        let waiter = state.withLock { state in
            state.backlog.append(exchange)
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }

    /// Compares until ``finish()`` has been called and nothing is left.
    public func run() async {
        while let exchanges = await next() {
            for exchange in exchanges { record(compare(exchange)) }
        }
    }

    /// Says that no exchange will come any more.
    public func finish() {
        let waiter = state.withLock { state in
            state.isFinished = true
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }

    /// What waits now, in order; `nil` at the end.
    private func next() async -> [Exchange]? {
        await withCheckedContinuation { continuation in
            let isReady = state.withLock { state in
                guard state.backlog.isEmpty, !state.isFinished else { return true }
                state.waiter = continuation
                return false
            }
            if isReady { continuation.resume() }
        }
        return state.withLock { state in
            state.backlog.isEmpty ? nil : state.backlog.takeAll()
        }
    }
}
