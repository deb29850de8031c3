import Comparisons
import JSONText
import Testing
import Traffic

/// Documents made to be slow, large or misread: a clear outcome, and work in proportion to their size. Counted, not timed;
/// `Benchmarks/comparison` has the same with ten million elements, in seconds and bytes.
@Suite("Hostile documents")
struct HostileTests {
    private func list(_ count: Int, _ element: (Int) -> String) -> String {
        "[" + (0..<count).map(element).joined(separator: ",") + "]"
    }

    @Test("a long array of nothing but zeros, and one more", arguments: [1_000, 200_000])
    func zeros(count: Int) throws {
        let result = try compare(list(count) { _ in "0" }, list(count + 1) { _ in "0" })
        #expect(found(result) == ["added /body/\(count)"])
        #expect(result.steps < 6 * count + 100)
        #expect(!result.isApproximate)
    }

    @Test(
        "a change at the deepest place of a wide tree: what lies beside the way is read a few times, not on each level")
    func deepAndWide() throws {
        let levels = 500
        let wide = list(40) { "{\"n\":\($0)}" }
        func nested(_ leaf: String) -> String {
            String(repeating: "{\"w\":\(wide),\"a\":", count: levels) + leaf + String(repeating: "}", count: levels)
        }
        let result = try compare(nested("1"), nested("2"))
        #expect(result.differences.map(\.kind) == [.changed])
        #expect(result.steps < 10 * levels * 40 * 3)
    }

    @Test("the same with every object in another order, so that nothing is written alike")
    func deepAndReversed() throws {
        let levels = 250
        func nested(_ leaf: String, _ isReversed: Bool) -> String {
            (0..<levels).reduce(leaf) { inner, level in
                let parts = ["\"w\":[\(level),{\"x\":1,\"y\":2}]", "\"a\":\(inner)", "\"z\":\(level)"]
                return "{" + (isReversed ? parts.reversed() : parts).joined(separator: ",") + "}"
            }
        }
        let differing = try compare(nested("1", false), nested("2", true))
        #expect(differing.differences.map(\.kind) == [.changed])
        #expect(differing.steps < 100 * levels)
        #expect(try compare(nested("1", false), nested("1.0", true)).isMatch)
    }

    @Test("an object of one key only, in another order on the other side")
    func oneKey() throws {
        let count = 20_000
        func object(_ values: some Sequence<Int>) -> String {
            "{" + values.map { "\"k\":\($0)" }.joined(separator: ",") + "}"
        }
        let result = try compare(object(0..<count), object((0..<count).reversed()))
        #expect(result.differences.count == 500)
        #expect(result.omittedDifferences == count - 500)
        #expect(result.steps < 40 * count)
    }

    @Test("keys that share their first bytes and their length")
    func alikeKeys() throws {
        let count = 20_000
        func object(_ values: some Sequence<Int>) -> String {
            "{" + values.map { "\"customer-\(1_000_000 + $0)\":0" }.joined(separator: ",") + "}"
        }
        let result = try compare(object(0..<count), object((0..<count).reversed()))
        #expect(result.isMatch)
        #expect(result.steps < 40 * count)
    }

    @Test("numbers of a hundred thousand digits are equal or not, and too large for a tolerance")
    func longNumbers() throws {
        let digits = String(repeating: "1234567890", count: 10_000)
        #expect(try compare("[\(digits)]", "[\(digits).000]").isMatch)
        #expect(found(try compare("[\(digits)]", "[\(digits).001]")) == ["changed /body/0"])
        let set = rules(try rule("/body/*", .tolerance(Tolerance(parsing: "1"))))
        #expect(found(try compare("[\(digits)]", "[\(digits).001]", set)) == ["changed /body/0"])
    }

    @Test(
        "texts of nothing but separators and blanks are refused without a tape of their size",
        arguments: [",", ":", "[", " "])
    func separators(_ character: String) throws {
        let text = Array(String(repeating: character, count: 1_000_000).utf8)
        #expect(throws: JSONError.self) { try JSONTape(parsing: text) }
    }

    @Test("a string of separators is one token")
    func separatorsInString() throws {
        let tape = try JSONTape(parsing: Array(("\"" + String(repeating: "[{,:", count: 100_000) + "\"").utf8))
        #expect(tape.tokens.count == 1)
    }

    @Test(
        "what is no JSON says where on which side, and nothing else",
        arguments: [
            ("\u{FEFF}{}", JSONError.Code.byteOrderMark), (#"{"a":"\ud800"}"#, .loneSurrogate),
            (#"{"a":"\udc00"}"#, .loneSurrogate), (#"{"a":[1,2"#, .unexpectedEnd), ("", .empty),
            ("{\"a\":\"\u{1}\"}", .controlCharacter), ("{} {}", .trailingBytes),
        ])
    func refused(_ text: String, _ code: JSONError.Code) throws {
        let error = #expect(throws: JSONComparer.Failure.self) { try compare("{}", text) }
        #expect(error?.side == .candidate)
        #expect(error?.error.code == code)
        let other = #expect(throws: JSONComparer.Failure.self) { try compare(text, text) }
        #expect(other?.side == .legacy)
    }
}
