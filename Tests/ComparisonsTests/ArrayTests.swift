import Comparisons
import Testing
import Traffic

@Suite("Arrays")
struct ArrayTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let legacy: String
        let candidate: String
        let expected: [String]
        var testDescription: String { "\(legacy) / \(candidate)" }

        init(_ legacy: String, _ candidate: String, _ expected: String...) {
            self.legacy = legacy
            self.candidate = candidate
            self.expected = expected
        }
    }

    static let byContent: [Case] = [
        Case("[]", "[]"),
        Case("[]", "[1]", "added /body/0"),
        Case("[1]", "[]", "missing /body/0"),
        Case("[1,2,3]", "[1,2,3.0]"),
        Case("[1,2,3]", "[1,5,3]", "changed /body/1"),
        Case("[1,2,3]", "[0,1,2,3]", "added /body/0"),
        Case("[0,1,2,3]", "[1,2,3]", "missing /body/0"),
        Case("[1,2,3,4]", "[1,3,4]", "missing /body/1"),
        Case("[1,2,3,4]", "[1,2,9,3,4]", "added /body/2"),
        Case("[1,2,3]", "[3,1,2]", "reordered /body"),
        Case("[1,2,3]", "[3,2,1]", "reordered /body"),
        Case("[1,1,2]", "[1,2,1]", "reordered /body"),
        Case("[1,2,3]", "[3,1,2,4]", "reordered /body", "added /body/3"),
        Case("[1,2,3]", "[7,8,9]", "changed /body/0", "changed /body/1", "changed /body/2"),
        Case("[1,2,3]", "[7,8]", "changed /body/0", "changed /body/1", "missing /body/2"),
        Case("[1,\"a\"]", "[\"b\",2]", "reordered /body", "changed /body/0", "changed /body/1"),
        Case("[1,\"a\"]", "[\"b\",2,\"c\"]", "changed /body/0", "changed /body/1", "added /body/0"),
        Case("[1]", "[\"1\"]", "typeChanged /body/0"),
        Case("[null]", "[]", "missing /body/0"),
        Case("[1,1,1]", "[1,1]", "missing /body/2"),
        Case("[[1],[2]]", "[[2],[1]]", "reordered /body"),
        Case("[\"a\",\"b\",\"c\",\"d\"]", "[\"b\",\"x\",\"d\"]", "missing /body/0", "changed /body/2"),
        // What is alike is paired though it stands elsewhere in the gap.
        Case(
            #"[{"a":1,"b":2,"c":3},{"x":7,"y":8,"z":9}]"#, #"[{"x":7,"y":8,"z":0},{"a":1,"b":2,"c":4}]"#,
            "reordered /body", "changed /body/0/c", "changed /body/1/z"),
        Case(
            #"[{"a":1,"b":2,"c":3},5]"#, #"[6,{"a":1,"b":2,"c":4}]"#, "reordered /body", "changed /body/0/c",
            "changed /body/1"),
    ]

    static let byDetectedKey: [Case] = [
        Case(#"[{"id":1,"v":1},{"id":2,"v":2}]"#, #"[{"id":1,"v":1},{"id":2,"v":3}]"#, "changed /body/1/v"),
        Case(#"[{"id":1,"v":1},{"id":2,"v":2}]"#, #"[{"id":2,"v":2},{"id":1,"v":1}]"#, "reordered /body"),
        Case(
            #"[{"id":1,"v":1},{"id":2,"v":2}]"#, #"[{"id":2,"v":9},{"id":1,"v":1}]"#, "reordered /body",
            "changed /body/1/v"),
        Case(
            #"[{"id":1,"v":1},{"id":2,"v":2},{"id":3,"v":3}]"#, #"[{"id":1,"v":7},{"id":3,"v":8}]"#,
            "changed /body/0/v", "missing /body/1", "changed /body/2/v"),
        Case(
            #"[{"id":1,"v":1},{"id":2,"v":2}]"#, #"[{"id":9,"v":9},{"id":1,"v":1},{"id":2,"v":3}]"#,
            "changed /body/1/v", "added /body/0"),
        // Different keys on most elements: nothing to pair by, and content decides.
        Case(#"[{"id":1},{"id":2}]"#, #"[{"id":3},{"id":4}]"#, "changed /body/0/id", "changed /body/1/id"),
        // A key that occurs twice is none.
        Case(
            #"[{"id":1,"v":1},{"id":1,"v":1}]"#, #"[{"id":1,"v":1},{"id":1,"v":3}]"#, "changed /body/1/v"),
    ]

    @Test("align by content, or by a key that is found", arguments: byContent + byDetectedKey)
    func withoutRules(_ example: Case) throws {
        let result = try compare(example.legacy, example.candidate)
        #expect(found(result) == example.expected)
        #expect(!result.isApproximate)
    }

    static let keyed: [Case] = [
        Case(#"[{"id":1,"v":1},{"id":2,"v":2}]"#, #"[{"id":2,"v":2},{"id":1,"v":1}]"#),
        Case(#"[{"id":1,"v":1},{"id":2,"v":2}]"#, #"[{"id":2,"v":2},{"id":1,"v":5}]"#, "changed /body/0/v"),
        Case(#"[{"id":1}]"#, #"[{"id":"1"}]"#, "missing /body/0", "added /body/0"),
        Case(#"[{"id":1}]"#, #"[{"id":1.0}]"#),
        Case(#"[{"id":1},{"id":2}]"#, #"[{"id":3},{"id":2}]"#, "missing /body/0", "added /body/0"),
        // Equal keys pair by occurrence.
        Case(
            #"[{"id":1,"v":1},{"id":1,"v":2}]"#, #"[{"id":1,"v":1},{"id":1,"v":3},{"id":1,"v":4}]"#,
            "changed /body/1/v", "added /body/2"),
        // What has no key is aligned.
        Case(#"[{"v":1},{"id":1,"v":2},7]"#, #"[{"id":1,"v":2},{"v":1},7]"#),
        Case(#"[{"v":1},{"id":1},7]"#, #"[{"id":1},{"v":1},8]"#, "changed /body/2"),
        Case(#"[{"id":null,"v":1}]"#, #"[{"id":null,"v":2}]"#, "changed /body/0/v"),
    ]

    @Test("pair by a stated key, whatever the order", arguments: keyed)
    func byStatedKey(_ example: Case) throws {
        let result = try compare(example.legacy, example.candidate, rules(try rule("/body", .keyedBy("id"))))
        #expect(found(result) == example.expected)
    }

    static let unordered: [Case] = [
        Case("[1,2,3]", "[3,2,1]"),
        Case("[1,1,2]", "[1,2,2]", "changed /body/1"),
        Case("[1,2]", "[2,1,3]", "added /body/2"),
        Case("[1,2,3]", "[3,1]", "missing /body/1"),
        Case(#"[{"a":1},{"a":2}]"#, #"[{"a":2},{"a":1}]"#),
        Case("[[1,2],[3]]", "[[3],[2,1]]", "reordered /body/0"),
    ]

    @Test("compare as multisets where a rule says so", arguments: unordered)
    func asMultiset(_ example: Case) throws {
        let result = try compare(example.legacy, example.candidate, rules(try rule("/body", .unordered)))
        #expect(found(result) == example.expected)
    }

    @Test("an order that a rule excuses is kept apart as suppressed")
    func excusedOrder() throws {
        #expect(
            explained(try compare("[1,2]", "[2,1]", rules(try rule("/body", .unordered))))
                == ["reordered /body by unordered"])
        let keyed = try compare(
            #"[{"id":1},{"id":2}]"#, #"[{"id":2},{"id":1}]"#, rules(try rule("/body", .keyedBy("id"))))
        #expect(explained(keyed) == ["reordered /body by keyedBy"])
    }

    @Test("elements equal within a tolerance are equal in an unordered array")
    func unorderedTolerance() throws {
        let set = rules(
            try rule("/body", .unordered), try rule("/body/*/v", .tolerance(Tolerance(parsing: "0.1"))))
        let result = try compare(#"[{"v":1.0},{"v":5.0}]"#, #"[{"v":5.05},{"v":0.95}]"#, set)
        #expect(found(result) == [])
        #expect(explained(result).contains("reordered /body by unordered"))
    }

    @Test("an ignored member is no key")
    func ignoredKey() throws {
        let legacy = #"[{"id":1,"v":"a"},{"id":2,"v":"b"}]"#
        let candidate = #"[{"id":2,"v":"a"},{"id":1,"v":"b"}]"#
        #expect(found(try compare(legacy, candidate)).contains("reordered /body"))
        let result = try compare(legacy, candidate, rules(try rule("/body/*/id", .ignore)))
        #expect(found(result) == [])
        #expect(explained(result) == ["changed /body/0/id by ignore", "changed /body/1/id by ignore"])
    }

    @Test("elements that differ only in what is ignored are the same when aligned")
    func alignmentUnderRules() throws {
        let set = rules(try rule("/body/*/0", .ignore))
        let result = try compare(#"[["t1","a"],["t2","b"],["t3","c"]]"#, #"[["t8","b"],["t9","c"]]"#, set)
        #expect(found(result) == ["missing /body/0"])
    }

    @Test("signatures say * for an index")
    func signatures() throws {
        let result = try compare(
            #"{"list":[{"id":1,"v":[1]},{"id":2,"v":[2]}]}"#, #"{"list":[{"id":1,"v":[9]},{"id":2,"v":[8]}]}"#)
        #expect(result.differences.map(\.generalisedLocation.description) == ["/body/list/*/v/*", "/body/list/*/v/*"])
    }
}
