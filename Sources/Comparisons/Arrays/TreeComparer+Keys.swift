import JSONText
import Traffic

extension TreeComparer {
    /// Members that are tried as a key.
    private static var keyCandidateLimit: Int { 8 }

    /// Pairs elements by the value of a member, by occurrence where values repeat; what has no key is aligned.
    mutating func pairByStatedKey(_ field: String, _ context: ArrayContext) -> ArrayPairing {
        let name = Array(field.utf8)
        let left = keyed(legacy, context.left, context.leftRange, name)
        let right = keyed(candidate, context.right, context.rightRange, name)
        let pairing = ScalarPairing(left.keys, of: legacy, with: right.keys, of: candidate)
        budget.step(pairing.steps)
        var result = Self.pairing(pairing, left.places, right.places)
        result.append(align(left.others, right.others, context))
        result.isReordered = result.hasCrossings
        return result
    }

    /// The elements that have a key, with it, and those that have none.
    private func keyed(
        _ tape: JSONTape, _ elements: [Int], _ range: Range<Int>, _ name: [UInt8]
    ) -> (places: [Int], keys: [Int], others: [Int]) {
        var places: [Int] = []
        var keys: [Int] = []
        var others: [Int] = []
        for place in range {
            if let key = key(tape, elements[place], name) {
                places.append(place)
                keys.append(key)
            } else {
                others.append(place)
            }
        }
        return (places, keys, others)
    }

    /// Pairs elements by a member that serves as a key on both sides, if one does. Whether it does is judged by the whole
    /// arrays; elements at their ends that are equal anyway are left out of the result.
    mutating func pairByDetectedKey(_ context: ArrayContext) -> ArrayPairing? {
        guard context.left.count > 1 || context.right.count > 1 else { return nil }
        guard context.left.allSatisfy({ legacy.kind($0) == .object }),
            context.right.allSatisfy({ candidate.kind($0) == .object })
        else { return nil }
        let most = min(context.left.count, context.right.count)
        var best: (pairing: ScalarPairing, rank: Int)?
        for (name, plausibility) in keyCandidates(context) {
            guard most * 4 + plausibility > best?.rank ?? -1,
                let left = uniqueKeys(legacy, context.left, name), let right = allKeys(candidate, context.right, name)
            else { continue }
            let pairing = ScalarPairing(left, of: legacy, with: right, of: candidate)
            budget.step(pairing.steps)
            let shared = pairing.partners.count { $0 >= 0 }
            guard pairing.areOthersUnique, shared * 2 >= left.count, shared * 2 >= right.count else { continue }
            let rank = shared * 4 + plausibility
            if rank > best?.rank ?? -1 { best = (pairing, rank) }
        }
        guard let best else { return nil }
        var result = ArrayPairing()
        var isTaken = [Bool](repeating: false, count: context.rightRange.count)
        for place in context.leftRange {
            let partner = Int(best.pairing.partners[place])
            if partner >= 0 {
                result.pairs.append((place, partner))
                isTaken[partner - context.rightRange.lowerBound] = true
            } else {
                result.missing.append(place)
            }
        }
        result.added = context.rightRange.filter { !isTaken[$0 - context.rightRange.lowerBound] }
        result.isReordered = result.hasCrossings
        return result
    }

    /// The members of the first element that may be tried as a key, the most plausible first.
    private mutating func keyCandidates(_ context: ArrayContext) -> [(name: [UInt8], plausibility: Int)] {
        var result: [(name: [UInt8], plausibility: Int)] = []
        for key in legacy.keys(context.left[0]).prefix(Self.keyCandidateLimit) where isKeyAllowed(key, context) {
            let name = legacy.decodedBytes(key)
            result.append((name, Self.plausibility(name)))
        }
        // Of those that are alike, the one that stands first stays first.
        return result.enumerated()
            .sorted { ($1.element.plausibility, $0.offset) < ($0.element.plausibility, $1.offset) }
            .map(\.element)
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
    private mutating func uniqueKeys(_ tape: JSONTape, _ elements: [Int], _ name: [UInt8]) -> [Int]? {
        guard let keys = allKeys(tape, elements, name), ScalarPairing.areUnique(keys, of: tape) else { return nil }
        return keys
    }

    /// The key of every element; `nil` where one has none.
    private mutating func allKeys(_ tape: JSONTape, _ elements: [Int], _ name: [UInt8]) -> [Int]? {
        budget.step(elements.count)
        var result: [Int] = []
        result.reserveCapacity(elements.count)
        for element in elements {
            guard let key = key(tape, element, name) else { return nil }
            result.append(key)
        }
        return result
    }

    /// An element's key, a string, number or boolean. `1` and `"1"` are different ones.
    private func key(_ tape: JSONTape, _ element: Int, _ name: [UInt8]) -> Int? {
        guard tape.kind(element) == .object else { return nil }
        var key = element + 1
        while key < tape.next(element) {
            if tape.isString(key, name) {
                return tape.isScalar(key + 1) && tape.kind(key + 1) != .null ? key + 1 : nil
            }
            key = tape.next(key + 1)
        }
        return nil
    }

    private static func pairing(_ pairing: ScalarPairing, _ left: [Int], _ right: [Int]) -> ArrayPairing {
        var result = ArrayPairing()
        var isTaken = [Bool](repeating: false, count: right.count)
        for (index, place) in left.enumerated() {
            let partner = Int(pairing.partners[index])
            if partner >= 0 {
                isTaken[partner] = true
                result.pairs.append((place, right[partner]))
            } else {
                result.missing.append(place)
            }
        }
        result.added = right.indices.filter { !isTaken[$0] }.map { right[$0] }
        return result
    }
}
