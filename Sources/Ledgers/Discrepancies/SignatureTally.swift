import Traffic

/// What was seen of one discrepancy since the last write.
struct SignatureTally: Sendable {
    /// Exchanges that show it, and how often it occurred in them.
    struct Occurrences: Sendable, Equatable {
        var count = 0
        var differences = 0
        /// Of the exchanges, those in which position decided what belongs together.
        var approximate = 0
    }

    /// Classes of values that are told apart in one interval; what has more of them has none in common.
    static let classLimit = 32

    var occurrences: [CounterKey: Occurrences] = [:]
    /// By interval, how often each class of values occurred.
    private(set) var classes: [Timestamp: [ValueClass: Int]] = [:]
    var firstSeen: Timestamp
    var lastSeen: Timestamp
    var examples: ExampleBuffer

    init(at time: Timestamp, examples: ExampleBuffer) {
        firstSeen = time
        lastSeen = time
        self.examples = examples
    }

    mutating func count(_ discrepancy: ComparisonDigest.Discrepancy, under key: CounterKey, at time: Timestamp) {
        occurrences[key, default: Occurrences()].count += 1
        occurrences[key, default: Occurrences()].differences += discrepancy.differences
        if discrepancy.isApproximate { occurrences[key, default: Occurrences()].approximate += 1 }
        add(discrepancy.classes, in: key.interval)
        firstSeen = min(firstSeen, time)
        lastSeen = max(lastSeen, time)
    }

    private mutating func add(_ counts: [ValueClass: Int], in interval: Timestamp) {
        guard !counts.isEmpty else { return }
        var all = classes[interval] ?? [:]
        // Those without amounts come first: they are few, and stand for the rest.
        for (valueClass, count) in counts.sorted(by: { $0.key.amount == nil && $1.key.amount != nil })
        where all[valueClass] != nil || all.count < Self.classLimit {
            all[valueClass, default: 0] += count
        }
        classes[interval] = all
    }

    /// Adds what was counted later, its examples apart.
    mutating func addCounts(of later: SignatureTally, under keyFor: (CounterKey) -> CounterKey) {
        for (key, more) in later.occurrences {
            occurrences[keyFor(key), default: Occurrences()].count += more.count
            occurrences[keyFor(key), default: Occurrences()].differences += more.differences
            occurrences[keyFor(key), default: Occurrences()].approximate += more.approximate
        }
        for (interval, counts) in later.classes {
            // An interval that found no room was counted under an earlier one of its series.
            let key = later.occurrences.keys.first { $0.interval == interval }
            add(counts, in: key.map { keyFor($0).interval } ?? interval)
        }
        firstSeen = min(firstSeen, later.firstSeen)
        lastSeen = max(lastSeen, later.lastSeen)
    }
}
