import NIOCore

/// What is known about the addresses of one name, and when it is looked up again.
///
/// The system's resolver tells no time to live, so the answer is asked for anew at an interval. The last good answer is
/// kept whatever happens: a resolver that fails takes no upstream away. Pure: it decides, ``UpstreamDirectory`` acts.
struct NameLookup {
    /// After a lookup without an answer the next comes so soon, and then after twice as long, up to the interval.
    private static let firstRetry = TimeAmount.seconds(1)

    private enum State: Equatable {
        case due(at: NIODeadline)
        case running
    }

    let interval: TimeAmount
    private var state = State.due(at: .uptimeNanoseconds(0))
    private var failuresInRow = 0
    /// The last good answer.
    private(set) var addresses: [SocketAddress] = []
    /// Whether a lookup has ended, well or not.
    private(set) var hasEnded = false

    init(interval: TimeAmount) { self.interval = interval }

    /// Says once that a lookup is to be started.
    mutating func takeTurn(at now: NIODeadline) -> Bool {
        guard case .due(let time) = state, time <= now else { return false }
        state = .running
        return true
    }

    /// A lookup ended; no addresses mean that it failed.
    ///
    /// - Returns: Whether the addresses are others than before.
    mutating func ended(_ found: [SocketAddress], at now: NIODeadline) -> Bool {
        hasEnded = true
        guard !found.isEmpty else {
            let patience = Self.firstRetry * Int64(1 << min(failuresInRow, 16))
            failuresInRow += 1
            state = .due(at: now + min(patience, interval))
            return false
        }
        failuresInRow = 0
        state = .due(at: now + interval)
        defer { addresses = found }
        return Set(found) != Set(addresses)
    }
}
