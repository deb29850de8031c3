/// Finds what two sequences have in common, in order.
enum SequenceAlignment {
    /// One common element: its place in the left and in the right sequence.
    typealias Match = (left: Int, right: Int)

    /// A longest common subsequence, ascending.
    ///
    /// What begins and ends both sequences is taken off, and what occurs on one side only. If the rest has no repetitions,
    /// it is a permutation whose longest increasing subsequence is the answer, in n log n; else Myers' greedy algorithm
    /// finds it in (n + m) d for d edits, within a bound.
    ///
    /// - Returns: `nil` where the bound was passed.
    static func longestCommonSubsequence(_ left: [UInt64], _ right: [UInt64], budget: inout WorkBudget) -> [Match]? {
        var prefix = 0
        while prefix < left.count, prefix < right.count, left[prefix] == right[prefix] { prefix += 1 }
        var suffix = 0
        while suffix < left.count - prefix, suffix < right.count - prefix,
            left[left.count - 1 - suffix] == right[right.count - 1 - suffix]
        { suffix += 1 }
        let leftMiddle = prefix..<left.count - suffix
        let rightMiddle = prefix..<right.count - suffix
        budget.step(left.count + right.count)
        var matches: [Match] = (0..<prefix).map { ($0, $0) }
        if !leftMiddle.isEmpty, !rightMiddle.isEmpty {
            guard let middle = middleMatches(left, leftMiddle, right, rightMiddle, &budget) else { return nil }
            matches += middle
        }
        return matches + (0..<suffix).map { (leftMiddle.upperBound + $0, rightMiddle.upperBound + $0) }
    }

    private static func middleMatches(
        _ left: [UInt64], _ leftRange: Range<Int>, _ right: [UInt64], _ rightRange: Range<Int>,
        _ budget: inout WorkBudget
    ) -> [Match]? {
        var leftCounts: [UInt64: Int] = [:]
        var rightPlaces: [UInt64: Int] = [:]
        var isUnique = true
        for index in rightRange where rightPlaces.updateValue(index, forKey: right[index]) != nil { isUnique = false }
        for index in leftRange { leftCounts[left[index], default: 0] += 1 }
        let common = leftRange.filter { rightPlaces[left[$0]] != nil }
        if isUnique, common.allSatisfy({ leftCounts[left[$0]] == 1 }) {
            return increasing(common.compactMap { index in rightPlaces[left[index]].map { (index, $0) } })
        }
        let rightCommon = rightRange.filter { leftCounts[right[$0]] != nil }
        let edits = myers(common.map { left[$0] }, rightCommon.map { right[$0] }, &budget)
        return edits?.map { (common[$0.left], rightCommon[$0.right]) }
    }

    /// The longest subsequence with ascending right places, of pairs with ascending left places (patience sorting).
    static func increasing(_ pairs: [Match]) -> [Match] {
        var tails: [Int] = []
        var previous = [Int](repeating: -1, count: pairs.count)
        for (index, pair) in pairs.enumerated() {
            var low = 0
            var high = tails.count
            while low < high {
                let middle = (low + high) / 2
                if pairs[tails[middle]].right < pair.right { low = middle + 1 } else { high = middle }
            }
            if low > 0 { previous[index] = tails[low - 1] }
            if low == tails.count { tails.append(index) } else { tails[low] = index }
        }
        var result: [Match] = []
        var next = tails.last ?? -1
        while next >= 0 {
            result.append(pairs[next])
            next = previous[next]
        }
        return result.reversed()
    }

    /// Edits that are looked for at most; the trace of them takes 4·d² bytes.
    private static let editLimit = 1_500

    /// Source: E. W. Myers, "An O(ND) Difference Algorithm and Its Variations" (1986), figure 2 and section 4.
    private static func myers(_ left: [UInt64], _ right: [UInt64], _ budget: inout WorkBudget) -> [Match]? {
        let limit = min(left.count + right.count, editLimit)
        // furthest[k + limit + 1] is the left place reached furthest on diagonal k.
        var furthest = [Int32](repeating: 0, count: 2 * limit + 3)
        var trace: [[Int32]] = []
        for edits in 0...limit {
            trace.append(Array(furthest[limit + 1 - edits...limit + 1 + edits]))
            for diagonal in stride(from: -edits, through: edits, by: 2) {
                let center = limit + 1 + diagonal
                let isDown = diagonal == -edits || diagonal != edits && furthest[center - 1] < furthest[center + 1]
                var x = isDown ? Int(furthest[center + 1]) : Int(furthest[center - 1]) + 1
                let start = x
                while x < left.count, x - diagonal < right.count, left[x] == right[x - diagonal] { x += 1 }
                furthest[center] = Int32(x)
                budget.align(1 + x - start)
                if x >= left.count, x - diagonal >= right.count { return backtrack(trace, left.count, right.count) }
            }
            if budget.isExhausted { return nil }
        }
        return nil
    }

    /// Walks back from the end; `trace[d]` holds the diagonals −d … d as they were before step d.
    private static func backtrack(_ trace: [[Int32]], _ leftCount: Int, _ rightCount: Int) -> [Match] {
        var matches: [Match] = []
        var x = leftCount
        var y = rightCount
        for edits in trace.indices.reversed() {
            let before = trace[edits]
            func furthest(_ diagonal: Int) -> Int { Int(before[diagonal + edits]) }
            let diagonal = x - y
            let isDown = diagonal == -edits || diagonal != edits && furthest(diagonal - 1) < furthest(diagonal + 1)
            let previousDiagonal = isDown ? diagonal + 1 : diagonal - 1
            let previousX = edits == 0 ? 0 : furthest(previousDiagonal)
            let previousY = edits == 0 ? 0 : previousX - previousDiagonal
            while x > previousX, y > previousY {
                x -= 1
                y -= 1
                matches.append((x, y))
            }
            x = previousX
            y = previousY
        }
        return matches.reversed()
    }
}
