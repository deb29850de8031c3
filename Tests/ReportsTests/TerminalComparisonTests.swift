import Foundation
import Testing
import Traffic

@testable import Reports

@Suite("A comparison for a terminal")
struct TerminalComparisonTests {
    static let sample = """
        - legacy     left.json
        + candidate  right.json

          {
            … 1,200 unchanged
        -   "total": 12.345
        +   "total": 12.35  · candidate rounds to 2 decimals
        -   "count": "3"
        +   "count": {"n":3}  · different type
            "customer": {
              … 2 unchanged, 1 difference explained by rules
        -     "email": "ann@example.com"  · missing in the candidate
        +     "phone": "+49 30 1234"  · only in the candidate
            }
            "rows": [
              … 1 unchanged
              [1] {
        -       "v": 2
        +       "v": 20  · paired by position
              }
              … 7 unchanged
            ]
        ~   "tags": [ 3 elements ]  · 1 of 3 elements has moved: 2 → 0
          }

        ! an array took too much work to align, so position decided which elements belong together; what
          is marked 'paired by position' may be a matter of pairing
        · ignore at /body/**/t explains 1 difference – its own clock
        ! ignore at /body/typo fits no place in either document
        ! accept at /body/old expired at 2026-01-01 00:00:00 UTC and did nothing

        ✘ mismatch: 6 differences (2 changed, 1 of another type, 1 missing, 1 added, 1 reordered); rules
        explain 1 more (ignore 1)

        """

