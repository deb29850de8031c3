import JSONText
import Testing

@Suite("Numbers and strings")
struct ScalarTests {
    private func tapes(_ left: String, _ right: String) throws -> (JSONTape, JSONTape) {
        (try JSONTape(parsing: Array(left.utf8)), try JSONTape(parsing: Array(right.utf8)))
    }

    static let zeros = String(repeating: "0", count: 400)

    static let equalNumbers: [(String, String)] = [
        ("1", "1"), ("1", "1.0"), ("1", "1e0"), ("1", "10e-1"), ("1", "0.1e1"), ("1", "0.001E+3"), ("0", "-0"),
        ("0", "0.000e999999999999999999999"), ("100", "1e2"), ("100", "1e0002"), ("-1.50", "-15e-1"),
        ("1e999999999", "10e999999998"), ("1e999999999999999999999999", "10e999999999999999999999998"),
        ("1e-1000000000000000000000", "0.1e-999999999999999999999"), ("1e1000000000000000000", "10e999999999999999999"),
        ("1e-1000000000000000000", "0.1e-999999999999999999"), ("1\(zeros)", "1e400"), ("0.\(zeros)1", "1e-401"),
        ("12.34", "1234e-2"), ("10203", "1.0203e4"), ("100", "1e2"), ("-0.0", "0.00"), ("1.00", "10e-1"),
        ("10e1", "1e02"), ("1E2", "1e2"), ("0e1", "0e2"),
    ]

    @Test("equal by value, however written, and hashed alike", arguments: equalNumbers)
    func sameNumber(_ left: String, _ right: String) throws {
        let (first, second) = try tapes(left, right)
        #expect(first.isSameNumber(0, second, 0))
        #expect(second.isSameNumber(0, first, 0))
        #expect(first.hash(ofScalar: 0) == second.hash(ofScalar: 0))
    }

    static let unequalNumbers: [(String, String)] = [
        ("9007199254740993", "9007199254740992"), ("0.1", "0.10000000000000001"), ("1", "-1"), ("1", "10"),
        ("1e400", "1e401"), ("1e-400", "0"), ("1e-400", "1e-401"), ("1e999999999", "1e999999998"),
        ("1e999999999999999999999999", "1e-999999999999999999999999"),
        ("1e999999999999999999999999", "1e999999999999999999999998"), ("12", "120"), ("1.02", "1.2"), ("102", "12"),
        ("1\(zeros)", "1e399"), ("-1", "11"), ("-0", "10"), ("1.23", "12.3"), ("1.23", "1.24"), ("1e2", "1e3"),
        ("101", "1e2"), ("1793800000.123", "1793800000.124"), ("1e1000000000000000000", "1e999999999999999999"),
    ]

    @Test("unequal where the exact values are", arguments: unequalNumbers)
    func otherNumber(_ left: String, _ right: String) throws {
        let (first, second) = try tapes(left, right)
        #expect(!first.isSameNumber(0, second, 0))
        #expect(!second.isSameNumber(0, first, 0))
    }

