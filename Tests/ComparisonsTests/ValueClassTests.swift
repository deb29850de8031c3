import JSONText
import Testing
import Traffic

@testable import Comparisons

/// What two values have to do with each other.
@Suite("Classes of values")
struct ValueClassTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let legacy: String
        let candidate: String
        /// In the text form, the most telling first.
        let classes: [String]

        init(_ legacy: String, _ candidate: String, _ classes: String...) {
            self.legacy = legacy
            self.candidate = candidate
            self.classes = classes
        }

        var testDescription: String { "\(legacy) and \(candidate)" }
    }

    static let absences = [
        Case("null", "1", "null:legacy"), Case("\"a\"", "null", "null:candidate"),
        Case("null", "\"\"", "nullForEmpty:legacy"), Case("[]", "null", "nullForEmpty:candidate"),
        Case("null", "{}", "nullForEmpty:legacy"), Case("null", "\" \"", "null:legacy"),
        Case("\"\"", "\"a\"", "empty:legacy"), Case("\"a\"", "\"\"", "empty:candidate"),
        Case("[]", "{}", "emptyTypes"), Case("\"\"", "[]", "emptyTypes"), Case("{}", "{\"a\":1}", "empty:legacy"),
        Case("\"a\"", "[]", "empty:candidate"), Case("{}", "[1]", "empty:legacy"),
    ]

    static let types = [
        Case("\"1\"", "1", "type:legacy"), Case("1", "\"1\"", "type:candidate"), Case("\"1.0\"", "1", "type:legacy"),
        Case("true", "\"true\"", "type:candidate"), Case("\"TRUE\"", "true", "type:legacy"),
        Case("true", "1", "type"), Case("0", "false", "type"), Case("true", "0"), Case("true", "false"),
        Case("\"2\"", "1"), Case("\"a\"", "1"), Case("1", "[1]", "wrapped:candidate"),
        Case("[{\"a\":1}]", "{\"a\":1}", "wrapped:legacy"), Case("[1,2]", "1"),
        Case("\"2023-11-14T22:13:20Z\"", "1700000000", "type:legacy"),
        Case("1700000000000", "\"2023-11-14T22:13:20.000Z\"", "type:candidate"),
    ]

    static let numbers = [
        Case("5", "-5", "sign"), Case("-0.25", "0.25", "sign"), Case("1", "2"), Case("1.5", "2.5"),
        Case("12.341", "12.34", "rounding:candidate:2", "cutDecimals:candidate:2"),
        Case("12.345", "12.35", "rounding:candidate:2"),
        Case("12.345", "12.34", "rounding:candidate:2", "cutDecimals:candidate:2"),
        Case("12.349", "12.34", "cutDecimals:candidate:2"), Case("12.7", "13", "rounding:candidate:0"),
        Case("13", "12.7", "rounding:legacy:0"), Case("-12.7", "-12", "cutDecimals:candidate:0"),
        Case(
            "12.301", "12.3", "rounding:candidate:1", "rounding:candidate:2", "cutDecimals:candidate:1",
            "cutDecimals:candidate:2"),
        Case(
            "0.004", "0", "rounding:candidate:0", "rounding:candidate:1", "rounding:candidate:2",
            "cutDecimals:candidate:0", "cutDecimals:candidate:1", "cutDecimals:candidate:2"),
        Case("0.6", "-1"), Case("3.7", "9"),
        Case("12.34", "1234", "scale:2"), Case("1500", "1.5", "scale:-3"), Case("1", "10"),
        Case("2", "2000000", "scale:6"),
        Case("0.30000000000000004", "0.3", "floatingPoint"),
        Case("0.1234567890123", "0.12", "rounding:candidate:2", "cutDecimals:candidate:2"),
        Case("1e400", "2e400"), Case("123456789012345678901234567890123456789012345678901234567890123456", "1"),
    ]

    static let times = [
        Case("1700000000", "1700003600", "timeShift:3600000"), Case("1700000000123", "1700000000100", "timeShift:-23"),
        Case("1700000000", "1700000000123", "epochUnit:legacy"),
        Case("1700000000999", "1700000000", "epochUnit:candidate"),
        Case("1700000000", "1700000000000", "epochUnit:legacy"), Case("1700000000", "1600000000"),
        Case("\"2024-03-01T12:00:00Z\"", "\"2024-03-01T13:00:00Z\"", "timeShift:3600000"),
        Case("\"2024-03-01\"", "\"2024-02-29\"", "timeShift:-86400000"), Case("\"2024-03-01\"", "\"2024-13-01\""),
        Case("\"2024-03-01\"", "\"2024-03-01T00:00:00Z\"", "truncation:legacy:10"),
        Case("\"2024-03-01T12:00:00Z\"", "\"2024-03-01T13:00:00+01:00\"", "timeNotation"),
        Case("\"2024-03-01T12:00:00Z\"", "\"2024-03-01T12:00:00.000Z\"", "timeNotation"),
        Case("\"Fri, 01 Mar 2024 12:00:00 GMT\"", "\"2024-03-01T12:00:00Z\"", "timeNotation"),
        Case("\"2024-03-01T12:00:00.123Z\"", "\"2024-03-01T12:00:00Z\"", "timePrecision:candidate:0"),
        Case("\"2024-03-01T12:00:00.123Z\"", "\"2024-03-01T12:00:00.123456Z\"", "timePrecision:legacy:3"),
        Case("\"2024-03-01T12:00:00.9996Z\"", "\"2024-03-01T12:00:01.000Z\"", "timePrecision:candidate:3"),
        Case("\"2024-03-01T12:00:00Z\"", "\"2024-03-01T12:00:00\"", "timeZone:candidate"),
        Case("\"2024-03-01T12:00:00.000001Z\"", "\"2024-03-01T12:00:00.000002Z\"", "timeShift"),
    ]

    static let texts = [
        Case("\"Abc\"", "\"aBC\"", "caseOnly"), Case("\"STRASSE\"", "\"straße\"", "caseOnly"),
        Case("\"a b\"", "\"a  b \"", "whiteSpace"), Case("\"\"", "\" \"", "whiteSpace"),
        Case("\"a b\"", "\"a\u{A0}b\"", "whiteSpace"), Case("\"\u{FEFF}a\"", "\"a\"", "whiteSpace"),
        Case("\"\u{E9}\"", "\"e\u{301}\"", "normalisation:candidate"),
        Case("\"e\u{301}\"", "\"\\u00e9\"", "normalisation:legacy"),
        Case("\"a,b,c\"", "\"c,a,b\"", "order"), Case("\"a=1&b=2\"", "\"b=2&a=1\"", "order"),
        Case("\"a,b\"", "\"a,c\""),
        Case("[\"a\",\"b\"]", "[\"b\",\"a\"]", "order"), Case("[1]", "[2]"),
        Case("\"The quick brown fox\"", "\"The quick\"", "truncation:candidate:9"),
        Case("\"The quick brown…\"", "\"The quick brown fox\"", "truncation:legacy:15"),
        Case("\"The quick brown fox\"", "\"The quick...\"", "truncation:candidate:9"), Case("\"ab\"", "\"abc\""),
        Case("\"Tom & Jerry\"", "\"Tom &amp; Jerry\"", "htmlEscaping:candidate"),
        Case("\"&lt;b&gt; &#39;x&#39;\"", "\"<b> 'x'\"", "htmlEscaping:legacy"),
        Case("\"a b\"", "\"a%20b\"", "percentEncoding:candidate"), Case("\"50%\"", "\"50% \"", "whiteSpace"),
        Case("\"Jürgen\"", "\"JÃ¼rgen\"", "encoding:candidate"), Case("\"Ã©tÃ©\"", "\"été\"", "encoding:legacy"),
        Case("\"12.30\"", "\"12.3\"", "numberNotation"), Case("\"12.345\"", "\"12.35\"", "rounding:candidate:2"),
        Case(
            "\"0b3f1c5e-8b7a-4c58-9a51-1f3c1d7a9e10\"", "\"7a9e100b-8b7a-4c58-9a51-1f3c1d7a9e1f\"", "identifier"),
        Case("\"a\"", "\"b\""), Case("\"%zz\"", "\"a\""),
    ]

    @Test(
        "two values are put into the classes that fit, the most telling first",
        arguments: absences + types + numbers + times + texts)
    func classes(item: Case) throws {
        let legacy = try JSONTape(parsing: Array(item.legacy.utf8))
        let candidate = try JSONTape(parsing: Array(item.candidate.utf8))
        let found = ValueClassifier.classes(legacy, JSONTape.root, candidate, JSONTape.root)
        #expect(found.map(\.description) == item.classes)
        #expect(found.allSatisfy { ValueClass($0.description) == $0 })
    }

    @Test("the other way round the same is said of the other side", arguments: absences + types + texts)
    func symmetry(item: Case) throws {
        let legacy = try JSONTape(parsing: Array(item.legacy.utf8))
        let candidate = try JSONTape(parsing: Array(item.candidate.utf8))
        let there = ValueClassifier.classes(legacy, JSONTape.root, candidate, JSONTape.root)
        let back = ValueClassifier.classes(candidate, JSONTape.root, legacy, JSONTape.root)
        #expect(back.map(\.name) == there.map(\.name))
        #expect(back.map(\.side) == there.map { $0.side?.other })
    }

    @Test("texts of any length are no more work than short ones")
    func long() throws {
        let text = String(repeating: "a", count: 1_000_000)
        let result = try compare("[\"\(text)\"]", "[\"\(text) \"]")
        #expect(found(result) == ["changed /body/0"])
        #expect(result.differences.first?.classes == [])
    }

    @Test("a difference that a rule explains has no class, and neither has one without two values")
    func onlyWhatIsShown() throws {
        let set = rules(try rule("/body/a", .ignore))
        let result = try compare("{\"a\":1,\"b\":2}", "{\"a\":-1}", set)
        #expect(result.suppressed.first?.difference.classes == [])
        #expect(result.differences.first?.classes == [])
    }

    @Test("a value that is redacted is still classed, as it was before")
    func redacted() throws {
        let redaction = Redaction([try LocationPattern(parsing: "/body/**/name")])
        let result = AnswerComparer(redaction: redaction)
            .compare(legacy: json(#"{"name":"Ann"}"#), candidate: json(#"{"name":"ANN"}"#), rules: .none)
        let difference = try #require(result.differences.first)
        #expect(difference.classes == [ValueClass(.caseOnly)])
        #expect(difference.legacy?.text.contains("Ann") == false)
    }

    @Test(
        "a text that is no class is none", arguments: ["", "magic", "rounding:both", "rounding:candidate:2:3", "sign:"])
    func unknown(text: String) { #expect(ValueClass(text) == nil) }
}
