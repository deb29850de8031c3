import Synchronization
import TradeSphere

/// The tally while many connections add to it.
final class TallyKeeper: Sendable {
    private let tally: Mutex<TrafficTally>

    init(_ plan: TrafficPlan) {
        tally = Mutex(TrafficTally(plan: plan))
    }

    var current: TrafficTally { tally.withLock { $0 } }

    /// Requests that are dealt with, and those of them without an answer.
    var progress: (done: Int, failed: Int) { tally.withLock { ($0.done, $0.failed) } }

    func change(_ change: (inout TrafficTally) -> Void) {
        tally.withLock { change(&$0) }
    }
}
