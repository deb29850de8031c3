import JSONText
import Traffic

extension TreeComparer {
    /// Pairs of a gap that are looked at; in a larger gap position decides.
    static var gapLimit: Int { 4_096 }
    /// Members of an object, or elements of an array, that likeness is judged by.
    private static var featureLimit: Int { 64 }
    /// The share of equal members from which on two elements are taken for one that changed.
    private static var likeness: Double { 0.3 }

    /// Pairs what stands in a gap: by likeness, then by type, then in order; where it can be, without crossings.
    mutating func pairGap(_ left: [Int], _ right: [Int], _ context: ArrayContext) -> ArrayPairing {
        if left.isEmpty || right.isEmpty { return ArrayPairing(missing: left, added: right) }
        if left.count == 1, right.count == 1 { return ArrayPairing(pairs: [(left[0], right[0])]) }
        let cells = left.count.multipliedReportingOverflow(by: right.count)
        if cells.overflow || cells.partialValue > Self.gapLimit || cells.partialValue > budget.remaining {
            budget.wasExceeded = true
            return .byPosition(left, right)
        }
        var gap = Gap(left: left, right: right)
        for pair in likelyPairs(left, right, context) { gap.pair(pair.left, pair.right) }
        let leftKinds = left.map { legacy.kind(context.left[$0]) }
        let rightKinds = right.map { candidate.kind(context.right[$0]) }
        gap.pairRest(inOrder: true) { isSameType(leftKinds[$0], rightKinds[$1]) }
        gap.pairRest(inOrder: false) { isSameType(leftKinds[$0], rightKinds[$1]) }
        gap.pairRest(inOrder: true) { _, _ in true }
        gap.pairRest(inOrder: false) { _, _ in true }
        return gap.pairing
    }

    /// The elements of a gap and who of them is free.
    private struct Gap {
        let left: [Int]
        let right: [Int]
        var isLeftFree: [Bool]
        var isRightFree: [Bool]
        private var pairs: [(left: Int, right: Int)] = []
        private var partners: [Int?]

        init(left: [Int], right: [Int]) {
            self.left = left
            self.right = right
            isLeftFree = [Bool](repeating: true, count: left.count)
            isRightFree = [Bool](repeating: true, count: right.count)
            partners = [Int?](repeating: nil, count: left.count)
        }

        /// Pairs two elements, if both are free.
        mutating func pair(_ leftIndex: Int, _ rightIndex: Int) {
            guard isLeftFree[leftIndex], isRightFree[rightIndex] else { return }
            isLeftFree[leftIndex] = false
            isRightFree[rightIndex] = false
            partners[leftIndex] = rightIndex
            pairs.append((left[leftIndex], right[rightIndex]))
        }

        /// Pairs what is free with the first that fits; `inOrder` only where no pair crosses another one by that.
        mutating func pairRest(inOrder: Bool, fits: (Int, Int) -> Bool) {
            // Before which place on the right the partner of an element, or of one after it, already stands.
            var upper = [Int](repeating: right.count, count: left.count + 1)
            for index in left.indices.reversed() {
                upper[index] = min(partners[index] ?? right.count, upper[index + 1])
            }
            var lower = 0
            for leftIndex in left.indices {
                if isLeftFree[leftIndex] {
                    let allowed = inOrder ? lower..<max(lower, upper[leftIndex + 1]) : right.indices
                    if let partner = allowed.first(where: { isRightFree[$0] && fits(leftIndex, $0) }) {
                        pair(leftIndex, partner)
                    }
                }
                lower = max(lower, partners[leftIndex].map { $0 + 1 } ?? 0)
            }
        }

        var pairing: ArrayPairing {
            ArrayPairing(
                pairs: pairs,
                missing: left.indices.filter { isLeftFree[$0] }.map { left[$0] },
                added: right.indices.filter { isRightFree[$0] }.map { right[$0] }
            )
        }
    }

