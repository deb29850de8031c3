import Testing

@testable import TradeSphere

@Suite("ECMAScript's ways with values")
struct ECMAScriptTests {
    @Test(
        "numbers are written as Number::toString writes them",
        arguments: [
            (0, "0"), (-0.0, "0"), (1, "1"), (-1.5, "-1.5"), (123, "123"), (1e20, "100000000000000000000"),
            (1.2345678901234568e20, "123456789012345680000"), (1e21, "1e+21"), (1.25e21, "1.25e+21"),
            (0.1, "0.1"), (0.000001, "0.000001"), (1e-7, "1e-7"), (1.5e-7, "1.5e-7"), (1e16, "10000000000000000"),
            (.leastNonzeroMagnitude, "5e-324"), (1.7976931348623157e308, "1.7976931348623157e+308"),
            (0.30000000000000004, "0.30000000000000004"),
            (.infinity, "Infinity"), (-.infinity, "-Infinity"), (.nan, "NaN"),
        ] as [(Double, String)]
    )
    func numbers(value: Double, text: String) {
        #expect(ECMAScriptNumber.text(value) == text)
    }

    @Test(
        "JSON is read and written again",
        arguments: [
            (#"{"b":1,"a":[true,false,null,-0,1.50,1E3],"b":2}"#, #"{"b":1,"a":[true,false,null,0,1.5,1000],"b":2}"#),
            (#" [ ] "#, "[]"), (#"{ }"#, "{}"), (#""\u00e9\n\/\\\"""#, #""é\n/\\\"""#),
            (#""\ud83d\ude42""#, "\"\u{1F642}\""), (#""\ud83d""#, "\"\u{FFFD}\""), (#""\ud83dx""#, "\"\u{FFFD}x\""),
            (#""\u0001\u001f""#, #""\u0001\u001f""#), ("\"\u{7F}\u{2028}\"", "\"\u{7F}\u{2028}\""), ("1e999", "null"),
        ]
    )
    func roundTrip(text: String, expected: String) throws {
        #expect(try JSONParser.parse(text).serialized.utf8.elementsEqual(expected.utf8))
    }

    @Test(
        "a fault in JSON is told in the words of V8",
        arguments: [
            ("", "Unexpected end of JSON input"), ("[", "Unexpected end of JSON input"),
            ("tru", "Unexpected end of JSON input"),
            ("é", "Unexpected token 'é', \"é\" is not valid JSON"),
            (
                "[1,2,3,4,5,6,x,7,8,9,0,1,2,3]",
                "Unexpected token 'x', ...\"2,3,4,5,6,x,7,8,9,0,\"... is not valid JSON"
            ),
            ("{\"a\" 1}", "Expected ':' after property name in JSON at position 5"),
            ("{\"a\":1,}", "Expected double-quoted property name in JSON at position 7"),
            ("[1 2]", "Expected ',' or ']' after array element in JSON at position 3"),
            ("1 2", "Unexpected non-whitespace character after JSON at position 2"),
            ("\"a", "Unterminated string in JSON at position 2"),
            ("\"\\x\"", "Bad escaped character in JSON at position 2"),
            ("\"\u{1}\"", "Bad control character in string literal in JSON at position 1"),
            ("-", "No number after minus sign in JSON at position 1"),
            ("1.", "Unterminated fractional number in JSON at position 2"),
            ("1e+", "Exponent part is missing a number in JSON at position 3"),
            ("\"\u{1F642}\" x", "Unexpected non-whitespace character after JSON at position 5"),
        ]
    )
    func faults(text: String, message: String) {
        #expect(throws: JSONSyntaxError.self) { try JSONParser.parse(text) }
        do {
            _ = try JSONParser.parse(text)
        } catch {
            #expect(error.description == message)
        }
    }

    @Test("nesting is bounded")
    func depth() {
        let hostile = String(repeating: "[", count: 100_000)
        #expect(throws: JSONSyntaxError.self) { try JSONParser.parse(hostile) }
    }

    @Test("mutilated JSON never crashes the parser", arguments: 0..<20)
    func fuzz(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        let corpus = [
            #"{"a":[1,-2.5e3,"\u00e9\ud83d\ude42x",null,true],"b":{"c":""}}"#, #"["\\\"\/\b",[[[]]],0.1E-2]"#,
        ]
        for _ in 0..<500 {
            var bytes = Array(generator.pick(corpus).utf8)
            for _ in 0...generator.below(4) where !bytes.isEmpty {
                let place = generator.below(bytes.count)
                switch generator.below(3) {
                case 0: bytes.remove(at: place)
                case 1: bytes[place] = UInt8(generator.below(256))
                default: bytes.removeLast(bytes.count - place)
                }
            }
            let text = String(decoding: bytes, as: UTF8.self)
            guard let value = try? JSONParser.parse(text) else { continue }
            #expect((try? JSONParser.parse(value.serialized).serialized) == value.serialized)
        }
    }

    @Test("trimming takes all that ECMAScript calls white space, and nothing else")
    func trimming() {
        #expect(ECMAScriptText.trimmed("\u{FEFF}\u{A0}\t\u{2028} a b \u{3000}\n") == "a b")
        #expect(ECMAScriptText.trimmed("\u{200B}") == "\u{200B}")
        #expect(ECMAScriptText.isBlank("\u{A0} "))
        #expect(!ECMAScriptText.areIdentical("\u{E9}", "e\u{301}"))
    }

    @Test(
        "a column takes the text of a string and the JSON of everything else",
        arguments: [
            ("\"x\"", "x", "x", true), ("5", "5", "5", true), ("0", "0", "0", false), ("\"\"", "", "", false),
            ("true", "true", "true", true), ("[1,null,\"a\"]", "1,,a", "[1,null,\"a\"]", true),
            ("{\"a\":1}", "[object Object]", "{\"a\":1}", true), ("null", "null", nil, false),
            ("1e999", "Infinity", nil, true),
        ] as [(String, String, String?, Bool)]
    )
    func conversions(json: String, string: String, column: String?, isTruthy: Bool) throws {
        let value = try JSONParser.parse(json)
        #expect(value.stringified == string)
        #expect(value.columnText == column)
        #expect(value.isTruthy == isTruthy)
    }
}
