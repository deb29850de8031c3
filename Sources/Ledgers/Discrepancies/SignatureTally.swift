import Traffic

/// What was seen of one discrepancy since the last write.
struct SignatureTally: Sendable {
    /// Exchanges that show it, and how often it occurred in them.
    struct Occurrences: Sendable, Equatable {
        var count = 0
        var differences = 0
    }

    var occurrences: [CounterKey: Occurrences] = [:]
    var firstSeen: Timestamp
    var lastSeen: Timestamp
    var examples: ExampleBuffer

    init(at time: Timestamp, examples: ExampleBuffer) {
        firstSeen = time
        lastSeen = time
        self.examples = examples
    }

    mutating func count(differences: Int, under key: CounterKey, at time: Timestamp) {
        occurrences[key, default: Occurrences()].count += 1
        occurrences[key, default: Occurrences()].differences += differences
        firstSeen = min(firstSeen, time)
        lastSeen = max(lastSeen, time)
    }

    /// Adds what was counted later, its examples apart.
    mutating func addCounts(of later: SignatureTally, under keyFor: (CounterKey) -> CounterKey) {
        for (key, more) in later.occurrences {
            occurrences[keyFor(key), default: Occurrences()].count += more.count
            occurrences[keyFor(key), default: Occurrences()].differences += more.differences
        }
        firstSeen = min(firstSeen, later.firstSeen)
        lastSeen = max(lastSeen, later.lastSeen)
    }
}
