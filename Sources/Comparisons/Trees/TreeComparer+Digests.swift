import JSONText
import Traffic

/// Hashes of subtrees under the rules, each computed once.
struct DigestCache {
    private var legacy: ContiguousArray<UInt64> = []
    private var candidate: ContiguousArray<UInt64> = []

    /// 0 where a subtree was not hashed yet.
    func digest(_ side: Side, _ token: Int) -> UInt64 {
        let cache = side == .legacy ? legacy : candidate
        return cache.isEmpty ? 0 : cache[token]
    }

    mutating func store(_ digest: UInt64, _ side: Side, _ token: Int, count: Int) {
        switch side {
        case .legacy:
            if legacy.isEmpty { legacy = ContiguousArray(repeating: 0, count: count) }
            legacy[token] = digest
        case .candidate:
            if candidate.isEmpty { candidate = ContiguousArray(repeating: 0, count: count) }
            candidate[token] = digest
        }
    }

    /// Joins two hashes; the order counts.
    static func join(_ first: UInt64, _ second: UInt64) -> UInt64 {
        let product = (first ^ 0x9E37_79B9_7F4A_7C15).multipliedFullWidth(by: second | 1)
        return (product.high ^ product.low) &+ (first << 23 | first >> 41) &+ second
    }
}

extension TreeComparer {
    /// A hash that values which are equal under the rules share, as far as a hash can say so: where a rule lets values
    /// differ, they all hash alike. It finds likely partners; only a comparison decides.
    mutating func digest(_ side: Side, _ token: Int, _ cursor: RuleWalk.Cursor) -> UInt64 {
        let known = digests.digest(side, token)
        if known != 0 { return known }
        budget.step()
        let tape = side == .legacy ? legacy : candidate
        let rules = walk.effective(cursor)
        var result = ruleDigest(tape, token, rules)
        if result == nil {
            switch tape.kind(token) {
            case .object: result = objectDigest(side, tape, token, cursor, rules)
            case .array: result = arrayDigest(side, tape, token, cursor, rules)
            default: result = scalarDigest(tape, token, rules)
            }
        }
        let digest = result.map { $0 == 0 ? 1 : $0 } ?? 1
        digests.store(digest, side, token, count: tape.tokens.count)
        return digest
    }

    /// The hash of a value that a rule makes alike to many others.
    private func ruleDigest(_ tape: JSONTape, _ token: Int, _ rules: EffectiveRules) -> UInt64? {
        guard rules.value != EffectiveRules.absent else { return nil }
        if rules.value == rules.cover { return 11 }
        switch walk.program[rules.value].effect {
        case .type: return 0x1000 + UInt64(typeNumber(tape.kind(token)))
        case .tolerance:
            return tape.kind(token) == .number || tape.kind(token) == .string ? 12 : nil
        case .timestamp:
            guard tape.kind(token) == .string, let instant = Instant(tape.string(token)) else {
                return tape.kind(token) == .number ? 13 : nil
            }
            return StableHash.of("\(instant.seconds).\(instant.fraction) \(instant.hasZone)")
        case .pattern(let pattern):
            let value = ScalarRelaxation(program: walk.program, rules: rules).normalised(ScalarValue(tape, token))
            return value.text.map(pattern.matches) == true ? 14 : nil
        default: return nil
        }
    }

    private func typeNumber(_ kind: JSONToken.Kind) -> UInt8 {
        kind == .false ? JSONToken.Kind.true.rawValue : kind.rawValue
    }

    private func scalarDigest(_ tape: JSONTape, _ token: Int, _ rules: EffectiveRules) -> UInt64 {
        let hasNormaliser =
            rules.trimmed & rules.caseInsensitive & rules.emptyEqualsNull != EffectiveRules.absent
        guard hasNormaliser, tape.kind(token) == .string || tape.kind(token) == .null else {
            return tape.hash(ofScalar: token)
        }
        let value = ScalarRelaxation(program: walk.program, rules: rules).normalised(ScalarValue(tape, token))
        switch value {
        case .string(let text): return StableHash.of(text)
        default: return Self.nullDigest
        }
    }

    /// The hash of `null`, and of what a rule takes for it.
    private static let nullDigest: UInt64 = 15

    private mutating func objectDigest(
        _ side: Side, _ tape: JSONTape, _ object: Int, _ cursor: RuleWalk.Cursor, _ rules: EffectiveRules
    ) -> UInt64 {
        if tape.isEmptyContainer(object), rules.emptyEqualsNull != EffectiveRules.absent { return Self.nullDigest }
        let moved = rules.hasAnchor ? siblingRenames(cursor, side) : [:]
        var sum: UInt64 = 17
        var key = object + 1
        while key < tape.next(object) {
            let name = moved.isEmpty ? nil : moved[tape.string(key)]
            let place =
                name.map { walk.descend(cursor, cover: rules.coverOfPair, segment: $0) }
                ?? walk.descend(cursor, cover: rules.coverOfPair, tape, key: key)
            if !isSkippable(tape, key + 1, place) {
                let keyDigest = name.map(stringDigest) ?? tape.hash(ofString: key)
                sum &+= DigestCache.join(keyDigest, digest(side, key + 1, place))
            }
            walk.leave(place)
            key = tape.next(key + 1)
        }
        return sum
    }

    /// Whether a member may as well be absent.
    private func isSkippable(_ tape: JSONTape, _ token: Int, _ cursor: RuleWalk.Cursor) -> Bool {
        guard !cursor.isEmpty else { return false }
        let rules = walk.effective(cursor)
        if rules.absenceRule != EffectiveRules.absent { return true }
        guard rules.nullEqualsMissing != EffectiveRules.absent else { return false }
        let relaxation = ScalarRelaxation(program: walk.program, rules: rules)
        if case .null = relaxation.normalised(ScalarValue(tape, token)) { return true }
        return false
    }

    private mutating func arrayDigest(
        _ side: Side, _ tape: JSONTape, _ array: Int, _ cursor: RuleWalk.Cursor, _ rules: EffectiveRules
    ) -> UInt64 {
        if tape.isEmptyContainer(array), rules.emptyEqualsNull != EffectiveRules.absent { return Self.nullDigest }
        let isOrdered = rules.collection == EffectiveRules.absent
        var sum: UInt64 = 19
        for (index, element) in tape.elements(array).enumerated() {
            let place = walk.descend(cursor, cover: rules.coverOfPair, index: index)
            let elementDigest = digest(side, element, place)
            walk.leave(place)
            sum = isOrdered ? DigestCache.join(sum, elementDigest) : sum &+ DigestCache.join(19, elementDigest)
        }
        return sum
    }

    /// The renames of one member to another of the same object: for the candidate, new name to old.
    private func siblingRenames(_ cursor: RuleWalk.Cursor, _ side: Side) -> [String: String] {
        guard side == .candidate else { return [:] }
        var result: [String: String] = [:]
        for rule in walk.anchors(cursor) {
            let compiled = walk.program.rules[Int(rule)]
            let source = compiled.rule.at.segments[compiled.anchor...]
            let target = compiled.target[compiled.anchor...]
            guard source.count == 1, target.count == 1, case .literal(let old)? = source.first,
                case .literal(let new)? = target.first
            else { continue }
            result[new] = old
        }
        return result
    }

    private func stringDigest(_ text: String) -> UInt64 {
        guard let tape = try? JSONTape(parsing: Array(JSONFragment.quoted(text).utf8)) else { return 0 }
        return tape.hash(ofString: JSONTape.root)
    }
}