    @Test("a tree of what differs, what rules did, and a summary")
    func tree() { #expect(TerminalComparison.render(.sample, colour: false, width: 100) == Self.sample) }

    @Test("colours change nothing but colours", arguments: [60, 80, 100])
    func colour(width: Int) {
        let coloured = TerminalComparison.render(.sample, colour: true, width: width)
        #expect(coloured.contains("\u{1B}[1;31m12.345\u{1B}[0m"))
        #expect(coloured.contains("\u{1B}[1;32m12.35\u{1B}[0m"))
        let plain = coloured.replacing(/\u{1B}\[[0-9;]*m/, with: "")
        #expect(plain == TerminalComparison.render(.sample, colour: false, width: width))
    }

    @Test(
        "no line is wider than the terminal", arguments: [60, 61, 80, 133],
        ["\"\(String(repeating: "漢字 wide", count: 40))\"", "[\(String(repeating: "1,", count: 400))1]"])
    func width(width: Int, value: String) {
        let changed = value.replacing("2", with: "3").dropLast() + (value.hasPrefix("[") ? ",7]" : "!\"")
        let documents: [ComparisonDocument] = [
            .sample, .pair(value, String(changed)), .pair(value, "1", key: String(repeating: "key", count: 50)),
            .deep(value, String(changed), levels: 40),
        ]
        for document in documents {
            for line in TerminalComparison.render(document, colour: false, width: width).split(separator: "\n") {
                #expect(DisplayWidth.of(line) <= width, "\(line)")
            }
        }
    }

    @Test("a match is one line, and says what rules explain")
    func match() {
        var document = ComparisonDocument(legacyName: "a", candidateName: "b", outcome: .match)
        #expect(TerminalComparison.render(document, colour: false, width: 80) == "✔ match: nothing differs\n")
        document.rules = [.init(at: "/body/t", rule: "ignore", suppressed: 1_234, state: .applied)]
        #expect(
            TerminalComparison.render(document, colour: false, width: 80) == """
                · ignore at /body/t explains 1,234 differences

                ✔ match: rules explain 1,234 differences (ignore 1,234)

                """)
    }

    /// Both lines of a value, without their marks and key.
    private func values(_ legacy: String, _ candidate: String, width: Int = 60) -> [String] {
        TerminalComparison.render(.pair(legacy, candidate), colour: false, width: width).split(separator: "\n")
            .filter { $0.contains("\"a\": ") }.map { String($0.drop { $0 != ":" }.dropFirst(2)) }
    }

    @Test(
        "a long text is cut around what differs, the same on both sides",
        arguments: [
            (
                String(repeating: "0123456789", count: 20) + "X" + String(repeating: "abcdefghij", count: 20),
                String(repeating: "0123456789", count: 20) + "YZ" + String(repeating: "abcdefghij", count: 20),
                "…456789012345678901234567890123456789X", "…456789012345678901234567890123456789YZ"
            )
        ])
    func cut(legacy: String, candidate: String, first: String, second: String) throws {
        let lines = values("\"\(legacy)\"", "\"\(candidate)\"")
        try #require(lines.count == 2)
        let marks = lines.map { line in line.firstIndex { "XYZ".contains($0) }.map { line[..<$0].count } }
        #expect(marks[0] == marks[1] && marks[0] != nil)
        #expect(lines.allSatisfy { $0.hasPrefix("…") && $0.hasSuffix("…") })
        #expect(lines[0].contains("X") && lines[1].contains("YZ"))
    }

    @Test("what differs at the end of a long text is in sight, and so is what is much longer than the line")
    func cutEnds() {
        let long = String(repeating: "a", count: 300)
        #expect(values("\"\(long)1\"", "\"\(long)2\"").map { String($0.suffix(3)) } == ["a1\"", "a2\""])
        #expect(values("\"1\(long)\"", "\"2\(long)\"").map { String($0.prefix(3)) } == ["\"1a", "\"2a"])
        let both = values(
            "\"\(long)\(String(repeating: "x", count: 200))\"", "\"\(long)\(String(repeating: "y", count: 150))\"")
        #expect(both[0].contains("xxx") && both[1].contains("yyy"))
        #expect(both.allSatisfy { $0.contains("aaa") && $0.contains("…") })
    }

    @Test(
        "what cannot be seen is shown",
        arguments: [
            ("\"a b\"", "\"a\u{A0}b\"", "\"a\\u00a0b\""), ("\"ab\"", "\"a\u{200B}b\"", "\"a\\u200bb\""),
            ("\"a\"", "\"\u{7F}\u{9B}2J\"", "\"\\u007f\\u009b2J\""), ("\"a\"", "\"\u{202E}b\"", "\"\\u202eb\""),
        ])
    func invisible(legacy: String, candidate: String, shown: String) {
        #expect(values(legacy, candidate).last == shown)
    }

    @Test("hostile keys and names act on no terminal", arguments: hostileTexts)
    func hostile(text: String) {
        let document = ComparisonDocument.pair(
            JSONFragment.quoted(text), JSONFragment.quoted(text + "!"), key: text, name: text)
        let acting = TerminalComparison.render(document, colour: false, width: 80).unicodeScalars.filter { scalar in
            scalar != "\n" && (scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || scalar.value == 0x202E)
        }
        #expect(acting.isEmpty)
    }

    @Test("differences beyond those that were kept are counted, and what is folded is not called unchanged")
    func beyond() {
        var document = ComparisonDocument.sample
        document.counts[.changed] = 12_345
        let text = TerminalComparison.render(document, colour: false, width: 100)
        #expect(text.contains("    … 1,200 more\n"))
        #expect(!text.contains("unchanged"))
        #expect(text.contains("! of 12,349 differences the first 6 were kept\n"))
        #expect(text.contains("✘ mismatch: 12,349 differences (12,345 changed,"))
    }

    @Test("two values whose kept beginnings are alike are not shown as if they were equal")
    func tooLong() {
        let value = "\"x… ‹9000000 bytes in all›\""
        #expect(
            TerminalComparison.render(.pair(value, value), colour: false, width: 120)
                .contains("bytes in all›\"  · they part beyond what is kept of so long a value\n"))
    }

    @Test("differences that were not asked for are folded")
    func notShown() {
        let document = ComparisonDocument(
            legacyName: "a", candidateName: "b", outcome: .mismatch, counts: [:],
            outline: DocumentOutline(
                name: .root, shape: .array(count: 9), entries: [.fold(.init(unchanged: 4, differing: 5))]))
        #expect(
            TerminalComparison.render(document, colour: false, width: 80).contains(
                "    … 4 unchanged, 5 differences not shown\n"))
    }
}
