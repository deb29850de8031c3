import Comparisons
import Testing
import Traffic

/// What differences are for: they say what was edited, and nothing else.
@Suite("Properties of differences")
struct EditPropertyTests {
    private static let whole = ComparisonLimits(differences: 10_000, fragmentBytes: 1_000_000)

    @Test("random documents with known edits yield exactly these edits, each once", arguments: 1...4)
    func knownEdits(part: UInt64) throws {
        for seed in part * 1_000..<part * 1_000 + 250 {
            let document = EditedDocument(seed: seed)
            let result = try compare(document.legacy, document.candidate, limits: Self.whole)
            #expect(
                found(result).sorted() == document.edits.sorted(),
                "seed \(seed): \(document.legacy) / \(document.candidate)")
            let back = try compare(document.candidate, document.legacy, limits: Self.whole)
            #expect(back.differences.count == document.edits.count, "seed \(seed), the other way round")
            let kinds = back.differences.map { $0.kind == .missing ? .added : $0.kind == .added ? .missing : $0.kind }
            #expect(
                kinds.map(\.rawValue).sorted() == document.edits.map { String($0.prefix { $0 != " " }) }.sorted(),
                "seed \(seed): missing and added swap with the sides")
        }
    }

    @Test("the differences applied to legacy give the candidate, whatever the documents", arguments: 1...4)
    func patch(part: UInt64) throws {
        for seed in part * 1_000..<part * 1_000 + 400 {
            var generator = SeededGenerator(seed: seed)
            let value = Value.random(3, &generator)
            let left = value.text(&generator)
            // One time in two documents that have nothing to do with each other.
            let right =
                Bool.random(using: &generator)
                ? Value.random(3, &generator).text(&generator) : value.edited(&generator).text(&generator)
            try checkPatch(left, right, seed)
        }
    }

    @Test("the differences of edited documents applied to legacy give the candidate")
    func patchOfEdits() throws {
        for seed in UInt64(1)...300 {
            let document = EditedDocument(seed: seed)
            try checkPatch(document.legacy, document.candidate, seed)
            try checkPatch(document.candidate, document.legacy, seed)
        }
    }

    private func checkPatch(_ left: String, _ right: String, _ seed: UInt64) throws {
        let result = try compare(left, right, limits: Self.whole)
        let legacy = try #require(NaiveJSON(Array(left.utf8)))
        let candidate = try #require(NaiveJSON(Array(right.utf8)))
        let patched = Patch(result.differences).applied(to: legacy)
        #expect(
            patched?.isEqual(to: candidate) == true, "seed \(seed): \(left) / \(right) by \(found(result))")
    }

    @Test("any permutation of unique keys matches, also of many that begin alike", arguments: [2, 9, 32, 33, 34, 300])
    func permutations(count: Int) throws {
        for seed in UInt64(1)...20 {
            var generator = SeededGenerator(seed: seed)
            let members = (0..<count).map { number in
                let key =
                    number % 3 == 0 ? "customer number \(number)" : number % 3 == 1 ? "k\(number)" : "\\u006b-\(number)"
                return "\"\(key)\":\(number)"
            }
            let left = "{" + members.joined(separator: ",") + "}"
            let right = "{" + members.shuffled(using: &generator).joined(separator: ",") + "}"
            #expect(found(try compare(left, right)) == [], "seed \(seed)")
            let changed = right.replacing(":\(count - 1)", with: ":-1", maxReplacements: 1)
            #expect(try compare(left, changed).differences.map(\.kind) == [.changed], "seed \(seed)")
        }
    }

    @Test("a shuffled array of records matches under keyedBy, whatever is in the records")
    func keyed() throws {
        for seed in UInt64(1)...300 {
            var generator = SeededGenerator(seed: seed)
            let records = (0..<Int.random(in: 0...20, using: &generator)).map { number in
                Value.object([
                    ("v", Value.random(2, &generator)), ("key", .string("k\(number)")),
                    ("w", Value.random(1, &generator)),
                ])
            }
            let left = Value.object([("list", .array(records))]).text(&generator)
            let shuffled = records.shuffled(using: &generator).map { $0.withShuffledMembers(&generator) }
            let right = Value.object([("list", .array(shuffled))]).text(&generator)
            let result = try compare(left, right, rules(try rule("/body/list", .keyedBy("key"))))
            #expect(found(result) == [], "seed \(seed): \(left) / \(right)")
            #expect(result.suppressed.count <= 1, "seed \(seed)")
        }
    }
}

extension Value {
    /// The same object with its members in another order; what is inside of them stays as it is.
    fileprivate func withShuffledMembers(_ generator: inout SeededGenerator) -> Value {
        guard case .object(let members) = self else { return self }
        return .object(members.shuffled(using: &generator))
    }

    /// A copy in which some parts are others, missing, more or elsewhere.
    fileprivate func edited(_ generator: inout SeededGenerator) -> Value {
        if Int.random(in: 0..<8, using: &generator) == 0 { return Value.random(1, &generator) }
        switch self {
        case .null, .boolean, .number, .string: return self
        case .array(let values):
            var values = values.map { $0.edited(&generator) }
            switch Int.random(in: 0..<5, using: &generator) {
            case 0: values.shuffle(using: &generator)
            case 1: values.insert(Value.random(1, &generator), at: Int.random(in: 0...values.count, using: &generator))
            case 2: _ = values.popLast()
            default: break
            }
            return .array(values)
        case .object(let members):
            var members = members.map { ($0.key, $0.value.edited(&generator)) }
            if Int.random(in: 0..<4, using: &generator) == 0 { _ = members.popLast() }
            return .object(members.shuffled(using: &generator))
        }
    }
}
