/// Which elements of two arrays belong together, as places in the arrays.
struct ArrayPairing {
    /// By legacy's place, ascending.
    var pairs: [(left: Int, right: Int)] = []
    var missing: [Int] = []
    var added: [Int] = []
    /// Whether elements that belong together stand in another order.
    var isReordered = false

    /// Element by element, as they stand.
    static func byPosition(_ left: [Int], _ right: [Int]) -> ArrayPairing {
        let shared = min(left.count, right.count)
        return ArrayPairing(
            pairs: (0..<shared).map { (left[$0], right[$0]) },
            missing: Array(left[shared...]),
            added: Array(right[shared...])
        )
    }

    mutating func append(_ other: ArrayPairing) {
        pairs += other.pairs
        missing += other.missing
        added += other.added
        isReordered = isReordered || other.isReordered
    }

    /// The pairs by legacy's place.
    var sortedPairs: [(left: Int, right: Int)] {
        let isSorted = zip(pairs, pairs.dropFirst()).allSatisfy { $0.left < $1.left }
        return isSorted ? pairs : pairs.sorted { $0.left < $1.left }
    }

    /// Whether the pairs, by legacy's place, are in another order on the candidate's side.
    var hasCrossings: Bool {
        let ordered = sortedPairs
        return zip(ordered, ordered.dropFirst()).contains { $0.right > $1.right }
    }
}

/// First in, first out queues of places, one per digest: for pairing by occurrence.
struct OccurrenceQueues {
    private var heads: [UInt64: Int] = [:]
    private var following: [Int]
    private let places: [Int]

    /// - Parameter digests: One for each place.
    init(_ places: [Int], digests: [UInt64]) {
        self.places = places
        following = [Int](repeating: -1, count: places.count)
        heads.reserveCapacity(places.count)
        for index in places.indices.reversed() {
            following[index] = heads.updateValue(index, forKey: digests[index]) ?? -1
        }
    }

    /// The first place left that has a digest.
    func first(_ digest: UInt64) -> Int? { heads[digest].map { places[$0] } }

    mutating func removeFirst(_ digest: UInt64) {
        guard let head = heads[digest] else { return }
        heads[digest] = following[head] >= 0 ? following[head] : nil
    }
}
