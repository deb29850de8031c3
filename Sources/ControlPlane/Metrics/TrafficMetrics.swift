import Synchronization
public import Traffic

/// Counts what was judged, for `/metrics`: in memory, since the start of the process.
public final class TrafficMetrics: Sendable {
    private struct Key: Hashable, Comparable {
        let route: String
        let outcome: String
        let reason: String
        let servedSide: Side

        static func < (left: Key, right: Key) -> Bool {
            (left.route, left.outcome, left.reason, left.servedSide.rawValue)
                < (right.route, right.outcome, right.reason, right.servedSide.rawValue)
        }
    }

    private struct Counts {
        private(set) var exchanges: [Key: Int] = [:]
        /// The key that was counted last, as most exchanges are counted like the one before, and where its count is: a place
        /// holds until another key comes.
        private var last: (key: Key, place: Dictionary<Key, Int>.Index)?
        var fallbacks: [String: Int] = [:]
        var candidateFailures: [String: Int] = [:]

        mutating func count(_ key: Key) {
            if let last, last.key == key {
                exchanges.values[last.place] += 1
            } else {
                exchanges[key, default: 0] += 1
                last = exchanges.index(forKey: key).map { (key, $0) }
            }
        }
    }

    private let counts = Mutex(Counts())

    public init() {}

    /// Counts one judged exchange.
    public func record(_ comparison: Comparison) {
        let (outcome, reason) =
            switch comparison.outcome {
            case .match: ("match", "")
            case .mismatch: ("mismatch", "")
            case .incomparable(let reason): ("incomparable", reason.rawValue)
            case .notMirrored: ("notMirrored", "")
            }
        let key = Key(route: comparison.route, outcome: outcome, reason: reason, servedSide: comparison.servedSide)
        counts.withLock { counts in
            counts.count(key)
            if comparison.fellBack { counts.fallbacks[comparison.route, default: 0] += 1 }
            if comparison.candidateFailed, !comparison.legacyFailed {
                counts.candidateFailures[comparison.route, default: 0] += 1
            }
        }
    }

    /// The counts in the Prometheus text exposition format, version 0.0.4.
    public func text() -> String {
        let counts = counts.withLock { $0 }
        var page = PrometheusPage()
        page.family("parallax_exchanges_total", "counter", "Judged exchanges.")
        for (key, count) in counts.exchanges.sorted(by: { $0.key < $1.key }) {
            page.sample(
                "parallax_exchanges_total",
                ["route": key.route, "outcome": key.outcome, "reason": key.reason, "served": key.servedSide.rawValue],
                count
            )
        }
        page.family("parallax_fallbacks_total", "counter", "Answers of legacy in place of a failing candidate's.")
        for (route, count) in counts.fallbacks.sorted(by: { $0.key < $1.key }) {
            page.sample("parallax_fallbacks_total", ["route": route], count)
        }
        page.family("parallax_candidate_failures_total", "counter", "Exchanges in which the candidate failed alone.")
        for (route, count) in counts.candidateFailures.sorted(by: { $0.key < $1.key }) {
            page.sample("parallax_candidate_failures_total", ["route": route], count)
        }
        return page.text
    }
}
