import Comparisons
import NIOCore
import Testing
import Traffic

@Suite("Charsets")
struct CharsetTests {
    private let comparer = AnswerComparer(redaction: nil)

    static func utf16(_ text: String, isLittleEndian: Bool, isMarked: Bool) -> [UInt8] {
        (isMarked ? [0xFEFF] + Array(text.utf16) : Array(text.utf16)).flatMap { unit in
            let octets = [UInt8(unit >> 8), UInt8(unit & 0xFF)]
            return isLittleEndian ? octets.reversed() : octets
        }
    }

    struct TextCase: Sendable, CustomTestStringConvertible {
        let type: String
        let octets: [UInt8]
        let text: String
        var testDescription: String { "\(type) \(octets)" }

        init(_ type: String, _ octets: [UInt8], _ text: String) {
            self.type = type
            self.octets = octets
            self.text = text
        }
    }

    static let texts: [TextCase] = [
        TextCase("text/plain; charset=iso-8859-1", [0x63, 0x61, 0x66, 0xE9], "café"),
        TextCase("text/plain;charset=\"ISO-8859-1\"", [0x93], "\u{93}"),
        TextCase("text/plain; charset=latin1", [0xFF], "ÿ"),
        TextCase("text/plain; charset=windows-1252", [0x93, 0x80, 0x94, 0xE9], "“€”é"),
        TextCase("text/plain; charset=cp1252", [0x9F, 0x8D], "Ÿ\u{8D}"),
        TextCase("text/plain; charset=ISO-8859-15", [0xA4, 0xBD, 0xE9], "€œé"),
        TextCase("text/plain; charset=us-ascii", [0x61], "a"),
        TextCase("text/plain; charset=UTF-8", Array("é𝄞".utf8), "é𝄞"),
        TextCase("text/plain; charset=utf-16le", utf16("é𝄞", isLittleEndian: true, isMarked: false), "é𝄞"),
        TextCase("text/plain; charset=utf-16be", utf16("é𝄞", isLittleEndian: false, isMarked: false), "é𝄞"),
        TextCase("text/plain; charset=utf-16", utf16("é𝄞", isLittleEndian: false, isMarked: false), "é𝄞"),
        TextCase("text/plain; charset=utf-16", utf16("é𝄞", isLittleEndian: true, isMarked: true), "é𝄞"),
        TextCase("text/plain", utf16("é𝄞", isLittleEndian: true, isMarked: true), "é𝄞"),
        TextCase("text/plain", utf16("é𝄞", isLittleEndian: false, isMarked: true), "é𝄞"),
        TextCase("text/csv; header=present; charset=latin1", [0xE9], "é"),
    ]

    @Test("a text is read in the charset that its type says, or a byte order mark shows", arguments: texts)
    func text(example: TextCase) {
        let right = typed(example.type, example.octets)
        var left = right
        left.body = typed("text/plain; charset=utf-8", example.text).body
        left.bodyLength = left.body.readableBytes
        left.head = MessageHead(text: "HTTP/1.1 200 OK\nContent-Type: text/plain; charset=utf-8")
        let result = comparer.compare(legacy: left, candidate: right, rules: .none)
        #expect(found(result).filter { $0 != "changed /headers/content-type" } == [])
        left.body.writeString("x")
        left.bodyLength += 1
        let differing = comparer.compare(legacy: left, candidate: right, rules: .none)
        #expect(found(differing).last == "changed /body/0")
        #expect(differing.differences.last?.candidate == JSONFragment(string: example.text))
    }