    /// Pairs of places in a gap that are alike, the most alike first, then the nearest.
    private mutating func likelyPairs(
        _ left: [Int], _ right: [Int], _ context: ArrayContext
    ) -> [(left: Int, right: Int)] {
        let leftFeatures = left.map { features(.legacy, $0, context) }
        let rightFeatures = right.map { features(.candidate, $0, context) }
        var scored: [(score: Double, left: Int, right: Int)] = []
        for (leftIndex, first) in leftFeatures.enumerated() where first.total > 0 {
            for (rightIndex, second) in rightFeatures.enumerated() where second.isObject == first.isObject {
                budget.align(1)
                let score = first.likeness(to: second)
                if score >= Self.likeness { scored.append((score, leftIndex, rightIndex)) }
            }
        }
        scored.sort { first, second in
            if first.score != second.score { return first.score > second.score }
            let distances = (abs(first.left - first.right), abs(second.left - second.right))
            if distances.0 != distances.1 { return distances.0 < distances.1 }
            return (first.left, first.right) < (second.left, second.right)
        }
        return scored.map { ($0.left, $0.right) }
    }

    /// What an element is recognised by.
    private struct Features {
        var isObject: Bool
        /// Sorted digests of members with their values (or of elements), and of keys alone.
        var members: [UInt64] = []
        var keys: [UInt64] = []
        var total = 0

        /// From 0 to 1: equal members count whole, equal keys a quarter.
        func likeness(to other: Features) -> Double {
            let most = max(total, other.total)
            guard most > 0 else { return 0 }
            // What has but one member, such as an element of a document, is known by the member's name.
            if isObject, total == 1, other.total == 1, keys == other.keys { return members == other.members ? 1 : 0.5 }
            let equal = Self.shared(members, other.members)
            let named = Self.shared(keys, other.keys)
            return (Double(equal) + 0.25 * Double(max(0, named - equal))) / Double(most)
        }

        private static func shared(_ left: [UInt64], _ right: [UInt64]) -> Int {
            var count = 0
            var leftIndex = 0
            var rightIndex = 0
            while leftIndex < left.count, rightIndex < right.count {
                if left[leftIndex] == right[rightIndex] {
                    count += 1
                    leftIndex += 1
                    rightIndex += 1
                } else if left[leftIndex] < right[rightIndex] {
                    leftIndex += 1
                } else {
                    rightIndex += 1
                }
            }
            return count
        }
    }

    private mutating func features(_ side: Side, _ index: Int, _ context: ArrayContext) -> Features {
        let tape = side == .legacy ? legacy : candidate
        let token = side == .legacy ? context.left[index] : context.right[index]
        guard !tape.isScalar(token) else { return Features(isObject: false) }
        let place = walk.descend(context.cursor, cover: context.cover, index: index)
        defer { walk.leave(place) }
        let rules = walk.effective(place)
        let isObject = tape.kind(token) == .object
        var result = Features(isObject: isObject)
        var child = token + 1
        var number = 0
        while child < tape.next(token), number < Self.featureLimit {
            let segment: TreePath.Segment =
                !isObject ? .index(number) : side == .legacy ? .legacyKey(child) : .candidateKey(child)
            let inner = descend(place, rules.coverOfPair, segment)
            let value = isObject ? child + 1 : child
            let valueDigest = digest(side, value, inner)
            walk.leave(inner)
            if isObject {
                let keyDigest = tape.hash(ofString: child)
                result.keys.append(keyDigest)
                result.members.append(DigestCache.join(keyDigest, valueDigest))
            } else {
                result.members.append(valueDigest)
            }
            child = tape.next(value)
            number += 1
        }
        result.total = number
        result.keys.sort()
        result.members.sort()
        return result
    }

    private func isSameType(_ first: JSONToken.Kind, _ second: JSONToken.Kind) -> Bool {
        first == second || [first, second].allSatisfy { $0 == .true || $0 == .false }
    }
}
