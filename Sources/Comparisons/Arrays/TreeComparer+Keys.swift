import JSONText
import Traffic

extension TreeComparer {
    /// Members that are tried as a key.
    private static var keyCandidateLimit: Int { 8 }

    /// Pairs elements by the value of a member, by occurrence where values repeat; what has no key is aligned.
    mutating func pairByStatedKey(_ field: String, _ context: ArrayContext) -> ArrayPairing {
        let name = Array(field.utf8)
        var leftKeyed: [(place: Int, digest: UInt64)] = []
        var leftOther: [Int] = []
        var rightKeyed: [(place: Int, digest: UInt64)] = []
        var rightOther: [Int] = []
        for place in context.left.indices {
            if let digest = keyDigest(legacy, context.left[place], name) {
                leftKeyed.append((place, digest))
            } else {
                leftOther.append(place)
            }
        }
        for place in context.right.indices {
            if let digest = keyDigest(candidate, context.right[place], name) {
                rightKeyed.append((place, digest))
            } else {
                rightOther.append(place)
            }
        }
        var result = pairKeyed(leftKeyed, rightKeyed)
        result.append(align(leftOther, rightOther, context))
        result.isReordered = result.hasCrossings
        return result
    }

    /// Pairs elements by a member that serves as a key on both sides, if one does.
    mutating func pairByDetectedKey(_ context: ArrayContext) -> ArrayPairing? {
        guard context.left.count > 1 || context.right.count > 1 else { return nil }
        guard context.left.allSatisfy({ legacy.kind($0) == .object }),
            context.right.allSatisfy({ candidate.kind($0) == .object })
        else { return nil }
        var best: (pairing: ArrayPairing, rank: Int)?
        for key in legacy.keys(context.left[0]).prefix(Self.keyCandidateLimit) {
            guard isKeyAllowed(key, context) else { continue }
            let name = legacy.decodedBytes(key)
            guard let left = uniqueKeys(legacy, context.left, name),
                let right = uniqueKeys(candidate, context.right, name)
            else { continue }
            let pairing = pairKeyed(left, right)
            let shared = pairing.pairs.count
            guard shared * 2 >= left.count, shared * 2 >= right.count else { continue }
            let rank = shared * 4 + Self.plausibility(name)
            if rank > best?.rank ?? -1 { best = (pairing, rank) }
        }
        guard var result = best?.pairing else { return nil }
        result.isReordered = result.hasCrossings
        return result
    }

    /// Of members that pair equally many elements, the one with the name of a key is it.
    private static func plausibility(_ name: [UInt8]) -> Int {
        let text = String(decoding: name, as: UTF8.self).lowercased()
        if ["id", "_id", "uuid", "key"].contains(text) { return 3 }
        return text.hasSuffix("id") || text.hasSuffix("key") ? 2 : text == "name" ? 1 : 0
    }

    /// What a rule lets differ is no key.
    private mutating func isKeyAllowed(_ key: Int, _ context: ArrayContext) -> Bool {
        if context.cursor.isEmpty { return true }
        let element = walk.descend(context.cursor, cover: context.cover, index: 0)
        let member = walk.descend(element, cover: walk.effective(element).coverOfPair, legacy, key: key)
        let rules = walk.effective(member)
        walk.leave(member)
        walk.leave(element)
        return rules.value == EffectiveRules.absent
    }

    /// The key of every element; `nil` where one has none, or two have the same.
    private mutating func uniqueKeys(
        _ tape: JSONTape, _ elements: [Int], _ name: [UInt8]
    ) -> [(place: Int, digest: UInt64)]? {
        budget.step(elements.count)
        var seen: Set<UInt64> = []
        seen.reserveCapacity(elements.count)
        var result: [(place: Int, digest: UInt64)] = []
        result.reserveCapacity(elements.count)
        for (place, element) in elements.enumerated() {
            guard let digest = keyDigest(tape, element, name), seen.insert(digest).inserted else { return nil }
            result.append((place, digest))
        }
        return result
    }

    /// The hash of an element's key: a string, number or boolean. `1` and `"1"` have different ones.
    private func keyDigest(_ tape: JSONTape, _ element: Int, _ name: [UInt8]) -> UInt64? {
        guard tape.kind(element) == .object else { return nil }
        var key = element + 1
        while key < tape.next(element) {
            if tape.isString(key, name) {
                return tape.isScalar(key + 1) && tape.kind(key + 1) != .null ? tape.hash(ofScalar: key + 1) : nil
            }
            key = tape.next(key + 1)
        }
        return nil
    }

    private func pairKeyed(
        _ left: [(place: Int, digest: UInt64)], _ right: [(place: Int, digest: UInt64)]
    ) -> ArrayPairing {
        var queues = OccurrenceQueues(right.map(\.place), digests: right.map(\.digest))
        var result = ArrayPairing()
        var taken: Set<Int> = []
        for (place, digest) in left {
            guard let partner = queues.first(digest) else {
                result.missing.append(place)
                continue
            }
            queues.removeFirst(digest)
            taken.insert(partner)
            result.pairs.append((place, partner))
        }
        result.added = right.map(\.place).filter { !taken.contains($0) }
        return result
    }
}
