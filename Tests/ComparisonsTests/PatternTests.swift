import Testing
import Traffic

@testable import Comparisons

@Suite("Patterns")
struct PatternTests {
    static let cases: [(pattern: String, value: String, matches: Bool)] = [
        ("abc", "abc", true), ("abc", "abcd", false), ("abc", "xabc", false), ("", "", true), ("", "a", false),
        ("a.c", "abc", true), ("a.c", "a\nc", false), ("a|b", "b", true), ("a|bc|", "", true), ("(a|b)c", "bc", true),
        ("(?:ab)+", "ababab", true), ("(?:ab)+", "aba", false), ("a*", "", true), ("a*", "aaaa", true),
        ("a+", "", false),
        ("a?b", "b", true), ("a{3}", "aaa", true), ("a{3}", "aa", false), ("a{2,}", "aaaaa", true),
        ("a{2,}", "a", false),
        ("a{1,3}", "aaaa", false), ("a{0}", "", true), ("a*?b+?", "aab", true), ("[a-c]+", "abcba", true),
        ("[^a-c]+", "xyz", true), ("[^a-c]", "a", false), ("[]a]+", "]a", true), ("[a-]+", "a-", true),
        (#"[\d.]+"#, "1.2", true),
        (#"[\w-]+"#, "a-b_1", true), (#"\d{4}-\d\d"#, "2025-10", true), (#"\D+"#, "1", false), (#"\s\S"#, " x", true),
        (#"\W"#, "é", true), ("^abc$", "abc", true), ("(^a|b)c", "ac", true), ("a^b", "ab", false), (#"\."#, ".", true),
        (#"\."#, "a", false), (#"\x41\u00e9\n\t"#, "Aé\n\t", true), ("(?i)abc[d-f]", "ABCE", true),
        ("abc", "ABC", false),
        ("(?i)É", "é", true), ("𝄞+", "𝄞𝄞", true), (#"\/\\\-"#, #"/\-"#, true), ("((a|b)*c){2}", "abcbc", true),
        ("}", "}", true),
        (#"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"#, "123e4567-e89b-12d3-a456-426614174000", true),
    ]

    @Test("match whole values", arguments: cases)
    func matches(_ pattern: String, _ value: String, _ expected: Bool) throws {
        #expect(try PatternText(parsing: pattern).matches(value) == expected)
    }

    @Test(
        "refused where they are no patterns",
        arguments: [
            "(", ")", "[", "a)", "(?=a)", "(?<n>a)", "*", "a**", "a{2,1}", "a{1001}", "a{", "{2}", #"\"#, #"\q"#,
            #"\1"#, #"\b"#,
            "[z-a]", #"\x4"#, #"\u12"#, "(a{1000}){1000}",
        ])
    func refused(_ pattern: String) { #expect(throws: RuleError.self) { try PatternText(parsing: pattern) } }

    @Test("nesting is bounded")
    func nesting() {
        let deep = String(repeating: "(", count: 10_000) + String(repeating: ")", count: 10_000)
        #expect(throws: RuleError.self) { try PatternText(parsing: deep) }
    }

    @Test("a pattern that makes backtracking explode does not")
    func noExplosion() throws {
        let value = String(repeating: "a", count: 2_000)
        let set = rules(try rule("/body", .pattern(try PatternText(parsing: "(a*)*b|(a|a)*c|(a|aa)+d"))))
        #expect(found(try compare("\"\(value)\"", "\"\(value)a\"", set)) == ["changed /body"])
    }
}