    static let equalStrings: [(String, String)] = [
        (#""a""#, #""\u0061""#), (#""/""#, #""\/""#), ("\"𝄞\"", #""\uD834\uDD1E""#), ("\"é\"", #""\u00E9""#),
        ("\"€\"", #""\u20ac""#), (#""\n""#, #""\u000a""#),
        (#""\b\f\r\t\"\\""#, #""\u0008\u000c\u000d\u0009\u0022\u005c""#),
        (#""abcdefgh\u0069jklmnopq""#, #""abcdefghijklmnopq""#), (#""\u0000""#, #""\u0000""#),
    ]

    @Test("strings are equal by content, and hashed alike", arguments: equalStrings)
    func sameString(_ left: String, _ right: String) throws {
        let (first, second) = try tapes(left, right)
        #expect(first.isSameString(0, second, 0))
        #expect(first.order(0, second, 0) == 0)
        #expect(first.hash(ofScalar: 0) == second.hash(ofScalar: 0))
        #expect(first.string(0).utf8.elementsEqual(second.string(0).utf8))
        #expect(second.isString(0, first.decodedBytes(0)))
    }

    static let unequalStrings: [(String, String)] = [
        (#""a""#, #""b""#), (#""a""#, #""ab""#), (#""""#, #""\u0000""#), ("\"é\"", "\"e\u{301}\""),
        (#""\u0061""#, #""\u0062""#),
        (#""0123456789""#, #""0123456788""#), (#""A""#, #""a""#),
    ]

    @Test("strings are unequal by content, and sort one way", arguments: unequalStrings)
    func otherString(_ left: String, _ right: String) throws {
        let (first, second) = try tapes(left, right)
        #expect(!first.isSameString(0, second, 0))
        #expect(first.order(0, second, 0) == -second.order(0, first, 0))
        #expect(first.order(0, second, 0) != 0)
    }

    static let distances: [(String, String, String)] = [
        ("1.01", "1.00", "0.01"), ("0.3", "-0.1", "0.4"), ("-5", "-3", "2"), ("1e10", "1", "9999999999"),
        ("7", "7.0", "0"),
        ("0", "0.5", "0.5"), ("99.5", "-0.5", "100"),
    ]

    @Test("distances are exact", arguments: distances)
    func distance(_ left: String, _ right: String, _ expected: String) throws {
        let first = try #require(ExactDecimal(left))
        let second = try #require(ExactDecimal(right))
        #expect(ExactDecimal.distance(first, second) == ExactDecimal(expected))
        #expect(ExactDecimal.distance(second, first) == ExactDecimal(expected))
    }

    @Test("products are exact")
    func products() throws {
        let left = try #require(ExactDecimal("99.99"))
        let right = try #require(ExactDecimal("-0.0101"))
        #expect(left * right == ExactDecimal("-1.009899"))
        #expect(try #require(ExactDecimal("0")) * left == ExactDecimal("0"))
    }

    @Test(
        "what is no number, or is too large, is no exact decimal",
        arguments: ["", " 1", "1 ", "abc", "1e99999", "\"1\""])
    func noDecimal(_ text: String) {
        #expect(ExactDecimal(text) == nil)
    }
}

@Suite("Looking up")
struct LookupTests {
    static let text =
        #"{"user":{"id":42,"na\u006de":"A\nB","ok":true,"none":null,"list":["x",{"y":1e2}]},"a/b":"slash","a":1,"a":2}"#

    static let cases: [([String], String?)] = [
        (["user", "id"], "42"), (["user", "name"], "A\nB"), (["user", "ok"], "true"), (["user", "none"], nil),
        (["user", "list", "0"], "x"), (["user", "list", "1", "y"], "1e2"), (["user", "list", "2"], nil),
        (["user", "list", "00"], nil), (["user", "list", "-1"], nil), (["user", "list", "+1"], nil), (["user"], nil),
        (["user", "list"], nil), (["a/b"], "slash"), (["a"], "2"), (["missing"], nil), (["user", "id", "x"], nil),
        ([], nil),
    ]

    @Test("a pointer leads to a scalar or to nothing", arguments: cases)
    func scalar(_ segments: [String], _ expected: String?) throws {
        let tape = try JSONTape(parsing: Array(Self.text.utf8))
        #expect(tape.scalar(at: segments) == expected)
        let direct = Array(Self.text.utf8).withUnsafeBytes { JSONTape.scalar(at: segments, in: $0) }
        #expect(direct == expected)
    }

    @Test("the root itself can be the scalar, and what is no JSON has none")
    func root() {
        #expect(Array("\"x\"".utf8).withUnsafeBytes { JSONTape.scalar(at: [], in: $0) } == "x")
        #expect(Array("{\"a\":1".utf8).withUnsafeBytes { JSONTape.scalar(at: ["a"], in: $0) } == nil)
    }
}
