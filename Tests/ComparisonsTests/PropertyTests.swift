import Comparisons
import Testing
import Traffic

/// SplitMix64: the same numbers in every run.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

/// A JSON value that tests can change.
indirect enum Value {
    case null
    case boolean(Bool)
    case number(Int)
    case string(String)
    case array([Value])
    case object([(key: String, value: Value)])

    static func random(_ depth: Int, _ generator: inout SeededGenerator) -> Value {
        switch Int.random(in: 0..<(depth > 0 ? 9 : 5), using: &generator) {
        case 0: return .null
        case 1: return .boolean(Bool.random(using: &generator))
        case 2, 3: return .number(Int.random(in: -3...3, using: &generator))
        case 4: return .string(["", "a", "é", "\"\\\n", "a b", "𝄞"].randomElement(using: &generator) ?? "")
        case 5, 6:
            return .array((0..<Int.random(in: 0...5, using: &generator)).map { _ in random(depth - 1, &generator) })
        default:
            let keys = ["a", "b", "c", "id", "é", "a/b", ""].shuffled(using: &generator)
            return .object(
                keys.prefix(Int.random(in: 0...5, using: &generator)).map { ($0, random(depth - 1, &generator)) })
        }
    }

    /// The text, with white space and escapes put in at random.
    func text(_ generator: inout SeededGenerator) -> String {
        let blank = ["", "", " ", "\n", "\t "].randomElement(using: &generator) ?? ""
        switch self {
        case .null: return "null" + blank
        case .boolean(let value): return blank + String(value)
        case .number(let value):
            return blank
                + (["\(value)", "\(value).0", "\(value)e0", "\(value).00E+0"].randomElement(using: &generator) ?? "")
        case .string(let text): return Self.quoted(text, &generator) + blank
        case .array(let values): return "[" + blank + values.map { $0.text(&generator) }.joined(separator: ",") + "]"
        case .object(let members):
            let texts = members.map { Self.quoted($0.key, &generator) + blank + ":" + $0.value.text(&generator) }
            return "{" + texts.joined(separator: "," + blank) + blank + "}"
        }
    }

    private static func quoted(_ text: String, _ generator: inout SeededGenerator) -> String {
        guard Bool.random(using: &generator) else { return JSONFragment.quoted(text) }
        let units = text.utf16.map { unit in
            let digits = String(unit, radix: 16)
            return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
        return "\"" + units.joined() + "\""
    }

    func shuffled(_ generator: inout SeededGenerator) -> Value {
        switch self {
        case .array(let values): return .array(values.map { $0.shuffled(&generator) })
        case .object(let members):
            return .object(members.shuffled(using: &generator).map { ($0.key, $0.value.shuffled(&generator)) })
        case .null, .boolean, .number, .string: return self
        }
    }
}

@Suite("Properties of comparisons")
struct PropertyTests {
    private func result(_ left: String, _ right: String, _ set: RuleSet = .none) throws -> ComparisonResult {
        try compare(left, right, set)
    }

    @Test("a document equals itself, however it is written and whatever the order of its keys")
    func reflexive() throws {
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<1_000 {
            let value = Value.random(4, &generator)
            let left = value.text(&generator)
            let right = value.shuffled(&generator).text(&generator)
            #expect(found(try result(left, right)) == [], "\(left) / \(right)")
        }
    }

    /// `missing` for `added` and the other way round; the locations of paired elements may differ.
    private func mirrored(_ kind: Difference.Kind) -> Difference.Kind {
        kind == .missing ? .added : kind == .added ? .missing : kind
    }

    @Test("equal one way is equal the other way, and what is missing one way is added the other")
    func symmetric() throws {
        var generator = SeededGenerator(seed: 2)
        for _ in 0..<1_000 {
            let left = Value.random(2, &generator)
            let right = Value.random(2, &generator)
            let there = try result(left.text(&generator), right.text(&generator))
            let back = try result(right.text(&generator), left.text(&generator))
            #expect(there.isMatch == back.isMatch)
            guard case .object = left, case .object = right, !hasArray(left), !hasArray(right) else { continue }
            let expected = Set(there.differences.map { "\(mirrored($0.kind)) \($0.at)" })
            #expect(Set(back.differences.map { "\($0.kind) \($0.at)" }) == expected)
        }
    }

    private func hasArray(_ value: Value) -> Bool {
        switch value {
        case .array: true
        case .object(let members): members.contains { hasArray($0.value) }
        case .null, .boolean, .number, .string: false
        }
    }

    @Test("with the order of arrays excused, shuffled arrays match")
    func shuffledArrays() throws {
        var generator = SeededGenerator(seed: 3)
        let set = rules(try rule("/**", .unordered))
        for _ in 0..<500 {
            let values = (0..<6).map { _ in Value.random(2, &generator) }
            let left = Value.array(values).text(&generator)
            let right = Value.array(values.shuffled(using: &generator)).text(&generator)
            #expect(found(try result(left, right, set)) == [], "\(left) / \(right)")
        }
    }

    @Test("shuffled arrays without rules differ in order and in nothing else")
    func reorderedOnly() throws {
        var generator = SeededGenerator(seed: 4)
        for _ in 0..<500 {
            let values = (0..<6).map { _ in Value.random(2, &generator) }
            let found = try result(
                Value.array(values).text(&generator), Value.array(values.shuffled(using: &generator)).text(&generator))
            #expect(found.differences.allSatisfy { $0.kind == .reordered && $0.at.description == "/body" })
        }
    }

    @Test("known edits of a list of records are found, these and no others")
    func edits() throws {
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<300 {
            let count = Int.random(in: 4...30, using: &generator)
            var expected: Set<String> = []
            var candidate: [String] = []
            for index in 0..<count {
                switch Int.random(in: 0..<12, using: &generator) {
                case 0 where expected.count < count / 3:
                    expected.insert("missing /body/\(index)")
                case 1 where expected.count < count / 3:
                    candidate.append(#"{"v":"changed","id":"k\#(index)"}"#)
                    expected.insert("changed /body/\(index)/v")
                case 2 where expected.count < count / 3:
                    expected.insert("added /body/\(candidate.count)")
                    candidate.append(#"{"id":"new\#(index)","v":"n\#(index)"}"#)
                    candidate.append(#"{"id":"k\#(index)","v":"v\#(index)"}"#)
                default: candidate.append(#"{"id":"k\#(index)","v":"v\#(index)"}"#)
                }
            }
            let legacy = (0..<count).map { #"{"id":"k\#($0)","v":"v\#($0)"}"# }.joined(separator: ",")
            let result = try result("[\(legacy)]", "[\(candidate.joined(separator: ","))]")
            #expect(Set(found(result)) == expected)
            #expect(result.differences.count == expected.count)
        }
    }

    @Test("rules only relax: with rules there is never a difference where there was none")
    func rulesRelax() throws {
        var generator = SeededGenerator(seed: 6)
        let effects: [Rule.Effect] = [
            .ignore, .accept, .type, .pattern(try PatternText(parsing: "a+")), .tolerance(try Tolerance(parsing: "1")),
            .timestamp,
            .unordered, .keyedBy("id"), .nullEqualsMissing, .emptyEqualsNull, .caseInsensitive, .trimmed,
            .rename(to: try LocationPattern(parsing: "/body/c")),
        ]
        for _ in 0..<1_000 {
            let value = Value.random(3, &generator)
            let set = rules(
                try rule("/body/**", effects.randomElement(using: &generator) ?? .ignore),
                try rule("/body/a", effects.randomElement(using: &generator) ?? .ignore),
                try rule("/body/*/b", effects.randomElement(using: &generator) ?? .ignore))
            let left = value.text(&generator)
            let right = value.shuffled(&generator).text(&generator)
            let result = try result(left, right, set)
            #expect(found(result) == [], "\(left) / \(right)")
            let other = Value.random(3, &generator).text(&generator)
            if try self.result(left, other).isMatch { #expect(try self.result(left, other, set).isMatch) }
        }
    }

    @Test("an ignored root explains everything")
    func ignoredRoot() throws {
        var generator = SeededGenerator(seed: 7)
        let set = rules(try rule("/body", .ignore))
        for _ in 0..<500 {
            let left = Value.random(3, &generator).text(&generator)
            let right = Value.random(3, &generator).text(&generator)
            #expect(found(try result(left, right, set)) == [])
        }
    }
}
