import Comparisons
import Testing
import Traffic

/// The way to what differs, with the rest folded.
@Suite("Outlines of a comparison")
struct OutlineTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let legacy: String
        let candidate: String
        /// `3` are three unchanged, `x2` two explained, `?1` one that is not shown; a place is its name, its differences and
        /// what is inside.
        let outline: String

        var testDescription: String { name }
    }

    static let cases = [
        Case(name: "a scalar", legacy: "1", candidate: "2", outline: "changed"),
        Case(
            name: "members before, between and after", legacy: #"{"a":1,"b":2,"c":3,"d":4,"e":5}"#,
            candidate: #"{"a":1,"b":0,"c":3,"d":0,"e":5}"#, outline: "{1 b=changed 1 d=changed 1}"),
        Case(
            name: "a member that one side lacks", legacy: #"{"a":1,"b":2}"#, candidate: #"{"b":2,"c":3}"#,
            outline: "{a=missing 1 c=added}"),
        Case(
            name: "an element inserted at the head", legacy: "[1,2,3]", candidate: "[0,1,2,3]", outline: "[0=added 3]"),
        Case(
            name: "an element inserted in the middle", legacy: "[1,2,3]", candidate: "[1,2,0,3]",
            outline: "[2 2=added 1]"),
        Case(name: "elements added at the end", legacy: "[1]", candidate: "[1,2,3]", outline: "[1 1=added 2=added]"),
        Case(
            name: "one removed, one added further on", legacy: "[1,2,3,4]", candidate: "[1,3,4,5]",
            outline: "[1 1=missing 2 3=added]"),
        Case(
            name: "a change after an insertion", legacy: #"[{"id":1,"v":1},{"id":2,"v":2},{"id":3,"v":3}]"#,
            candidate: #"[{"id":9,"v":9},{"id":1,"v":1},{"id":2,"v":0},{"id":3,"v":3}]"#,
            outline: "[0=added 1 1{1 v=changed} 1]"),
        Case(
            name: "another order", legacy: #"{"a":[1,2,3],"b":1}"#, candidate: #"{"a":[3,1,2],"b":1}"#,
            outline: "{a=reordered[] 1}"),
        Case(
            name: "what a rule explains", legacy: #"{"t":1,"a":1,"b":1}"#, candidate: #"{"t":2,"a":1,"b":2}"#,
            outline: "{1x1 b=changed}"),
        Case(
            name: "keys that occur twice", legacy: #"{"a":1,"a":2}"#, candidate: #"{"a":0,"a":2}"#,
            outline: "{a=changed 1}"),
        Case(name: "only what a rule explains", legacy: #"{"t":1}"#, candidate: #"{"t":2}"#, outline: ""),
        Case(name: "nothing", legacy: #"{"t":1}"#, candidate: #"{"t":1}"#, outline: ""),
    ]

    @Test("everything stands at its place", arguments: cases)
    func places(item: Case) throws {
        let limits = ComparisonLimits(outlinedDifferences: 10)
        let result = try compare(item.legacy, item.candidate, rules(try rule("/body/t", .ignore)), limits: limits)
        #expect(result.outline.map(Self.text) ?? "" == item.outline)
    }

    @Test("what is beyond the number asked for is folded, and counted")
    func limited() throws {
        let limits = ComparisonLimits(outlinedDifferences: 2)
        let result = try compare("[1,1,1,1,1,5]", "[2,3,4,6,7,5]", limits: limits)
        #expect(result.differences.count == 5)
        #expect(result.outline.map(Self.text) == "[0=changed 1=changed 1?3]")
    }

    @Test("without a limit there is no outline, and the result is the same")
    func none() throws {
        let plain = try compare("[1,{\"a\":2}]", "[2,{\"a\":3}]")
        let outlined = try compare("[1,{\"a\":2}]", "[2,{\"a\":3}]", limits: ComparisonLimits(outlinedDifferences: 9))
        #expect(plain.outline == nil)
        #expect(plain.differences == outlined.differences)
    }

    @Test("of an answer status, headers and body stand side by side")
    func answers() throws {
        let comparer = AnswerComparer(redaction: nil, limits: ComparisonLimits(outlinedDifferences: 9))
        let body = comparer.compare(legacy: json("[1,2]"), candidate: json("[1,3]"), rules: .none)
        #expect(body.outline.map(Self.text) == "{2 body[1 1=changed]}")
        let status = comparer.compare(legacy: json("[1]"), candidate: json("[1]", status: 404), rules: .none)
        #expect(status.outline.map(Self.text) == "{status=changed 2}")
    }

    @Test("a rule that has no place in either document is told from one that had nothing to explain")
    func reachedRules() throws {
        let set = rules(
            try rule("/body/t", .ignore), try rule("/body/**/deep", .type), try rule("/body/list/1", .ignore),
            try rule("/body/typo", .ignore), try rule("/body/list/7", .ignore))
        let text = #"{"t":1,"list":[1,{"deep":1}]}"#
        let result = try compare(text, text, set, limits: ComparisonLimits(outlinedDifferences: 1))
        #expect(Set(result.reachedRules.map(\.at)) == ["/body/t", "/body/**/deep", "/body/list/1"])
    }

    @Test(
        "what has moved is said by the fewest moves",
        arguments: [
            ("[1,2,3]", "[3,1,2]", 1, false, [[2, 0]]), ("[1,2,3]", "[3,2,1]", 2, true, [[0, 2], [1, 1]]),
            ("[1,2,3,4,5]", "[2,1,3,5,4]", 2, false, [[0, 1], [3, 4]]),
        ] as [(String, String, Int, Bool, [[Int]])])
    func order(legacy: String, candidate: String, moved: Int, isReversed: Bool, moves: [[Int]]) throws {
        let difference = try #require(try compare(legacy, candidate).differences.first)
        let order = try #require(difference.order)
        #expect(difference.kind == .reordered)
        #expect(order.moved == moved && order.isReversed == isReversed)
        #expect(order.moves.count == moved)
        #expect(order.moves.map { [$0.from, $0.to] } == moves)
    }

    @Test("differences in an array that position paired say so, and others do not")
    func position() throws {
        let long = (0..<20_000).map { String($0 % 7) }.joined(separator: ",")
        let other = (0..<20_000).map { String($0 * 31 % 11) }.joined(separator: ",")
        let limits = ComparisonLimits(differences: 50_000, alignmentSteps: 50_000)
        let result = try compare(
            "{\"a\":1,\"l\":[\(long)],\"z\":1}", "{\"a\":2,\"l\":[\(other)],\"z\":2}", limits: limits)
        #expect(result.isApproximate)
        #expect(result.differences.first?.at.description == "/body/a")
        #expect(result.differences.last?.at.description == "/body/z")
        #expect(result.differences.allSatisfy { $0.isApproximate == ($0.at.segments.count > 2) })
    }

    @Test("every member and element of legacy is shown or counted, and every difference is shown", arguments: 1...6)
    func counts(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let limits = ComparisonLimits(differences: 10_000, outlinedDifferences: 10_000)
        var outlines = 0
        for _ in 0..<200 {
            let left = WrittenValue.random(5, &generator)
            var right = left
            for _ in 0..<Int.random(in: 1...3, using: &generator) { right.edit(&generator) }
            let result = try compare(left.text, right.text, limits: limits)
            guard let outline = result.outline else {
                #expect(result.isMatch)
                continue
            }
            outlines += 1
            #expect(Self.isComplete(outline), "\(left.text) \(right.text)")
            #expect(Self.differences(outline).count == result.differences.count)
            #expect(Set(Self.differences(outline)) == Set(result.differences))
        }
        #expect(outlines > 100)
    }

    /// Whether the places and the folds of each container that is opened are all that legacy has.
    private static func isComplete(_ outline: DocumentOutline) -> Bool {
        guard !outline.entries.isEmpty else { return true }
        var count = 0
        for entry in outline.entries {
            switch entry {
            case .fold(let fold): count += fold.unchanged
            case .place(let place):
                guard isComplete(place) else { return false }
                if !place.differences.contains(where: { $0.kind == .added }) { count += 1 }
            }
        }
        switch outline.shape {
        case .object(let size), .array(let size): return count == size
        case .value: return false
        }
    }

    private static func differences(_ outline: DocumentOutline) -> [Difference] {
        outline.entries.reduce(outline.differences) { all, entry in
            if case .place(let place) = entry { all + differences(place) } else { all }
        }
    }

    private static func text(_ outline: DocumentOutline) -> String {
        let kinds = outline.differences.map(\.kind.rawValue).joined(separator: "+")
        let entries = outline.entries.map { entry in
            switch entry {
            case .place(let place): place.name.text + (place.differences.isEmpty ? "" : "=") + text(place)
            case .fold(let fold):
                (fold.unchanged > 0 ? "\(fold.unchanged)" : "") + (fold.explained > 0 ? "x\(fold.explained)" : "")
                    + (fold.differing > 0 ? "?\(fold.differing)" : "")
            }
        }.joined(separator: " ")
        let isShown = !outline.entries.isEmpty || outline.differences.contains { $0.kind == .reordered }
        switch outline.shape {
        case .object where isShown: return kinds + "{\(entries)}"
        case .array where isShown: return kinds + "[\(entries)]"
        default: return kinds
        }
    }
}

extension DocumentOutline.Name {
    fileprivate var text: String {
        switch self {
        case .root: ""
        case .member(let key): key
        case .element(let index): String(index)
        }
    }
}
