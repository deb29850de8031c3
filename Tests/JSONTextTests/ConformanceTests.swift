import JSONText
import Testing

@Suite("JSON texts")
struct ConformanceTests {
    static let accepted: [String] = [
        "{}", "[]", " \t\r\n[ ] \n", "null", "true", "false", "0", "-0", "-1", "10", "1.5", "1e5", "1E+5", "1e-5",
        "0e0",
        "0.0e-0", "123456789012345678901234567890", "1e999999999999999999999", #""""#, #""a""#, #""\"\\\/\b\f\n\r\t""#,
        #""\u0000""#, #""\uD834\uDD1E""#, #""\ud834\udd1e""#, "\"é€𝄞\u{7F}\"", #"{"a":1,"a":2}"#, #"{"":0}"#,
        #"[[[]],{"a":{}}]"#, "\"\u{2028}\"", "\"\u{FFFF}\u{10FFFF}\"", #"[1 , 2]"#, #"{"a" : [true,false , null]}"#,
        #""0123456789abcdef0123456789abcdef""#, #""0123456\n89""#,
    ]

    @Test("accepted as RFC 8259 says", arguments: accepted)
    func accepts(_ text: String) throws {
        let tape = try JSONTape(parsing: Array(text.utf8))
        #expect(tape.next(JSONTape.root) == tape.tokens.count)
    }

