import JSONText
import Testing

/// What RFC 8259 allows and does not allow, beyond the places of errors in ConformanceTests.
@Suite("Strictness")
struct StrictnessTests {
    static let accepted: [String] = [
        "\"\u{7F}\"", "\"\u{80}\u{9F}\"", "\"\u{E000}\u{FFFD}\"", "\"\u{FEFF}\"", #""\u0000\u001f""#, #"{"\u0000":1}"#,
        #""\ud800\udc00\udbff\udfff""#, #""\uFFFF""#, "-0.0", "0E-0", "1e+00", "-1.0e-10", "0.1", "10000000000e-10",
        "[[],{},[[]],[{}]]", "[\n\t\r 1\n\t\r ,\n\t\r 2\n\t\r ]", "{ \"a\" : { } , \"b\" : [ ] }", "\n1\n",
        #"{"a":{"a":{"a":[]}},"a":[]}"#, #"["\\","\"","\/"]"#, #"{"true":true,"false":false,"null":null}"#,
    ]

    @Test("is accepted", arguments: accepted)
    func accepts(_ text: String) { #expect(throws: Never.self) { try JSONTape(parsing: Array(text.utf8)) } }

    static let refused: [(String, JSONError.Code)] = [
        ("[1,,2]", .unexpectedCharacter), ("[,]", .unexpectedCharacter), ("{,}", .unexpectedCharacter),
        ("[1,2,]", .unexpectedCharacter), (#"{"a":1,"b":2,}"#, .unexpectedCharacter),
        ("[1 true]", .unexpectedCharacter),
        (#"{"a":1 "b":2}"#, .unexpectedCharacter), (#"{"a",1}"#, .unexpectedCharacter), ("{1:1}", .unexpectedCharacter),
        ("{null:1}", .unexpectedCharacter), (#"{"a":}"#, .unexpectedCharacter), (#"{"a"::1}"#, .unexpectedCharacter),
        (#"{:1}"#, .unexpectedCharacter), (#"["a":1]"#, .unexpectedCharacter), ("(1)", .unexpectedCharacter),
        ("[1;2]", .unexpectedCharacter), ("Infinity", .unexpectedCharacter), ("-Infinity", .invalidNumber),
        ("--1", .invalidNumber), ("-+1", .invalidNumber), ("1..2", .invalidNumber), ("1e", .unexpectedEnd),
        ("1e1.5", .trailingBytes), ("1.2.3", .trailingBytes), ("0x10", .trailingBytes), ("1_000", .trailingBytes),
        ("00", .invalidNumber), ("-00.1", .invalidNumber), ("1.e", .invalidNumber), (".1", .unexpectedCharacter),
        ("1.", .unexpectedEnd), ("\u{663}", .unexpectedCharacter), ("TRUE", .unexpectedCharacter),
        ("tRue", .invalidLiteral), ("truee", .trailingBytes), ("nul", .unexpectedEnd),
        ("undefined", .unexpectedCharacter),
        ("[1]]", .trailingBytes), (#"{"a":1}}"#, .trailingBytes), ("[]{}", .trailingBytes), ("1,", .trailingBytes),
        ("]", .unexpectedCharacter), ("}", .unexpectedCharacter), ("[}", .unexpectedCharacter),
        ("{]", .unexpectedCharacter), (":", .unexpectedCharacter), (",", .unexpectedCharacter),
        ("[\u{B}]", .unexpectedCharacter), ("[\u{C}]", .unexpectedCharacter), ("\u{2028}1", .unexpectedCharacter),
        ("[1\u{0}]", .unexpectedCharacter), ("[\u{FEFF}1]", .unexpectedCharacter), ("// a\n1", .unexpectedCharacter),
        ("1 // a", .trailingBytes), ("\"a", .unexpectedEnd), ("\"a\n\"", .controlCharacter),
        ("{\"a\n\":1}", .controlCharacter), ("\"\u{1F}\"", .controlCharacter), (#""\"#, .unexpectedEnd),
        (#""\a""#, .invalidEscape), (#""\'""#, .invalidEscape), (#""\0""#, .invalidEscape), (#""\u""#, .invalidEscape),
        (#""\u123""#, .invalidEscape), (#""\u{41}""#, .invalidEscape), (#""\u12G4""#, .invalidEscape),
        (#""\ud800\u0041""#, .loneSurrogate), (#""\ud800x""#, .loneSurrogate), (#""\udc00\ud800""#, .loneSurrogate),
        (#"{"\ud800":1}"#, .loneSurrogate), (#""\ud83d\ud83d\ude00""#, .loneSurrogate),
    ]

    @Test("is refused", arguments: refused)
    func refuses(_ text: String, _ code: JSONError.Code) {
        let error = #expect(throws: JSONError.self) { try JSONTape(parsing: Array(text.utf8)) }
        #expect(error?.code == code)
    }

    static let invalidUTF8: [[UInt8]] = [
        [0x80], [0xBF], [0xC0, 0xAF], [0xC1, 0xBF], [0xC3], [0xC3, 0x28], [0xE0, 0x9F, 0xBF], [0xE2, 0x28, 0xA1],
        [0xE2, 0x82, 0x28], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xF0, 0x8F, 0xBF, 0xBF], [0xF0, 0x9F, 0x92, 0x28],
        [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xFE], [0xFF],
    ]

    @Test("bytes that are no UTF-8 are refused wherever they stand in a string", arguments: invalidUTF8)
    func utf8(_ bytes: [UInt8]) {
        for lead in 0..<20 {
            let text =
                Array("[\"\(String(repeating: "a", count: lead))".utf8) + bytes + Array("bcdefghijklmnopqrst\"]".utf8)
            let error = #expect(throws: JSONError.self) { try JSONTape(parsing: text) }
            #expect(error?.code == .invalidUTF8)
            #expect(error?.offset == 2 + lead)
        }
    }

    /// Strings are read in blocks: what ends a block's fast way is found at each place of it.
    @Test("every kind of character is read at every place of a block", arguments: 0...40)
    func blocks(lead: Int) throws {
        let plain = String(repeating: "x", count: lead)
        let contents: [(written: String, content: String)] = [
            ("", ""), ("é", "é"), ("𝄞", "𝄞"), (#"\n"#, "\n"), (#"\""#, "\""), (#"\\"#, "\\"), (#"\ud834\udd1e"#, "𝄞"),
            ("\u{7F}", "\u{7F}"), ("éééééééé", "éééééééé"),
        ]
        for tail in [0, 1, 15, 16, 17] {
            let rest = String(repeating: "y", count: tail)
            for (written, content) in contents {
                let tape = try JSONTape(parsing: Array("\"\(plain)\(written)\(rest)\"".utf8))
                #expect(tape.string(JSONTape.root) == plain + content + rest)
                #expect(tape.tokens.count == 1)
            }
            for control in ["\u{0}", "\u{1F}", "\n"] {
                let error = #expect(throws: JSONError.self) {
                    try JSONTape(parsing: Array("\"\(plain)\(control)\(rest)\"".utf8))
                }
                #expect(error?.code == .controlCharacter)
                #expect(error?.offset == lead + 1)
            }
        }
    }
}
