extension EqualityWalk {
    /// Objects with more members than this that are in another order are paired with an index.
    private static let fewMembers = 32

    mutating func areObjectsEqual(_ object: Int, _ other: Int) -> Bool {
        let end = left.next(object)
        let otherEnd = right.next(other)
        var key = object + 1
        var otherKey = other + 1
        // Both sides are mostly written in the same order.
        while key < end, otherKey < otherEnd, isSameKey(key, otherKey) {
            guard areEqual(key + 1, otherKey + 1) else { return false }
            key = left.next(key + 1)
            otherKey = right.next(otherKey + 1)
        }
        if key == end || otherKey == otherEnd { return key == end && otherKey == otherEnd }
        return areMembersEqual(key..<end, otherKey..<otherEnd)
    }

    /// Compares members in any order.
    private mutating func areMembersEqual(_ members: Range<Int>, _ others: Range<Int>) -> Bool {
        let base = keys.count
        defer { keys.removeLast(keys.count - base) }
        var otherKey = others.lowerBound
        while otherKey < others.upperBound {
            keys.append(KeyPrefix(right, otherKey))
            otherKey = right.next(otherKey + 1)
        }
        let end = keys.count
        if end - base > Self.fewMembers { return areManyMembersEqual(members, base..<end) }
        var first = base
        var key = members.lowerBound
        while key < members.upperBound {
            let prefix = KeyPrefix(left, key)
            var index = first
            while index < end, !isKey(prefix, keys[index]) { index += 1 }
            guard index < end else { return false }
            let partner = Int(keys[index].token)
            keys[index].length = KeyPrefix.paired
            while first < end, keys[first].length == KeyPrefix.paired { first += 1 }
            guard areEqual(key + 1, partner + 1) else { return false }
            key = left.next(key + 1)
        }
        return first == end
    }

    @inline(never)
    private mutating func areManyMembersEqual(_ members: Range<Int>, _ others: Range<Int>) -> Bool {
        var names: [Int] = []
        names.reserveCapacity(others.count)
        var key = members.lowerBound
        while key < members.upperBound {
            names.append(key)
            key = left.next(key + 1)
        }
        guard names.count == others.count else { return false }
        let otherNames = others.map { Int(keys[$0].token) }
        let pairing = ScalarPairing(names, of: legacy, with: otherNames, of: candidate)
        steps += pairing.steps
        guard pairing.partners.allSatisfy({ $0 >= 0 }) else { return false }
        for (index, name) in names.enumerated() {
            guard areEqual(name + 1, otherNames[Int(pairing.partners[index])] + 1) else { return false }
        }
        return true
    }

    @inline(__always)
    private func isKey(_ prefix: KeyPrefix, _ other: KeyPrefix) -> Bool {
        guard prefix.head == other.head, prefix.length == other.length else { return false }
        return prefix.length <= 8 || isSameKey(Int(prefix.token), Int(other.token))
    }

    @inline(__always)
    private func isSameKey(_ key: Int, _ other: Int) -> Bool {
        let first = left.tokens[key]
        let second = right.tokens[other]
        if first.hasEscapes || second.hasEscapes { return legacy.isSameString(key, candidate, other) }
        let count = Int(first.end &- first.offset)
        guard count == Int(second.end &- second.offset) else { return false }
        return commonPrefix(left.bytes, Int(first.offset), right.bytes, Int(second.offset), count: count) == count
    }
}
