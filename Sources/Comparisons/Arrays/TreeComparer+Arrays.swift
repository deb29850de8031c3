import JSONText
import Traffic

/// Two arrays while they are aligned.
struct ArrayContext {
    /// The tokens of the elements.
    let left: [Int]
    let right: [Int]
    let cursor: RuleWalk.Cursor
    /// The rule that holds for everything inside.
    let cover: Int32
    /// The places that are left when equal elements at both ends are taken off.
    var leftRange: Range<Int>
    var rightRange: Range<Int>

    init(left: [Int], right: [Int], cursor: RuleWalk.Cursor, cover: Int32) {
        self.left = left
        self.right = right
        self.cursor = cursor
        self.cover = cover
        leftRange = left.indices
        rightRange = right.indices
    }

    /// What was taken off.
    var trimmedPairs: [(left: Int, right: Int)] {
        let suffix = zip(leftRange.upperBound..<left.count, rightRange.upperBound..<right.count)
        return (0..<leftRange.lowerBound).map { ($0, $0) } + suffix.map { ($0, $1) }
    }
}

extension TreeComparer {
    /// Compares two arrays: finds which elements belong together, then compares those.
    mutating func compareArrays(_ left: Int, _ right: Int, _ cursor: RuleWalk.Cursor, _ rules: EffectiveRules) {
        if options.hasAtomicArrays, trial.depth == 0 {
            return compareAtomically(left, right, cursor, rules)
        }
        var context = ArrayContext(
            left: legacy.elements(left), right: candidate.elements(right), cursor: cursor, cover: rules.coverOfPair)
        budget.step(context.left.count + context.right.count)
        trimEnds(&context, rules)
        let wasExceeded = budget.wasExceeded
        budget.wasExceeded = false
        let pairing = pair(context, rules)
        let isByPosition = budget.wasExceeded
        budget.wasExceeded = wasExceeded || isByPosition
        if isByPosition { positionDepth += 1 }
        if pairing.isReordered { reportOrder(pairing, context, left, right, rules) }
        compareElements(pairing, context)
        if isByPosition { positionDepth -= 1 }
    }

    // Not inlined, so that the frames of the recursion stay small.
    @inline(never)
    private mutating func reportOrder(
        _ pairing: ArrayPairing, _ context: ArrayContext, _ left: Int, _ right: Int, _ rules: EffectiveRules
    ) {
        let rule = rules.cover != EffectiveRules.absent ? rules.cover : rules.collection
        let isExplained = rule != EffectiveRules.absent
        if !isExplained, trial.depth == 0 { orderChange = OrderChange(pairing.pairs + context.trimmedPairs) }
        report(.reordered, left, right, isExplained ? rule : nil)
        orderChange = nil
    }

    // Not inlined, so that the frames of the recursion stay small.
    @inline(never)
    private mutating func compareAtomically(
        _ left: Int, _ right: Int, _ cursor: RuleWalk.Cursor, _ rules: EffectiveRules
    ) {
        if isEquivalent(left, right, cursor) {
            // What the trial found explained is taken down as one.
            let explained = [
                rules.value, rules.collection, rules.trimmed, rules.caseInsensitive, rules.emptyEqualsNull,
            ]
            report(.changed, left, right, explained.first { $0 != EffectiveRules.absent } ?? elementRule(cursor, rules))
        } else {
            report(.changed, left, right, nil)
        }
    }

    /// The rule that holds for the elements of an array that is equal under the rules; `nil` where written alike.
    private mutating func elementRule(_ cursor: RuleWalk.Cursor, _ rules: EffectiveRules) -> Int32? {
        let place = walk.descend(cursor, cover: rules.coverOfPair, index: 0)
        let inner = walk.effective(place)
        walk.leave(place)
        return [inner.value, inner.trimmed, inner.caseInsensitive, inner.emptyEqualsNull]
            .first { $0 != EffectiveRules.absent }
    }

    /// Takes equal elements off both ends: they pair with each other whatever decides about the others.
    ///
    /// Where a rule states how elements pair, only off the beginning: of elements with one key the first ones pair.
    private mutating func trimEnds(_ context: inout ArrayContext, _ rules: EffectiveRules) {
        let count = min(context.left.count, context.right.count)
        var prefix = 0
        while prefix < count, areEqual(context.left[prefix], context.right[prefix]) { prefix += 1 }
        var suffix = 0
        if rules.collection == EffectiveRules.absent {
            while suffix < count - prefix,
                areEqual(
                    context.left[context.left.count - 1 - suffix], context.right[context.right.count - 1 - suffix])
            { suffix += 1 }
        }
        context.leftRange = prefix..<context.left.count - suffix
        context.rightRange = prefix..<context.right.count - suffix
    }

    @inline(never)
    private mutating func pair(_ context: ArrayContext, _ rules: EffectiveRules) -> ArrayPairing {
        let left = Array(context.leftRange)
        let right = Array(context.rightRange)
        if left.isEmpty || right.isEmpty { return ArrayPairing(missing: left, added: right) }
        if rules.collection != EffectiveRules.absent {
            switch walk.program[rules.collection].effect {
            case .keyedBy(let field): return pairByStatedKey(field, context)
            default: return pairAsMultiset(context)
            }
        }
        return pairByDetectedKey(context) ?? align(left, right, context)
    }

    private mutating func compareElements(_ pairing: ArrayPairing, _ context: ArrayContext) {
        let pairs = pairing.sortedPairs
        let missing = pairing.missing.sorted()
        var next = 0
        func reportMissing(before limit: Int, _ comparer: inout TreeComparer) {
            while next < missing.count, missing[next] < limit, !comparer.isDecided {
                comparer.reportAbsent(
                    .index(missing[next]), context.left[missing[next]], .legacy, context.cursor, context.cover)
                next += 1
            }
        }
        for pair in pairs {
            reportMissing(before: pair.left, &self)
            if isDecided { return }
            compareElement(pair.left, pair.right, context)
        }
        reportMissing(before: Int.max, &self)
        for place in pairing.added.sorted() {
            if isDecided { return }
            reportAbsent(.index(place), context.right[place], .candidate, context.cursor, context.cover)
        }
    }

    @inline(never)
    private mutating func compareElement(_ left: Int, _ right: Int, _ context: ArrayContext) {
        if isSettled(context.left[left], context.right[right]) { return }
        path.push(.index(left))
        let place = walk.descend(context.cursor, cover: context.cover, index: left)
        compareDiffering(context.left[left], context.right[right], place)
        walk.leave(place)
        path.pop()
    }

    /// Whether two elements are equal under the rules.
    mutating func isEquivalentElement(_ left: Int, _ right: Int, _ context: ArrayContext) -> Bool {
        let place = walk.descend(context.cursor, cover: context.cover, index: left)
        defer { walk.leave(place) }
        return isEquivalent(context.left[left], context.right[right], place)
    }

    mutating func elementDigest(_ side: Side, _ index: Int, _ context: ArrayContext) -> UInt64 {
        let place = walk.descend(context.cursor, cover: context.cover, index: index)
        defer { walk.leave(place) }
        return digest(side, side == .legacy ? context.left[index] : context.right[index], place)
    }
}
