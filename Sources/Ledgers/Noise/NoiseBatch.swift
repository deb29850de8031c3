import Traffic

/// What was learned of legacy's noise since the last write, within bounds.
struct NoiseBatch: Sendable {
    /// What was learned of one place.
    struct Tally: Sendable {
        var counts: [CounterKey: NoiseCounts] = [:]
        var lastSeen: Timestamp
        var spread: ValueSpread?
        var example: NoiseExample?
    }

    /// Places of one route at most.
    let limit: Int
    private(set) var places: [Signature: Tally] = [:]
    private(set) var totals: [CounterKey: NoiseRecord.Totals] = [:]
    private var placesOfRoute: [String: Int] = [:]

    init(limit: Int) { self.limit = limit }

    /// Every key that something is counted under.
    var keys: Set<CounterKey> { Set(totals.keys).union(places.values.flatMap(\.counts.keys)) }

    /// Counts what one exchange shows.
    ///
    /// - Returns: How many places found no room.
    mutating func count(
        _ findings: [NoiseFinding], _ added: NoiseRecord.Totals, under key: CounterKey, at time: Timestamp
    ) -> Int {
        totals[key, default: NoiseRecord.Totals()].add(added)
        var left = 0
        for finding in findings {
            guard makeRoom(for: finding.signature) else {
                left += 1
                continue
            }
            places[finding.signature, default: Tally(lastSeen: time)].add(
                Tally(
                    counts: [key: finding.counts], lastSeen: time, spread: finding.spread, example: finding.example))
        }
        return left
    }

    /// Adds what was counted later.
    ///
    /// - Parameter keys: Under which key each of the other's is counted.
    /// - Returns: How many places found no room.
    mutating func add(_ later: NoiseBatch, under keys: [CounterKey: CounterKey]) -> Int {
        for (key, added) in later.totals { totals[keys[key] ?? key, default: NoiseRecord.Totals()].add(added) }
        var left = 0
        for (signature, tally) in later.places {
            guard makeRoom(for: signature) else {
                left += 1
                continue
            }
            var moved = tally
            moved.counts = [:]
            for (key, counts) in tally.counts { moved.counts[keys[key] ?? key, default: NoiseCounts()].add(counts) }
            places[signature, default: Tally(lastSeen: tally.lastSeen)].add(moved)
        }
        return left
    }

    private mutating func makeRoom(for signature: Signature) -> Bool {
        if places[signature] != nil { return true }
        guard placesOfRoute[signature.route, default: 0] < limit else { return false }
        placesOfRoute[signature.route, default: 0] += 1
        return true
    }
}

extension NoiseBatch.Tally {
    fileprivate mutating func add(_ other: NoiseBatch.Tally) {
        for (key, more) in other.counts { counts[key, default: NoiseCounts()].add(more) }
        lastSeen = max(lastSeen, other.lastSeen)
        if let more = other.spread {
            if spread == nil { spread = more } else { spread?.add(more) }
        }
        example = other.example ?? example
    }
}
