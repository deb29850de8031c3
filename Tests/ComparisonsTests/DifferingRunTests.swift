import Comparisons
import Testing
import Traffic

/// Long JSON bodies are compared by the members that differ; what is found must not show it.
@Suite("Bodies compared between their common ends")
struct DifferingRunTests {
    /// What comparing the same bodies finds when all of both is read, and whether less than that was read.
    private struct Results {
        let short: ComparisonResult
        let whole: ComparisonResult

        /// Steps are counted in members read.
        var isShort: Bool { short.steps < whole.steps }
        var areSame: Bool {
            short.differences == whole.differences && short.suppressed == whole.suppressed
                && short.omittedDifferences == whole.omittedDifferences && short.isApproximate == whole.isApproximate
                && short.hasFault == whole.hasFault
        }
    }

    /// A `rename` may pair what lies anywhere, so that everything is read; this one pairs nothing.
    private static func wholeReading() throws -> Rule {
        try rule("/trailers/x", .rename(to: LocationPattern(parsing: "/trailers/y")))
    }

    private func results(
        _ left: String, _ right: String, _ rules: [Rule] = [], redaction: Redaction? = nil,
        limits: ComparisonLimits = .init()
    ) throws -> Results {
        func result(_ rules: [Rule]) -> ComparisonResult {
            AnswerComparer(redaction: redaction, limits: limits).compare(
                legacy: json(left), candidate: json(right),
                rules: RuleSet(rules, today: Timestamp(milliseconds: 0)))
        }
        return Results(short: result(rules), whole: result(rules + [try Self.wholeReading()]))
    }

    private func randomRules(_ generator: inout SeededGenerator) throws -> [Rule] {
        let effects: [Rule.Effect] = [
            .ignore, .accept, .type, .pattern(try PatternText(parsing: "[a-z0-9]+")),
            .tolerance(try Tolerance(parsing: "1")), .timestamp, .unordered, .keyedBy("id"), .nullEqualsMissing,
            .emptyEqualsNull, .caseInsensitive, .trimmed,
        ]
        let places = [
            "/body", "/body/**", "/body/a", "/body/*/a", "/body/n/*", "/body/n/n/**", "/**/b", "/body/*/*/id",
            "/body/**/é/**", "/body/n/a~1b", "/body/n/7", "/**/",
        ]
        return try (0..<Int.random(in: 0...3, using: &generator)).map { _ in
            try rule(
                places.randomElement(using: &generator) ?? "/body", effects.randomElement(using: &generator) ?? .ignore)
        }
    }

    @Test("the result is that of reading everything, whatever is edited and whatever the rules", arguments: 1...8)
    func sameResult(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let redaction = Redaction(Redaction.defaults + [try LocationPattern(parsing: "/body/n/b")])
        var compared = 0
        var short = 0
        var differing = 0
        for _ in 0..<400 {
            let document = WrittenValue.document(Int.random(in: 0...4, using: &generator), &generator)
            var edited = document
            for _ in 0..<[1, 1, 1, 2, 3][Int.random(in: 0..<5, using: &generator)] { edited.edit(&generator) }
            let (left, right) = Bool.random(using: &generator) ? (document, edited) : (edited, document)
            if left.text == right.text { continue }
            let results = try results(
                left.text, right.text, randomRules(&generator),
                redaction: Bool.random(using: &generator) ? redaction : nil,
                limits: ComparisonLimits(
                    differences: [1, 500][Int.random(in: 0...1, using: &generator)],
                    alignmentSteps: [3, 1_000_000][Int.random(in: 0...1, using: &generator)]))
            #expect(results.areSame, "\(left.text) / \(right.text)")
            compared += 1
            if results.isShort {
                short += 1
                if !results.whole.differences.isEmpty || !results.whole.suppressed.isEmpty { differing += 1 }
            }
        }
        #expect(short > compared / 3)
        #expect(differing > short / 3)
    }

    private static let filler = #""fill":[{"x":"\#(String(repeating: "some text, ", count: 300))"}]"#

