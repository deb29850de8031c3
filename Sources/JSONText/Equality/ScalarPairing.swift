/// Pairs scalars of two texts that have the same value: the first with the first of that value, and so on.
///
/// It looks values up by their hash and always compares them, so that no pair rests on a hash. Where many values share
/// one, as in a text made to slow it down, the values are sorted instead: the work is n log n comparisons whatever comes.
public struct ScalarPairing {
    /// For each left scalar its partner's place among the right ones; −1 for none.
    public private(set) var partners: ContiguousArray<Int32>
    /// Whether no value occurs twice on the right side.
    public private(set) var areOthersUnique = true
    /// Values looked at.
    public private(set) var steps = 0

    /// Looks that a value takes on average, beyond which the hash is not used.
    private static let looksPerValue = 8

    /// - Parameters:
    ///   - tokens: Scalars, or keys, of the left text.
    ///   - others: Those of the right text.
    public init(_ tokens: [Int], of tape: JSONTape, with others: [Int], of other: JSONTape) {
        self.init(tokens, of: tape, with: others, of: other) { $0.hash(ofScalar: $1) }
    }

    /// - Parameter hash: The hash of a scalar, which equal ones share.
    init(
        _ tokens: [Int], of tape: JSONTape, with others: [Int], of other: JSONTape, hash: (JSONTape, Int) -> UInt64
    ) {
        partners = ContiguousArray(repeating: -1, count: tokens.count)
        let hashes = tokens.map { hash(tape, $0) }
        let otherHashes = others.map { hash(other, $0) }
        steps = tokens.count + others.count
        if !pairByTable(tokens, hashes, tape, others, otherHashes, other) {
            pairBySorting(tokens, hashes, tape, others, otherHashes, other)
        }
    }

    /// Whether no two of some scalars have the same value.
    public static func areUnique(_ tokens: [Int], of tape: JSONTape) -> Bool {
        ScalarPairing([], of: tape, with: tokens, of: tape).areOthersUnique
    }

    // MARK: - By hash

    /// - Returns: Whether it went well; else nothing is paired.
    private mutating func pairByTable(
        _ tokens: [Int], _ hashes: [UInt64], _ tape: JSONTape,
        _ others: [Int], _ otherHashes: [UInt64], _ other: JSONTape
    ) -> Bool {
        var looks = Self.looksPerValue * (tokens.count + others.count) + 64
        // Open addressing: where in the table a value is, is where its first occurrence that is left is told.
        let mask = (1 << (Int.bitWidth - (2 * others.count + 1).leadingZeroBitCount)) - 1
        var representatives = ContiguousArray<Int32>(repeating: -1, count: mask + 1)
        var heads = representatives
        var following = ContiguousArray<Int32>(repeating: -1, count: others.count)
        for index in others.indices.reversed() {
            var slot = Int(truncatingIfNeeded: otherHashes[index]) & mask
            while true {
                looks -= 1
                guard looks > 0 else { return false }
                let present = Int(representatives[slot])
                if present < 0 { break }
                if otherHashes[present] == otherHashes[index],
                    other.isSameScalar(others[present], other, others[index])
                {
                    areOthersUnique = false
                    // Nothing else is asked for.
                    if tokens.isEmpty { return true }
                    break
                }
                slot = (slot + 1) & mask
            }
            following[index] = heads[slot]
            heads[slot] = Int32(truncatingIfNeeded: index)
            representatives[slot] = Int32(truncatingIfNeeded: index)
        }
        for index in tokens.indices {
            var slot = Int(truncatingIfNeeded: hashes[index]) & mask
            while true {
                looks -= 1
                guard looks > 0 else {
                    for index in partners.indices { partners[index] = -1 }
                    return false
                }
                let present = Int(representatives[slot])
                if present < 0 { break }
                if otherHashes[present] == hashes[index], tape.isSameScalar(tokens[index], other, others[present]) {
                    let head = heads[slot]
                    partners[index] = head
                    if head >= 0 { heads[slot] = following[Int(head)] }
                    break
                }
                slot = (slot + 1) & mask
            }
        }
        steps += Self.looksPerValue * (tokens.count + others.count) + 64 - looks
        return true
    }

    // MARK: - By order

    private mutating func pairBySorting(
        _ tokens: [Int], _ hashes: [UInt64], _ tape: JSONTape,
        _ others: [Int], _ otherHashes: [UInt64], _ other: JSONTape
    ) {
        func sorted(_ tokens: [Int], _ hashes: [UInt64], _ tape: JSONTape) -> [Int] {
            tokens.indices.sorted { first, second in
                if hashes[first] != hashes[second] { return hashes[first] < hashes[second] }
                let order = tape.order(ofScalar: tokens[first], tape, tokens[second])
                return order == 0 ? first < second : order < 0
            }
        }
        let left = sorted(tokens, hashes, tape)
        let right = sorted(others, otherHashes, other)
        areOthersUnique = zip(right, right.dropFirst()).allSatisfy { first, second in
            otherHashes[first] != otherHashes[second]
                || other.order(ofScalar: others[first], other, others[second]) != 0
        }
        var leftNext = 0
        var rightNext = 0
        while leftNext < left.count, rightNext < right.count {
            let (first, second) = (left[leftNext], right[rightNext])
            steps += 1
            let order =
                hashes[first] == otherHashes[second]
                ? tape.order(ofScalar: tokens[first], other, others[second])
                : hashes[first] < otherHashes[second] ? -1 : 1
            if order == 0 { partners[first] = Int32(truncatingIfNeeded: second) }
            if order <= 0 { leftNext += 1 }
            if order >= 0 { rightNext += 1 }
        }
    }
}
