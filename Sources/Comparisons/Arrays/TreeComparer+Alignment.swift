import JSONText
import Traffic

extension TreeComparer {
    /// Aligns elements by content: what both sides have in order, then what moved, then gap by gap what is alike.
    ///
    /// - Parameters: Places in both arrays, ascending.
    mutating func align(_ left: [Int], _ right: [Int], _ context: ArrayContext) -> ArrayPairing {
        if left.isEmpty || right.isEmpty { return ArrayPairing(missing: left, added: right) }
        // Reading so many takes more memory than the texts.
        guard left.count + right.count <= budget.limit else {
            budget.wasExceeded = true
            return .byPosition(left, right)
        }
        let leftDigests = left.map { elementDigest(.legacy, $0, context) }
        let rightDigests = right.map { elementDigest(.candidate, $0, context) }
        guard !budget.isExhausted,
            let anchors = SequenceAlignment.longestCommonSubsequence(leftDigests, rightDigests, budget: &budget)
        else {
            budget.wasExceeded = true
            return .byPosition(left, right)
        }
        var result = ArrayPairing()
        var leftover = Leftover(left: left.count, right: right.count)
        for anchor in anchors {
            result.pairs.append((left[anchor.left], right[anchor.right]))
            leftover.take(anchor.left, anchor.right)
        }
        let moved = movedPairs(leftover, left, leftDigests, right, rightDigests, context)
        for pair in moved {
            result.pairs.append((left[pair.left], right[pair.right]))
            leftover.take(pair.left, pair.right)
        }
        result.isReordered = !moved.isEmpty
        var leftStart = 0
        var rightStart = 0
        for anchor in anchors + [(left.count, right.count)] {
            let leftGap = leftover.left(leftStart..<anchor.left).map { left[$0] }
            let rightGap = leftover.right(rightStart..<anchor.right).map { right[$0] }
            result.append(pairGap(leftGap, rightGap, context))
            leftStart = anchor.left + 1
            rightStart = anchor.right + 1
        }
        // What is alike, or the only one of its type, may stand elsewhere in its gap.
        if !result.isReordered { result.isReordered = result.hasCrossings }
        return result
    }

    /// Which places are not paired yet.
    private struct Leftover {
        private var isLeftFree: [Bool]
        private var isRightFree: [Bool]

        init(left: Int, right: Int) {
            isLeftFree = [Bool](repeating: true, count: left)
            isRightFree = [Bool](repeating: true, count: right)
        }

        mutating func take(_ left: Int, _ right: Int) {
            isLeftFree[left] = false
            isRightFree[right] = false
        }

        func left(_ range: Range<Int>) -> [Int] { range.filter { isLeftFree[$0] } }
        func right(_ range: Range<Int>) -> [Int] { range.filter { isRightFree[$0] } }
    }

    /// Leftovers that are equal under the rules: they stand on both sides, elsewhere.
    private mutating func movedPairs(
        _ leftover: Leftover,
        _ left: [Int], _ leftDigests: [UInt64],
        _ right: [Int], _ rightDigests: [UInt64],
        _ context: ArrayContext
    ) -> [(left: Int, right: Int)] {
        let rightFree = leftover.right(right.indices)
        guard !rightFree.isEmpty else { return [] }
        var queues = OccurrenceQueues(rightFree, digests: rightFree.map { rightDigests[$0] })
        var result: [(left: Int, right: Int)] = []
        for place in leftover.left(left.indices) {
            guard let partner = queues.first(leftDigests[place]) else { continue }
            if budget.isExhausted {
                budget.wasExceeded = true
                return result
            }
            guard isEquivalentElement(left[place], right[partner], context) else { continue }
            queues.removeFirst(leftDigests[place])
            result.append((place, partner))
        }
        return result
    }

    /// Pairs elements whose order is of no account: first what is equal under the rules, then what is alike.
    mutating func pairAsMultiset(_ context: ArrayContext) -> ArrayPairing {
        let right = Array(context.rightRange)
        var queues = OccurrenceQueues(right, digests: right.map { elementDigest(.candidate, $0, context) })
        var result = ArrayPairing()
        var isTaken = [Bool](repeating: false, count: context.right.count)
        var leftGap: [Int] = []
        for place in context.leftRange {
            let digest = elementDigest(.legacy, place, context)
            guard let partner = queues.first(digest), !budget.isExhausted,
                isEquivalentElement(place, partner, context)
            else {
                leftGap.append(place)
                continue
            }
            queues.removeFirst(digest)
            isTaken[partner] = true
            result.pairs.append((place, partner))
        }
        let rightGap = right.filter { !isTaken[$0] }
        let rest = pairEquivalents(leftGap, rightGap, context)
        result.pairs += rest.pairs
        result.append(pairGap(rest.missing, rest.added, context))
        result.isReordered = result.hasCrossings
        return result
    }

    /// Pairs what is equal under rules that a digest cannot see through, such as tolerances, by trying.
    private mutating func pairEquivalents(_ left: [Int], _ right: [Int], _ context: ArrayContext) -> ArrayPairing {
        var result = ArrayPairing(added: right)
        for place in left {
            guard !context.cursor.isEmpty, left.count * right.count <= Self.gapLimit else {
                result.missing.append(place)
                continue
            }
            let partner = result.added.first { isEquivalentElement(place, $0, context) }
            guard let partner else {
                result.missing.append(place)
                continue
            }
            result.pairs.append((place, partner))
            result.added.removeAll { $0 == partner }
        }
        return result
    }
}