    @Test(
        "where the bodies part inside of a token, all of it is compared",
        arguments: [
            // At the very beginning and at the very end of the root.
            (#"{"t":1,FILL}"#, #"{"t":2,FILL}"#, ["changed /body/t"]),
            (#"{FILL,"t":1}"#, #"{FILL,"t":2}"#, ["changed /body/t"]),
            // Inside of an escape, of a surrogate pair, and of a character of several bytes.
            (#"{FILL,"t":"a\nb","z":0}"#, #"{FILL,"t":"a\tb","z":0}"#, ["changed /body/t"]),
            (#"{FILL,"t":"\u00e9","z":0}"#, #"{FILL,"t":"\u00ea","z":0}"#, ["changed /body/t"]),
            (#"{FILL,"t":"\ud834\udd1e"}"#, #"{FILL,"t":"\ud834\udd1f"}"#, ["changed /body/t"]),
            (#"{FILL,"t":"\ud834\udd1e"}"#, #"{FILL,"t":"𝄞"}"#, []),
            (#"{FILL,"t":"é","z":0}"#, #"{FILL,"t":"è","z":0}"#, ["changed /body/t"]),
            (#"{FILL,"t":"\\"}"#, #"{FILL,"t":"\""}"#, ["changed /body/t"]),
            // Numbers and literals that begin or end alike, and the same number written in two ways.
            (#"{FILL,"t":12,"z":0}"#, #"{FILL,"t":123,"z":0}"#, ["changed /body/t"]),
            (#"{FILL,"t":12}"#, #"{FILL,"t":12.0}"#, []),
            (#"{FILL,"t":1999,"z":0}"#, #"{FILL,"t":2999,"z":0}"#, ["changed /body/t"]),
            (#"{FILL,"t":99,"z":0}"#, #"{FILL,"t":999,"z":0}"#, ["changed /body/t"]),
            (#"{FILL,"t":true,"z":0}"#, #"{FILL,"t":false,"z":0}"#, ["changed /body/t"]),
            (#"{FILL,"t":null,"z":0}"#, #"{FILL,"t":"null","z":0}"#, ["typeChanged /body/t"]),
            // A value that contains what the common end looks like.
            (#"{"t":"a","z":0,FILL}"#, #"{"t":"a\",\"z\":0","z":0,FILL}"#, ["changed /body/t"]),
            (#"{"t":{"z":0},"z":0,FILL}"#, #"{"t":{"z":1},"z":0,FILL}"#, ["changed /body/t/z"]),
            (#"{"t":{"z":0},FILL}"#, #"{"t":[],FILL}"#, ["typeChanged /body/t"]),
            // In an array, in an object of the object, and on several levels.
            (#"{"t":[1,[2,{"a":3}]],FILL}"#, #"{"t":[1,[2,{"a":4}]],FILL}"#, ["changed /body/t/1/1/a"]),
            (#"{"a/b":{"c~":{FILL,"t":1}}}"#, #"{"a/b":{"c~":{FILL,"t":2}}}"#, ["changed /body/a~1b/c~0/t"]),
            (#"{"\u0061":{FILL,"t":1}}"#, #"{"\u0061":{FILL,"t":2}}"#, ["changed /body/a/t"]),
            (
                #"{"o":{"t":1},"u":1,FILL}"#, #"{"o":{"t":2},"u":2,FILL}"#, ["changed /body/o/t", "changed /body/u"]
            ),
            // Members of the same name.
            (#"{"t":1,"t":2,FILL,"t":3}"#, #"{"t":1,"t":9,FILL,"t":3}"#, ["changed /body/t"]),
            // White space.
            (#"{"t":"x","u":1,FILL}"#, #"{"t":"x" ,"u":1,FILL}"#, []),
            (#"{FILL,"t":{"a":"x"}}"#, #"{FILL,"t":{"a":"x" }}"#, []),
        ])
    func partingPlaces(left: String, right: String, expected: [String]) throws {
        let results = try results(
            left.replacing("FILL", with: Self.filler), right.replacing("FILL", with: Self.filler))
        #expect(found(results.short) == expected)
        #expect(results.areSame)
        #expect(results.isShort)
    }

    @Test(
        "where the members do not pair in order, or hardly anything is common, everything is read",
        arguments: [
            // Keys differ, are missing, are more, or are in another order.
            #"{FILL,"u":1}"#, #"{FILL}"#, #"{"t":1}"#, #"{FILL,"t":1,"u":2}"#, #"{"t":1,FILL}"#, #"{"u":0,FILL,"t":1}"#,
            // The root is something else.
            #"[FILL,1]"#, #""FILL""#, #"[{FILL,"t":2}]"#,
            // Nothing is common at the beginning, or at the end.
            #" {FILL,"t":2}"#, " {\"t\":1,FILL,\"t\":1}",
            #"{FILL,"t":2} "#,
            // It is no JSON.
            #"{FILL,"t":1"#, #"{FILL,"t":01}"#, #"{FILL,"t":"\x"}"#, #"{FILL,"t":}"#, #"{FILL,"t":1}}"#,
            #"{FILL,t":1}"#,
            #"{FILL,"t":1,}"#, #"{FILL "t":1}"#, #"{FILL,"t":[}]}"#, "",
        ])
    func wholeReading(right: String) throws {
        let filler = #""fill":"\#(String(repeating: "some text, ", count: 300))""#
        let left = #"{FILL,"t":1}"#.replacing("FILL", with: filler)
        let right = right.replacing("FILL", with: filler)
        for results in [try results(left, right), try results(right, left)] {
            #expect(results.areSame)
            #expect(!results.isShort)
        }
    }

    @Test("what is broken on the way to the difference, or at it, is told")
    func brokenBefore() throws {
        for broken in [#""a":01"#, #""a":"\x""#, #""a" 1"#, #""a":nul"#, "\"a\":\"\u{1}\"", #""a":[1,]"#] {
            let results = try results("{\(broken),\(Self.filler),\"t\":1}", "{\(broken),\(Self.filler),\"t\":2}")
            #expect(found(results.short) == ["undecodable /body", "changed /body/0"])
            #expect(results.areSame)
        }
    }

    @Test(
        "what the two sides do not read in the same way is told, though it is the same bytes",
        arguments: [
            // Inside of a string on one side, of an object, of the root, and before anything.
            (#"{"t":1,",":2,FILL}"#, #"{"t":"x,",":2,FILL}"#),
            (#"{"o":{"t":1},"z":0,FILL}"#, #"{"o":{"t":1 ,"z":0,FILL}"#),
            (#"{"t":1 ,"z":0,FILL}"#, #"{"t":1},"z":0,FILL}"#), (#" {"t":1,FILL}"#, #"x{"t":1,FILL}"#),
            (#"{"t":[1],"z":0,FILL}"#, #"{"t":[1,"z":0,FILL}"#),
        ])
    func readDifferently(left: String, right: String) throws {
        let (left, right) = (
            left.replacing("FILL", with: Self.filler), right.replacing("FILL", with: Self.filler)
        )
        for results in [try results(left, right), try results(right, left)] {
            #expect(found(results.short) == ["undecodable /body", "changed /body/0"])
            #expect(results.areSame)
        }
    }

    @Test("what is broken in the same way on both sides after the difference is no difference")
    func brokenAfter() throws {
        let (left, right) = ("{\"t\":1,\(Self.filler),}", "{\"t\":2,\(Self.filler),}")
        #expect(found(try results(left, right).short) == ["changed /body/t"])
        #expect(try results(left, right, [rule("/body/t", .ignore)]).short.isMatch)
    }

    @Test("octets that are no UTF-8 are told before the difference and at it", arguments: [100, 3_000])
    func brokenOctets(padding: Int) throws {
        let pad = Array("\"pad\":\"\(String(repeating: "x", count: padding))\"".utf8)
        let set = rules(try rule("/body/t", .ignore))
        func answer(_ before: [UInt8], _ value: [UInt8], _ after: [UInt8]) -> Answer {
            let members = [before, Array("\"t\":\"".utf8) + value + Array("\"".utf8), pad, after]
            return typed("application/json", Array("{".utf8) + members.joined(separator: [0x2C]) + Array("}".utf8))
        }
        let sound = Array(#""a":"é""#.utf8)
        let broken = Array("\"a\":\"".utf8) + [0xC3] + Array("\"".utf8)
        let none: [UInt8] = []
        for (before, value, after) in [(broken, none, sound), (sound, [0xC3], sound)] {
            let result = AnswerComparer(redaction: nil).compare(
                legacy: answer(before, [0x31] + value, after), candidate: answer(before, [0x32] + value, after),
                rules: set)
            #expect(result.differences.first?.kind == .undecodable)
        }
        let result = AnswerComparer(redaction: nil).compare(
            legacy: answer(sound, [0x31], sound), candidate: answer(sound, [0x32], sound), rules: set)
        #expect(result.isMatch && result.suppressed.count == 1)
    }

    @Test("nesting deeper than is read is told, also where only the members that differ are too deep")
    func depth() throws {
        func nested(_ depth: Int, _ leaf: String) -> String {
            "{\(Self.filler),\"a\":" + String(repeating: "{\"a\":", count: depth - 1) + leaf
                + String(repeating: "}", count: depth)
        }
        let deepest = try results(nested(512, "1"), nested(512, "2"))
        #expect(found(deepest.short).count == 1)
        #expect(deepest.short.differences.first?.kind == .changed)
        #expect(deepest.areSame)
        #expect(deepest.isShort)
        let deeper = try results(nested(510, "[[[1]]]"), nested(510, "[[[2]]]"))
        #expect(found(deeper.short) == ["undecodable /body", "changed /body/0"])
        #expect(deeper.areSame)
    }

    @Test("bodies that are not said to be JSON are read whole: what they are shows only at their end")
    func undeclared() {
        let lines = String(repeating: "{\"a\":1,\"b\":\"some text\"}\n", count: 200)
        let result = AnswerComparer(redaction: nil).compare(
            legacy: answer(200, ["Content-Type: text/plain"], "{\"a\":1}\n" + lines),
            candidate: answer(200, ["Content-Type: text/plain"], "{\"a\":2}\n" + lines), rules: .none)
        #expect(found(result) == ["changed /body/0"])
    }
}
