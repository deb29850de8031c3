import JSONText
import Traffic

extension TreeComparer {
    /// Compares two objects: members pair by key in any order, equal keys by occurrence.
    mutating func compareObjects(_ left: Int, _ right: Int, _ cursor: RuleWalk.Cursor, _ rules: EffectiveRules) {
        let cover = rules.coverOfPair
        let mark = rules.hasAnchor ? beginRenames(left, right, cursor) : nil
        var leftKey = left + 1
        var rightKey = right + 1
        if renames.isEmpty {
            // Both sides are mostly written in the same order.
            while leftKey < legacy.next(left), rightKey < candidate.next(right),
                legacy.isSameString(leftKey, candidate, rightKey)
            {
                compareMember(leftKey, rightKey + 1, cursor, cover)
                leftKey = legacy.next(leftKey + 1)
                rightKey = candidate.next(rightKey + 1)
            }
        }
        if leftKey < legacy.next(left) || rightKey < candidate.next(right) {
            compareMembers(
                legacy.keys(from: leftKey, to: legacy.next(left)),
                candidate.keys(from: rightKey, to: candidate.next(right)),
                cursor, cover)
        }
        if let mark { renames.restore(mark) }
    }

    // Not inlined, so that the frames of the recursion stay small.
    @inline(never)
    private mutating func compareMembers(
        _ leftKeys: [Int], _ rightKeys: [Int], _ cursor: RuleWalk.Cursor, _ cover: Int32
    ) {
        let paired = leftKeys.filter { renames.target(ofLegacy: $0 + 1) == nil }
        let free = rightKeys.filter { !renames.isTaken($0 + 1) }
        let partners = pairKeys(paired, free)
        var isTaken = [Bool](repeating: false, count: free.count)
        var next = 0
        for leftKey in leftKeys {
            if isDecided { return }
            if let rename = renames.target(ofLegacy: leftKey + 1) {
                compareRenamed(leftKey, rename, cursor, cover)
                continue
            }
            if let partner = partners[next] {
                isTaken[partner] = true
                compareMember(leftKey, free[partner] + 1, cursor, cover)
            } else {
                reportAbsent(.legacyKey(leftKey), leftKey + 1, .legacy, cursor, cover)
            }
            next += 1
        }
        for (position, rightKey) in free.enumerated() where !isTaken[position] {
            if isDecided { return }
            reportAbsent(.candidateKey(rightKey), rightKey + 1, .candidate, cursor, cover)
        }
    }

    private mutating func compareMember(_ leftKey: Int, _ right: Int, _ cursor: RuleWalk.Cursor, _ cover: Int32) {
        if isSettled(leftKey + 1, right) { return }
        path.push(.legacyKey(leftKey))
        let member = walk.descend(cursor, cover: cover, legacy, key: leftKey)
        compareDiffering(leftKey + 1, right, member)
        walk.leave(member)
        path.pop()
    }

    @inline(never)
    private mutating func compareRenamed(
        _ leftKey: Int, _ rename: RenameTable.Target, _ cursor: RuleWalk.Cursor, _ cover: Int32
    ) {
        path.push(.legacyKey(leftKey))
        let member = walk.descend(cursor, cover: cover, legacy, key: leftKey)
        compareRenamed(leftKey + 1, rename, member)
        walk.leave(member)
        path.pop()
    }

    /// Pairs keys, the first with the first of the same name and so on.
    @inline(never)
    private mutating func pairKeys(_ left: [Int], _ right: [Int]) -> [Int?] {
        var partners = [Int?](repeating: nil, count: left.count)
        guard left.count * right.count > 256 else {
            var isTaken = [Bool](repeating: false, count: right.count)
            for (position, key) in left.enumerated() {
                partners[position] = right.indices.first {
                    !isTaken[$0] && legacy.isSameString(key, candidate, right[$0])
                }
                if let partner = partners[position] { isTaken[partner] = true }
            }
            return partners
        }
        let pairing = ScalarPairing(left, of: legacy, with: right, of: candidate)
        budget.step(pairing.steps)
        return pairing.partners.map { $0 >= 0 ? Int($0) : nil }
    }

    /// Reports a subtree that only one side has: one difference at its root.
    @inline(never)
    mutating func reportAbsent(
        _ segment: TreePath.Segment, _ token: Int, _ side: Side, _ cursor: RuleWalk.Cursor, _ cover: Int32
    ) {
        path.push(segment)
        let place = descend(cursor, cover, segment)
        budget.step()
        let rule = absenceRule(token, side, place, isMember: segment.isKey)
        switch side {
        case .legacy:
            report(.missing, token, nil, rule)
            if !renames.isEmpty { compareRenamedInside(token, place) }
        case .candidate: report(.added, nil, token, rule)
        }
        walk.leave(place)
        path.pop()
    }

    mutating func descend(_ cursor: RuleWalk.Cursor, _ cover: Int32, _ segment: TreePath.Segment) -> RuleWalk.Cursor {
        switch segment {
        case .legacyKey(let key): walk.descend(cursor, cover: cover, legacy, key: key)
        case .candidateKey(let key): walk.descend(cursor, cover: cover, candidate, key: key)
        case .index(let index): walk.descend(cursor, cover: cover, index: index)
        }
    }
}

extension TreePath.Segment {
    var isKey: Bool { if case .index = self { false } else { true } }
}

extension JSONTape {
    /// The tokens of the keys in a stretch of an object's members.
    fileprivate func keys(from start: Int, to end: Int) -> [Int] {
        var result: [Int] = []
        var token = start
        while token < end {
            result.append(token)
            token = next(token + 1)
        }
        return result
    }
}
