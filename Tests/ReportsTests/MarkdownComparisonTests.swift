import Foundation
import Testing
import Traffic

@testable import Reports

@Suite("A comparison for a pull request")
struct MarkdownComparisonTests {
    static let sample = """
        ✘ mismatch: 6 differences (2 changed, 1 of another type, 1 missing, 1 added, 1 reordered); rules explain 1 more (ignore 1)

        legacy: <code>left&#46;json</code>, candidate: <code>right&#46;json</code>

        > an array took too much work to align, so position decided which elements belong together; what is marked 'paired by position' may be a matter of pairing

        ```diff
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
        ```

        <details><summary>Places, for rules</summary>

        ```text
        changed  /body/total  (candidate rounds to 2 decimals)
        typeChanged  /body/count
        missing  /body/customer/email
        added  /body/customer/phone
        changed  /body/rows/1/v
        reordered  /body/tags
        ```

        </details>

        <details><summary>Rules</summary>

        ```text
          ignore at /body/**/t explains 1 difference – its own clock
        ! ignore at /body/typo fits no place in either document
        ! accept at /body/old expired at 2026-01-01 00:00:00 UTC and did nothing
        ```

        </details>

        """

    @Test("one sentence, a diff, and the rest to be opened")
    func whole() { #expect(MarkdownComparison.render(.sample) == Self.sample) }

    @Test("a match is a sentence")
    func match() {
        let document = ComparisonDocument(legacyName: "a", candidateName: "b", outcome: .match)
        #expect(
            MarkdownComparison.render(document) == """
                ✔ match: nothing differs

                legacy: <code>a</code>, candidate: <code>b</code>

                """)
    }

    static let injections =
        hostileTexts + [
            "```\n</details><script>", "````", "~~~", "a | b \\| c", "| --- |", "[x](javascript:alert(1))",
            "![](http://e/)",
            "@everyone", "#1", "<!--", "**bold**", "\u{2028}# title", "www.example.com", ":tada:", "$x$", "\\",
        ]

    @Test("no value, key, place or name becomes markup", arguments: injections)
    func injection(text: String) throws {
        var document = ComparisonDocument.pair(
            JSONFragment.quoted(text), JSONFragment.quoted(text + "!"), key: text, name: text)
        document.rules = [.init(at: text, rule: "ignore", suppressed: 1, state: .unmatched, reason: text)]
        let lines = MarkdownComparison.render(document).split(separator: "\n", omittingEmptySubsequences: false)
        var fence: Substring?
        var prose: [Substring] = []
        for line in lines {
            if let open = fence {
                // A block ends with a line of at least as many backticks alone (CommonMark §4.5).
                let run = line.prefix { $0 == " " }.count < 4 ? line.drop { $0 == " " } : ""
                if run.count >= open.count, run.allSatisfy({ $0 == "`" }) { fence = nil }
            } else if line.hasPrefix("```") {
                fence = line.prefix { $0 == "`" }
            } else {
                prose.append(line)
            }
        }
        #expect(fence == nil)
        let name = try #require(prose.first { $0.hasPrefix("legacy: ") })
        let expected = "legacy: <code>\(MarkdownText.escaped(text))</code>, candidate: <code>right&#46;json</code>"
        #expect(name == expected)
        let others = prose.filter { !$0.isEmpty && $0 != name }.map(String.init)
        #expect(
            others.dropFirst() == [
                "<details><summary>Places, for rules</summary>", "</details>", "<details><summary>Rules</summary>",
                "</details>",
            ])
    }

    @Test("a fence is longer than what it holds", arguments: ["a", "`", "```", "x ```` y", "`````"])
    func fence(text: String) throws {
        let block = MarkdownText.fenced([text], language: "text")
        let fence = try #require(block.split(separator: "\n").last)
        #expect(fence.count >= 3 && fence.allSatisfy { $0 == "`" })
        #expect(!text.contains(fence))
        #expect(block.hasPrefix(fence + "text\n"))
    }

    @Test("in prose only letters, digits and harmless signs stand for themselves", arguments: injections)
    func escaped(text: String) {
        let rest = MarkdownText.escaped(text).replacing(/&#[0-9]+;/, with: "")
        #expect(!rest.contains { "<>&|`*_[]()\\~@#!:.$\"\n\r\u{1B}".contains($0) && $0 != "(" && $0 != ")" })
    }
}
