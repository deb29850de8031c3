import Synchronization

/// The figures of one side, summed over the event loops. Loops count by themselves and report when they sweep, so that
/// nothing is shared on the way of a request.
final class UpstreamCounters: Sendable {
    private let sum = Mutex(UpstreamFigures())

    var figures: UpstreamFigures { sum.withLock { $0 } }

    /// A loop's figures have become others.
    func report(_ figures: UpstreamFigures, before: UpstreamFigures) {
        sum.withLock { $0 = $0 + (figures - before) }
    }
}
