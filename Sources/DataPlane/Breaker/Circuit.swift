import NIOCore
import Synchronization

/// The way to the candidate as all event loops share it: closed, or open until some time. One word, without a lock, of
/// which a request on its way reads no more than a bit as long as all is well.
///
/// Event loops count for themselves (``CircuitBreaker``); what they decide is decided for all.
final class Circuit: Sendable {
    /// What becomes of a request that the candidate is to serve.
    enum Admission: Equatable {
        case admitted
        /// It goes to the candidate alone, to see whether the candidate is back; the state is its lease.
        case probe(CircuitState)
        case refused
    }

    let configuration: BreakerConfiguration
    private let word = Atomic<UInt64>(CircuitState.closed(since: .uptimeNanoseconds(0)).word)

    init(_ configuration: BreakerConfiguration) { self.configuration = configuration }

    var state: CircuitState { CircuitState(word: word.load(ordering: .relaxed)) }

    /// Whether a request that came now would be kept from the candidate. Where its time is over it would probe.
    func isOpen(at now: NIODeadline) -> Bool {
        guard case .open(let until, _, _) = state else { return false }
        return now < until
    }

    /// - Parameter isSafe: Whether the request can be repeated if it probes, and the candidate fails.
    func admission(isSafe: Bool, at now: NIODeadline) -> Admission {
        let seen = word.load(ordering: .relaxed)
        guard seen & CircuitState.openBit != 0 else { return .admitted }
        // Of all that see its time to be over one wins the exchange.
        guard let lease = CircuitState(word: seen).probed(isSafe: isSafe, at: now, configuration),
            exchange(seen, for: lease)
        else { return .refused }
        return .probe(lease)
    }

    /// Opens it.
    ///
    /// - Parameter closed: The state that failures were counted in.
    /// - Returns: Whether it was opened by this.
    func open(from closed: CircuitState, at now: NIODeadline) -> Bool {
        exchange(closed.word, for: .opened(at: now, configuration))
    }

    /// A probe failed: it stays open, for longer. Where another one probes by now, that one decides.
    func reopen(from lease: CircuitState, at now: NIODeadline) {
        guard let reopened = lease.reopened(at: now, configuration) else { return }
        _ = exchange(lease.word, for: reopened)
    }

    /// A probe succeeded, be it a late one, or somebody says that the candidate is mended.
    func close(at now: NIODeadline) {
        var seen = word.load(ordering: .relaxed)
        while seen & CircuitState.openBit != 0 {
            let (exchanged, original) = word.compareExchange(
                expected: seen, desired: CircuitState.closed(since: now).word, ordering: .relaxed)
            if exchanged { return }
            seen = original
        }
    }

    private func exchange(_ seen: UInt64, for state: CircuitState) -> Bool {
        word.compareExchange(expected: seen, desired: state.word, ordering: .relaxed).exchanged
    }
}
