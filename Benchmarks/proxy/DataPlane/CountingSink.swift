import Synchronization
import Traffic

/// Takes finished exchanges and only counts them: what is left is the data plane alone.
final class CountingSink: ExchangeSink {
    private let exchanges = Atomic<Int>(0)
    private let answeredTwice = Atomic<Int>(0)

    func exchangeFinished(_ exchange: Exchange) {
        exchanges.add(1, ordering: .relaxed)
        guard case .answered = exchange.served.outcome, case .answered? = exchange.mirrored?.outcome else { return }
        answeredTwice.add(1, ordering: .relaxed)
    }

    /// The counts since the start, as one line of JSON.
    var line: String {
        """
        {"exchanges": \(exchanges.load(ordering: .relaxed)), "answeredTwice": \(answeredTwice.load(ordering: .relaxed))}

        """
    }
}