    @Test("the charset holds for JSON, lines, HTML and XML alike, and HTML and XML may say it themselves")
    func forms() {
        let cases: [(String, [UInt8], String)] = [
            (
                "application/json; charset=iso-8859-1", Array(#"{"a":"é"}"#.unicodeScalars.map { UInt8($0.value) }),
                "/body/a"
            ),
            ("application/json", Self.utf16(#"{"a":"é"}"#, isLittleEndian: true, isMarked: true), "/body/a"),
            (
                "application/jsonl; charset=latin1", Array(#"{"a":"é"}"#.unicodeScalars.map { UInt8($0.value) }),
                "/body/0/a"
            ),
            ("text/html; charset=latin1", [0x3C, 0x70, 0x3E, 0xE9], "/body/html/#/0/body/#/0/p/#/0"),
            (
                "text/html", Array("<meta charset='windows-1252'><p>".utf8) + [0x93], "/body/html/#/1/body/#/0/p/#/0"
            ),
            (
                "text/html",
                Array("<meta name=a><META http-equiv=content-type content=\"text/html; CHARSET = latin1\"><p>".utf8)
                    + [0xE9],
                "/body/html/#/1/body/#/0/p/#/0"
            ),
            (
                "text/xml", Array("<?xml version='1.0' encoding='ISO-8859-1'?><a>".utf8) + [0xE9] + Array("</a>".utf8),
                "/body/a/#/0"
            ),
            (
                "application/xml", Self.utf16("<a>é</a>", isLittleEndian: true, isMarked: true), "/body/a/#/0"
            ),
        ]
        for (type, octets, location) in cases {
            let left = typed(type, octets)
            let right = typed(type, octets.map { $0 == 0xE9 ? 0xE8 : $0 == 0x93 ? 0x94 : $0 })
            let result = comparer.compare(legacy: left, candidate: right, rules: .none)
            #expect(found(result) == ["changed \(location)"], "\(type)")
            let value = result.differences.first?.legacy?.text
            #expect(value == "\"é\"" || value == "\"“\"", "\(type) \(value ?? "nil")")
        }
    }

    struct BrokenCase: Sendable, CustomTestStringConvertible {
        let type: String
        let octets: [UInt8]
        let reason: String
        var testDescription: String { "\(type) \(octets)" }
    }

    static let broken: [BrokenCase] = [
        BrokenCase(
            type: "text/plain; charset=utf-8", octets: [0x61, 0xC3, 0xA9, 0xE9], reason: "not UTF-8 at offset 3"),
        BrokenCase(type: "text/plain; charset=us-ascii", octets: [0x61, 0x80], reason: "not US-ASCII at offset 1"),
        BrokenCase(type: "text/plain; charset=utf-16le", octets: [0x61, 0, 0x62], reason: "not UTF-16LE at offset 2"),
        BrokenCase(
            type: "text/plain; charset=utf-16be", octets: [0xD8, 0, 0, 0x61], reason: "not UTF-16BE at offset 0"),
        BrokenCase(
            type: "text/plain; charset=utf-16be", octets: [0, 0x61, 0xDC, 0], reason: "not UTF-16BE at offset 2"),
        BrokenCase(
            type: "text/plain; charset=shift_jis", octets: [0x61], reason: "the charset 'shift_jis' is not known"),
        BrokenCase(type: "application/json; charset=utf-7", octets: [0x31], reason: "the charset 'utf-7' is not known"),
    ]

    @Test("what is not in its charset, or in one that is not known, is undecodable and says so", arguments: broken)
    func undecodable(example: BrokenCase) {
        let result = comparer.compare(
            legacy: typed(example.type, example.octets), candidate: typed("text/plain", "sound"), rules: .none)
        #expect(found(result).last == "undecodable /body")
        #expect(result.differences.last?.legacy?.text == "\"‹\(example.reason)›\"")
    }

    @Test("a byte order mark of UTF-8 is a character: it makes a text differ, and JSON undecodable")
    func mark() {
        func marked(_ type: String, _ text: String) -> Answer { typed(type, [0xEF, 0xBB, 0xBF] + Array(text.utf8)) }
        #expect(
            found(
                comparer.compare(
                    legacy: typed("text/plain", "a"), candidate: marked("text/plain", "a"), rules: .none))
                == ["changed /body/0"])
        #expect(
            found(
                comparer.compare(
                    legacy: json("{}"), candidate: marked("application/json", "{}"), rules: .none)
            ).first
                == "undecodable /body")
        #expect(
            found(
                comparer.compare(
                    legacy: typed("text/xml", "<a/>"), candidate: marked("text/xml", "<a></a>"), rules: .none)) == [])
    }
}
