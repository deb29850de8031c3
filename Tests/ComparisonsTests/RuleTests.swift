import Comparisons
import Testing
import Traffic

@Suite("Rules")
struct RuleTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let at: String
        let effect: Rule.Effect
        let legacy: String
        let candidate: String
        /// What the rule leaves.
        let differences: [String]
        /// What it explains.
        let suppressed: [String]
        var testDescription: String { "\(at) \(effect): \(legacy) / \(candidate)" }

        init(
            _ at: String, _ effect: Rule.Effect, _ legacy: String, _ candidate: String, _ differences: [String],
            _ suppressed: [String] = []
        ) {
            self.at = at
            self.effect = effect
            self.legacy = legacy
            self.candidate = candidate
            self.differences = differences
            self.suppressed = suppressed
        }
    }

    private static func tolerance(_ text: String) -> Rule.Effect {
        (try? Tolerance(parsing: text)).map(Rule.Effect.tolerance) ?? .type
    }

    private static func pattern(_ text: String) -> Rule.Effect {
        (try? PatternText(parsing: text)).map(Rule.Effect.pattern) ?? .type
    }

    private static func rename(_ text: String) -> Rule.Effect {
        (try? LocationPattern(parsing: text)).map { Rule.Effect.rename(to: $0) } ?? .type
    }

    static let covering: [Case] = [
        Case(
            "/body/t", .ignore, #"{"t":1,"v":1}"#, #"{"t":2,"v":2}"#, ["changed /body/v"], ["changed /body/t by ignore"]
        ),
        Case("/body/t", .accept, #"{"t":1}"#, #"{"t":"x"}"#, [], ["typeChanged /body/t by accept"]),
        Case("/body/t", .ignore, #"{"t":1}"#, #"{}"#, [], ["missing /body/t by ignore"]),
        Case("/body/t", .ignore, #"{}"#, #"{"t":{"a":1}}"#, [], ["added /body/t by ignore"]),
        Case(
            "/body/t", .ignore, #"{"t":{"a":{"b":1}}}"#, #"{"t":{"a":{"b":2}}}"#, [], ["changed /body/t/a/b by ignore"]),
        Case("/body/**", .ignore, #"{"a":1}"#, #"[]"#, [], ["typeChanged /body by ignore"]),
        Case("/body/*/t", .ignore, #"[{"t":1,"v":1}]"#, #"[{"t":2,"v":1}]"#, [], ["changed /body/0/t by ignore"]),
        Case("/body/1", .ignore, "[1,2]", "[3,4]", ["changed /body/0"], ["changed /body/1 by ignore"]),
        // A missing subtree is suppressed only if all its leaves are.
        Case("/body/a/b", .ignore, #"{"a":{"b":1}}"#, #"{}"#, [], ["missing /body/a by ignore"]),
        Case("/body/a/b", .ignore, #"{"a":{"b":1,"c":2}}"#, #"{}"#, ["missing /body/a"]),
        Case("/body/a/b", .ignore, #"{"a":{}}"#, #"{}"#, ["missing /body/a"]),
        Case("/body/a/*/b", .ignore, #"{}"#, #"{"a":[{"b":1},{"b":2}]}"#, [], ["added /body/a by ignore"]),
    ]

    static let values: [Case] = [
        Case("/body/a", .type, #"{"a":1}"#, #"{"a":2}"#, [], ["changed /body/a by type"]),
        Case("/body/a", .type, #"{"a":true}"#, #"{"a":false}"#, [], ["changed /body/a by type"]),
        Case("/body/a", .type, #"{"a":1}"#, #"{"a":"2"}"#, ["typeChanged /body/a"]),
        Case("/body/a", .type, #"{"a":1}"#, #"{}"#, ["missing /body/a"]),
        Case(
            "/body/a", .type, #"{"a":{"b":1}}"#, #"{"a":{"c":2}}"#, [],
            ["missing /body/a/b by type", "added /body/a/c by type"]),
        Case("/body/a", pattern(#"\d+"#), #"{"a":"12"}"#, #"{"a":"345"}"#, [], ["changed /body/a by pattern"]),
        Case("/body/a", pattern(#"\d+"#), #"{"a":"12"}"#, #"{"a":"x345"}"#, ["changed /body/a"]),
        Case("/body/a", pattern(#"\d+"#), #"{"a":"x"}"#, #"{"a":"x"}"#, []),
        Case("/body/a", pattern(#"\d+"#), #"{"a":12}"#, #"{"a":345}"#, [], ["changed /body/a by pattern"]),
        Case("/body/a", pattern(#"\d+"#), #"{"a":12}"#, #"{"a":"12"}"#, ["typeChanged /body/a"]),
        Case("/body/a", tolerance("0.01"), #"{"a":1.00}"#, #"{"a":1.01}"#, [], ["changed /body/a by tolerance"]),
        Case("/body/a", tolerance("0.01"), #"{"a":1.00}"#, #"{"a":1.0101}"#, ["changed /body/a"]),
        Case("/body/a", tolerance("0.01"), #"{"a":1.00}"#, #"{"a":"1.00"}"#, ["typeChanged /body/a"]),
        Case("/body/a", tolerance("1%"), #"{"a":99}"#, #"{"a":100}"#, [], ["changed /body/a by tolerance"]),
        Case("/body/a", tolerance("1%"), #"{"a":-100}"#, #"{"a":-98.9}"#, ["changed /body/a"]),
        Case("/body/a", tolerance("1%"), #"{"a":0.001}"#, #"{"a":-0.001}"#, ["changed /body/a"]),
        Case("/body/a", tolerance("1"), #"{"a":1e999999999}"#, #"{"a":2e999999999}"#, ["changed /body/a"]),
        Case(
            "/body/a", tolerance("1s"), #"{"a":"2025-10-13T12:00:00.120Z"}"#, #"{"a":"2025-10-13 14:00:01.12+02"}"#, [],
            ["changed /body/a by tolerance"]),
        Case(
            "/body/a", tolerance("1s"), #"{"a":"2025-10-13T12:00:00Z"}"#, #"{"a":"2025-10-13T12:00:01.000000001Z"}"#,
            ["changed /body/a"]),
        Case(
            "/body/a", .timestamp, #"{"a":"2025-10-13T12:00:00.12+00:00"}"#, #"{"a":"2025-10-13T12:00:00.120Z"}"#, [],
            ["changed /body/a by timestamp"]),
        Case(
            "/body/a", .timestamp, #"{"a":"1970-01-01T00:00:01Z"}"#, #"{"a":1000}"#, [],
            ["typeChanged /body/a by timestamp"]),
        Case(
            "/body/a", .timestamp, #"{"a":"2025-10-13T12:00:00Z"}"#, #"{"a":"2025-10-13T12:00:00"}"#,
            ["changed /body/a"]),
        Case(
            "/body/a", .timestamp, #"{"a":"2025-02-29T12:00:00Z"}"#, #"{"a":"2025-03-01T12:00:00Z"}"#,
            ["changed /body/a"]),
    ]

    static let normalisers: [Case] = [
        Case("/body/a", .nullEqualsMissing, #"{"a":null}"#, "{}", [], ["missing /body/a by nullEqualsMissing"]),
        Case("/body/a", .nullEqualsMissing, "{}", #"{"a":null}"#, [], ["added /body/a by nullEqualsMissing"]),
        Case("/body/a", .nullEqualsMissing, #"{"a":0}"#, "{}", ["missing /body/a"]),
        Case("/body/**", .nullEqualsMissing, "[null]", "[]", ["missing /body/0"]),
        Case("/body/**", .nullEqualsMissing, #"{"a":{"b":null}}"#, "{}", [], ["missing /body/a by nullEqualsMissing"]),
        Case("/body/a", .emptyEqualsNull, #"{"a":""}"#, #"{"a":null}"#, [], ["typeChanged /body/a by emptyEqualsNull"]),
        Case("/body/a", .emptyEqualsNull, #"{"a":[]}"#, #"{"a":null}"#, [], ["typeChanged /body/a by emptyEqualsNull"]),
        Case("/body/a", .emptyEqualsNull, #"{"a":""}"#, "{}", ["missing /body/a"]),
        Case("/body/a", .emptyEqualsNull, #"{"a":" "}"#, #"{"a":null}"#, ["typeChanged /body/a"]),
        Case("/body/a", .caseInsensitive, #"{"a":"ÄB"}"#, #"{"a":"äb"}"#, [], ["changed /body/a by caseInsensitive"]),
        Case("/body/a", .caseInsensitive, #"{"a":"a"}"#, #"{"a":"b"}"#, ["changed /body/a"]),
        Case("/body/a", .trimmed, #"{"a":" x\n"}"#, #"{"a":"x"}"#, [], ["changed /body/a by trimmed"]),
        Case("/body/a", .trimmed, #"{"a":"x y"}"#, #"{"a":"xy"}"#, ["changed /body/a"]),
        Case("/body/a", .trimmed, "{\"a\":\"é\"}", "{\"a\":\"e\u{301}\"}", ["changed /body/a"]),
    ]

    static let renames: [Case] = [
        Case("/body/a", rename("/body/b"), #"{"a":1}"#, #"{"b":1}"#, [], ["missing /body/a by rename"]),
        Case(
            "/body/a", rename("/body/b"), #"{"a":1}"#, #"{"b":2}"#, ["changed /body/a"], ["missing /body/a by rename"]),
        Case(
            "/body/a", rename("/body/b"), #"{"a":1}"#, #"{"a":1,"b":1}"#, ["added /body/a"],
            ["missing /body/a by rename"]),
        Case("/body/a", rename("/body/b"), #"{"a":1}"#, "{}", ["missing /body/a"]),
        Case("/body/a", rename("/body/b"), #"{"a":1}"#, #"{"a":1}"#, []),
        Case("/body/a", rename("/body/b"), #"{"a":1,"x":1}"#, #"{"a":1,"x":2}"#, ["changed /body/x"]),
        Case("/body/a", rename("/body/b"), #"{"a":1,"b":2,"x":1}"#, #"{"a":1,"b":2,"x":2}"#, ["changed /body/x"]),
        Case(
            "/body/*/a", rename("/body/*/b"), #"[{"a":1},{"a":2}]"#, #"[{"b":1},{"b":2}]"#, [],
            ["missing /body/0/a by rename", "missing /body/1/a by rename"]),
        Case(
            "/body/*/a", rename("/body/*/b"), #"[{"a":1},{"a":2}]"#, #"[{"b":2}]"#, ["missing /body/0"],
            ["missing /body/1/a by rename"]),
        Case(
            "/body/old/x", rename("/body/new/y"), #"{"old":{"x":1}}"#, #"{"new":{"y":1}}"#, [],
            ["missing /body/old by rename", "missing /body/old/x by rename", "added /body/new by rename"]),
        Case(
            "/body/old/x", rename("/body/new/y"), #"{"old":{"x":1}}"#, #"{"new":{"y":3,"z":4}}"#,
            ["changed /body/old/x", "added /body/new"],
            ["missing /body/old by rename", "missing /body/old/x by rename"]),
        Case(
            "/body/m/*/p/*/a", rename("/body/n/*/*/a"), #"{"m":{"k":{"p":{"q":{"a":1}}}}}"#,
            #"{"n":{"k":{"q":{"a":2}}}}"#, ["changed /body/m/k/p/q/a"],
            ["missing /body/m by rename", "missing /body/m/k/p/q/a by rename", "added /body/n by rename"]),
    ]

    @Test("explain differences, and leave the others", arguments: covering + values + normalisers + renames)
    func effects(_ example: Case) throws {
        let set = rules(try rule(example.at, example.effect))
        let result = try compare(example.legacy, example.candidate, set)
        #expect(found(result) == example.differences)
        #expect(explained(result) == example.suppressed)
    }

    @Test("normalisers work together")
    func together() throws {
        let set = rules(
            try rule("/body/a", .trimmed), try rule("/body/a", .caseInsensitive),
            try rule("/body/a", .emptyEqualsNull), try rule("/body/a", .nullEqualsMissing))
        #expect(found(try compare(#"{"a":" X"}"#, #"{"a":"x "}"#, set)) == [])
        #expect(found(try compare(#"{"a":"  "}"#, #"{"a":null}"#, set)) == [])
        #expect(found(try compare(#"{"a":"  "}"#, "{}", set)) == [])
        #expect(found(try compare(#"{"a":"y"}"#, "{}", set)) == ["missing /body/a"])
    }

    @Test("of one aspect the more particular rule holds, then the one further up in the file")
    func precedence() throws {
        let legacy = #"{"a":{"t":"x","u":"x"},"b":"x"}"#
        let candidate = #"{"a":{"t":"y","u":"y"},"b":"y"}"#
        let digits = try PatternText(parsing: "[0-9]+")
        let stricter = rules(try rule("/body/**", .ignore), try rule("/body/a/t", .pattern(digits)))
        #expect(found(try compare(legacy, candidate, stricter)) == ["changed /body/a/t"])
        let literals = rules(try rule("/body/a", .ignore), try rule("/body/**/t", .pattern(digits)))
        #expect(found(try compare(legacy, candidate, literals)) == ["changed /body/b"])
        let stars = rules(try rule("/body/**/t", .ignore), try rule("/body/*/t", .pattern(digits)))
        #expect(found(try compare(legacy, candidate, stars)).contains("changed /body/a/t"))
        let first = rules(try rule("/body/b", .ignore), try rule("/body/b", .accept))
        #expect(explained(try compare(legacy, candidate, first)) == ["changed /body/b by ignore"])
        let other = rules(try rule("/body/b", .accept), try rule("/body/b", .ignore))
        #expect(explained(try compare(legacy, candidate, other)) == ["changed /body/b by accept"])
    }

    @Test("aspects do not compete")
    func aspects() throws {
        let set = rules(
            try rule("/body/list", .unordered), try rule("/body/**", .caseInsensitive),
            try rule("/body/list/*", .trimmed))
        #expect(found(try compare(#"{"list":["a","b"]}"#, #"{"list":["B "," A"]}"#, set)) == [])
    }

    @Test("expired rules do nothing and are listed")
    func expiry() throws {
        let location = try LocationPattern(parsing: "/body/a")
        let day = Timestamp(milliseconds: 1_000)
        let expired = Rule(at: location, effect: .ignore, until: day)
        let set = RuleSet([expired], today: day)
        #expect(set.expired == [expired])
        #expect(set.rules.isEmpty)
        #expect(found(try compare(#"{"a":1}"#, #"{"a":2}"#, set)) == ["changed /body/a"])
        let before = RuleSet([expired], today: day.advanced(byMilliseconds: -1))
        #expect(before.expired.isEmpty)
        #expect(found(try compare(#"{"a":1}"#, #"{"a":2}"#, before)) == [])
    }

    @Test(
        "a rename that cannot work is refused, and does nothing",
        arguments: [
            ("/body/**/a", "/body/b"), ("/body/*/a", "/body/b"), ("/body/a", "/body/a"), ("/body/a", "/headers/a"),
            ("/body/a", "/body/a/b"), ("/body/a/b", "/body/a"),
        ])
    func faulty(_ at: String, _ target: String) throws {
        let faulty = try rule(at, .rename(to: LocationPattern(parsing: target)))
        #expect(throws: RuleError.self) { try faulty.check() }
        #expect(RuleSet([faulty], today: Timestamp(milliseconds: 0)).faulty == [faulty])
    }

    @Test(
        "tolerances are read", arguments: ["0.01", "1%", "0", "1s", "250ms", "1m30s", "1h", "2d", "5 minutes", "1e-3"])
    func tolerances(_ text: String) { #expect(throws: Never.self) { try Tolerance(parsing: text) } }

    @Test(
        "what is no tolerance is refused",
        arguments: ["", "%", "-1", "-1%", "1x", "s", "1s2", "one", "99999999999999d"])
    func noTolerances(_ text: String) { #expect(throws: RuleError.self) { try Tolerance(parsing: text) } }
}