    static let refused: [(bytes: [UInt8], code: JSONError.Code, line: Int, column: Int)] = {
        func text(_ text: String) -> [UInt8] { Array(text.utf8) }
        return [
            (text(""), .empty, 1, 1),
            (text("  \n "), .empty, 2, 2),
            ([0xEF, 0xBB, 0xBF] + text("{}"), .byteOrderMark, 1, 1),
            (text("{"), .unexpectedEnd, 1, 2),
            (text("["), .unexpectedEnd, 1, 2),
            (text("[1"), .unexpectedEnd, 1, 3),
            (text("[1,"), .unexpectedEnd, 1, 4),
            (text(#"{"a""#), .unexpectedEnd, 1, 5),
            (text(#"{"a":"#), .unexpectedEnd, 1, 6),
            (text(#""abc"#), .unexpectedEnd, 1, 5),
            (text(#""\"#), .unexpectedEnd, 1, 3),
            (text(#""\u12"#), .unexpectedEnd, 1, 6),
            (text("tru"), .unexpectedEnd, 1, 4),
            (text("-"), .unexpectedEnd, 1, 2),
            (text("1."), .unexpectedEnd, 1, 3),
            (text("1e"), .unexpectedEnd, 1, 3),
            (text("1e+"), .unexpectedEnd, 1, 4),
            (text("[1,]"), .unexpectedCharacter, 1, 4),
            (text(#"{"a":1,}"#), .unexpectedCharacter, 1, 8),
            (text("[1 2]"), .unexpectedCharacter, 1, 4),
            (text("[1}"), .unexpectedCharacter, 1, 3),
            (text(#"{"a":1]"#), .unexpectedCharacter, 1, 7),
            (text("{a:1}"), .unexpectedCharacter, 1, 2),
            (text(#"{"a" 1}"#), .unexpectedCharacter, 1, 6),
            (text("[,1]"), .unexpectedCharacter, 1, 2),
            (text("'a'"), .unexpectedCharacter, 1, 1),
            (text("+1"), .unexpectedCharacter, 1, 1),
            (text(".5"), .unexpectedCharacter, 1, 1),
            (text("NaN"), .unexpectedCharacter, 1, 1),
            (text("\u{A0}1"), .unexpectedCharacter, 1, 1),
            (text("/* */1"), .unexpectedCharacter, 1, 1),
            (text("truf"), .invalidLiteral, 1, 4),
            (text("nul1"), .invalidLiteral, 1, 4),
            (text("01"), .invalidNumber, 1, 2),
            (text("-01"), .invalidNumber, 1, 3),
            (text("-a"), .invalidNumber, 1, 2),
            (text("1.e5"), .invalidNumber, 1, 3),
            (text("1ex"), .invalidNumber, 1, 3),
            (text(#""\x41""#), .invalidEscape, 1, 2),
            (text(#""\u00g0""#), .invalidEscape, 1, 2),
            (text(#""\U0041""#), .invalidEscape, 1, 2),
            (text(#""\uD800""#), .loneSurrogate, 1, 2),
            (text(#""\uD800\n""#), .loneSurrogate, 1, 2),
            (text(#""\uD800\uD800""#), .loneSurrogate, 1, 2),
            (text(#""a\uDC00""#), .loneSurrogate, 1, 3),
            (text("\"a\tb\""), .controlCharacter, 1, 3),
            (text("\"01234567\n\""), .controlCharacter, 1, 10),
            (text("\"\u{0}\""), .controlCharacter, 1, 2),
            (text("\"") + [0xFF] + text("\""), .invalidUTF8, 1, 2),
            (text("\"") + [0xC0, 0x80] + text("\""), .invalidUTF8, 1, 2),
            (text("\"") + [0xED, 0xA0, 0x80] + text("\""), .invalidUTF8, 1, 2),
            (text("\"") + [0xE0, 0x80, 0x80] + text("\""), .invalidUTF8, 1, 2),
            (text("\"") + [0xF4, 0x90, 0x80, 0x80] + text("\""), .invalidUTF8, 1, 2),
            (text("\"") + [0xE2, 0x82] + text("\""), .invalidUTF8, 1, 2),
            (text("\"") + [0x80] + text("\""), .invalidUTF8, 1, 2),
            (text("{}x"), .trailingBytes, 1, 3),
            (text("1 2"), .trailingBytes, 1, 3),
            (text("{}\n\n  {}"), .trailingBytes, 3, 3),
            (text("null\u{0}"), .trailingBytes, 1, 5),
            (text("[\n  \"é\", x]"), .unexpectedCharacter, 2, 8),
        ]
    }()

    @Test("refused with what is wrong and where", arguments: refused)
    func refuses(_ bytes: [UInt8], _ code: JSONError.Code, _ line: Int, _ column: Int) {
        let error = #expect(throws: JSONError.self) { try JSONTape(parsing: bytes) }
        #expect(error?.code == code)
        #expect(error?.line == line)
        #expect(error?.column == column)
    }

    @Test("every beginning of a text is refused, or is a text itself")
    func truncation() {
        let text = Array(#"{"a":[1,-2.5e+3,"x\u00e9\ud834\udd1e",{"b":null}],"ü":true}"#.utf8)
        for length in 0..<text.count {
            #expect(throws: JSONError.self) { try JSONTape(parsing: Array(text[..<length])) }
        }
    }

    @Test("512 levels are read, 513 are refused")
    func depth() throws {
        func nested(_ levels: Int) -> [UInt8] {
            Array((String(repeating: "[", count: levels) + String(repeating: "]", count: levels)).utf8)
        }
        #expect(try JSONTape(parsing: nested(512)).tokens.count == 512)
        let error = #expect(throws: JSONError.self) { try JSONTape(parsing: nested(513)) }
        #expect(error?.code == .tooDeep)
        #expect(throws: JSONError.self) { try JSONTape(parsing: Array(repeating: UInt8(ascii: "["), count: 1_000_000)) }
    }

    /// Memory is asked for in advance for the longer ones.
    @Test("a long text is read as a short one is", arguments: [1, 300_000, 5_000_000])
    func longTexts(elements: Int) throws {
        let text = Array("[".utf8) + Array(repeating: Array("0,".utf8), count: elements - 1).joined() + Array("0]".utf8)
        let tape = try text.withUnsafeBytes { try JSONTape(parsing: $0) }
        #expect(tape.bytes == text)
        #expect(tape.tokens.count == elements + 1)
        #expect(tape.tokens.dropFirst().allSatisfy { $0.kind == .number })
        #expect(tape.tokens.last?.end == UInt32(text.count - 1))
    }

    @Test("an error carries nothing of the text")
    func errorsAreSilent() {
        let error = #expect(throws: JSONError.self) { try JSONTape(parsing: Array(#"{"a": secret}"#.utf8)) }
        #expect(error?.description == "line 1, column 7: expected a value, found something else")
    }

    @Test("random bytes never trap, and what is accepted spans its text")
    func randomBytes() {
        var generator = SeededGenerator(seed: 1)
        let alphabet = Array(#"{}[]",:\u0123456789abcdefntrue.-+E "#.utf8) + [0x80, 0xC3, 0xA9, 0xED, 0xF0, 0x00]
        for _ in 0..<20_000 {
            let bytes = (0..<Int.random(in: 0...24, using: &generator)).map { _ in
                alphabet[Int.random(in: alphabet.indices, using: &generator)]
            }
            guard let tape = try? JSONTape(parsing: bytes) else { continue }
            #expect(tape.next(JSONTape.root) == tape.tokens.count)
            for token in tape.tokens.indices where tape.kind(token) == .string { _ = tape.string(token) }
        }
    }
}

/// SplitMix64: the same numbers in every run.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
