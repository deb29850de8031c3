import Comparisons
import NIOCore
import Testing
import Traffic

@Suite("Content codings")
struct CodingTests {
    private let comparer = AnswerComparer(redaction: nil, limits: ComparisonLimits(decodedBytes: 100_000))

    static let one = Array(#"{"a":1,"b":[1,2,3]}"#.utf8)
    static let two = Array(#"{"a":2,"b":[1,2,3]}"#.utf8)

    struct CodingCase: Sendable, CustomTestStringConvertible {
        let field: String
        let code: @Sendable ([UInt8]) -> [UInt8]
        var testDescription: String { field }
    }

    static let codings: [CodingCase] = [
        CodingCase(field: "gzip") { Compression.gzip($0) },
        CodingCase(field: "x-gzip") { Compression.gzip($0) },
        CodingCase(field: "GZip") { Compression.gzip($0) },
        CodingCase(field: "deflate") { Compression.deflated($0, .zlib) },
        // What is sent as deflate is often bare.
        CodingCase(field: "Deflate") { Compression.deflated($0, .raw) },
        CodingCase(field: "br") { Compression.brotli($0) },
        CodingCase(field: "identity") { $0 },
        CodingCase(field: "identity, gzip") { Compression.gzip($0) },
        CodingCase(field: "gzip, br") { Compression.brotli(Compression.gzip($0)) },
        CodingCase(field: "br ,deflate,\tgzip") {
            Compression.gzip(Compression.deflated(Compression.brotli($0), .zlib))
        },
        // Several members one after the other are one content (RFC 1952 §2.2).
        CodingCase(field: "gzip ") { Compression.gzip(Array($0[..<5])) + Compression.gzip(Array($0[5...])) },
    ]

    private func coded(_ body: [UInt8], _ coding: CodingCase) -> Answer {
        typed("application/json", coding.code(body), ["Content-Encoding: \(coding.field)"])
    }

    @Test("codings are undone before bodies are compared", arguments: codings)
    func undone(coding: CodingCase) {
        let result = comparer.compare(
            legacy: coded(Self.one, coding), candidate: coded(Self.two, coding), rules: .none)
        #expect(found(result) == ["changed /body/a"])
        let spaced = Array(#"{ "b":[1,2,3], "a":1.0 }"#.utf8)
        #expect(
            found(comparer.compare(legacy: coded(Self.one, coding), candidate: coded(spaced, coding), rules: .none))
                == [])
    }

    @Test("where one side is coded, the bodies are compared all the same, and the field is a difference of its own")
    func oneSide() {
        let plain = typed("application/json", Self.one)
        let coded = coded(Self.one, Self.codings[0])
        #expect(
            found(comparer.compare(legacy: plain, candidate: coded, rules: .none))
                == ["added /headers/content-encoding"])
        let other = typed("application/json", Self.two)
        #expect(
            found(comparer.compare(legacy: coded, candidate: other, rules: .none))
                == ["missing /headers/content-encoding", "changed /body/a"])
    }

    @Test("codings on several lines are one list")
    func severalLines() {
        let body = Compression.brotli(Compression.gzip(Self.one))
        let left = typed("application/json", body, ["Content-Encoding: gzip", "Content-Encoding: br"])
        let right = typed("application/json", Self.two, [])
        #expect(
            found(comparer.compare(legacy: left, candidate: right, rules: .none))
                == ["missing /headers/content-encoding", "changed /body/a"])
    }

    @Test("an entity tag does not count where bodies are equal once they are decoded")
    func entityTag() {
        let left = typed("text/plain", Compression.gzip(Array("a".utf8)), ["Content-Encoding: gzip", "ETag: 1"])
        let right = typed("text/plain", Compression.brotli(Array("a".utf8)), ["Content-Encoding: br", "ETag: 2"])
        #expect(
            found(comparer.compare(legacy: left, candidate: right, rules: .none))
                == ["changed /headers/content-encoding"])
    }

    @Test("a body that says success: false says so behind a coding too; one that cannot be undone says nothing")
    func failure() {
        let comparer = ExchangeComparer(rules: [:], redaction: Redaction([]))
        let said = Array(#"{"success":false}"#.utf8)
        for (body, fails) in [(Compression.gzip(said), true), (Compression.gzip(Self.one), false), (said, false)] {
            let candidate = typed("application/json", body, ["Content-Encoding: gzip"])
            let comparison = comparer.compare(
                exchange(served: leg(.legacy, json("{}")), mirrored: leg(.candidate, candidate)))
            #expect(comparison.candidateFailed == fails)
            #expect(comparison.outcome == .mismatch)
        }
    }

    @Test("no body at all has no coding to undo")
    func nothing() {
        let left = typed("application/json", "", ["Content-Encoding: gzip"])
        let right = typed("application/json", Compression.gzip(Self.one), ["Content-Encoding: gzip"])
        #expect(found(comparer.compare(legacy: left, candidate: right, rules: .none)) == ["added /body"])
    }

    struct BrokenCase: Sendable, CustomTestStringConvertible {
        let field: String
        let body: [UInt8]
        let reason: String
        var testDescription: String { "\(field): \(reason)" }

        init(_ field: String, _ body: [UInt8], _ reason: String) {
            self.field = field
            self.body = body
            self.reason = reason
        }
    }

    static let gzipped = Compression.gzip(one)
    static let corrupt: [UInt8] = gzipped[..<10] + [0xFF, 0xFF, 0xFF] + gzipped[13...]
    static let wrongSum: [UInt8] = gzipped[..<(gzipped.count - 8)] + [1, 2, 3, 4] + gzipped[(gzipped.count - 4)...]
    static let brotli = Compression.brotli(one)

    static let broken: [BrokenCase] = [
        BrokenCase("gzip", Array("plain text".utf8), "not gzip data"),
        BrokenCase("gzip", Array(gzipped.dropLast(3)), "gzip data ends too early, after \(gzipped.count - 3) octets"),
        BrokenCase("gzip", Array(gzipped.prefix(5)), "gzip data ends too early, after 5 octets"),
        BrokenCase("gzip", corrupt, "gzip data is corrupt near octet"),
        BrokenCase("gzip", wrongSum, "gzip data is corrupt near octet"),
        BrokenCase("gzip", gzipped + Array("tail".utf8), "4 octets follow the gzip data"),
        BrokenCase("gzip", gzipped + [0], "1 octet follow"),
        BrokenCase("gzip", gzipped + gzipped.prefix(7), "gzip data ends too early"),
        BrokenCase("deflate", Array(Compression.deflated(one, .zlib).dropLast()), "deflate data ends too early"),
        BrokenCase("deflate", Compression.deflated(one, .raw) + [9, 9], "2 octets follow the deflate data"),
        BrokenCase("deflate", [0xFF, 0xFF, 0xFF], "not deflate data"),
        BrokenCase("br", Array(brotli.dropLast()), "br data ends too early, after \(brotli.count - 1) octets"),
        BrokenCase("br", brotli + [1], "1 octet follow the br data"),
        BrokenCase("br", Array(repeating: 0xFF, count: 40), "br data is corrupt near octet"),
        BrokenCase("zstd", one, "the content coding 'zstd' is not known"),
        BrokenCase("\u{1B}[2J", one, "the content coding '?[2J' is not known"),
        BrokenCase("gzip,gzip,gzip,gzip,gzip", gzipped, "more than 4 content codings"),
        BrokenCase("gzip, br", gzipped, "br data"),
    ]

    @Test("what cannot be undone is undecodable, and says which side it is and why", arguments: broken)
    func undecodable(example: BrokenCase) throws {
        let sound = typed("application/json", Self.two)
        let broken = typed("application/json", example.body, ["Content-Encoding: \(example.field)"])
        let result = comparer.compare(legacy: sound, candidate: broken, rules: .none)
        #expect(found(result) == ["added /headers/content-encoding", "undecodable /body"])
        let difference = try #require(result.differences.last)
        #expect(difference.candidate?.text.contains(example.reason) == true, "\(difference)")
        #expect(difference.legacy?.text == "\"‹decodable, 19 octets›\"")
        let turned = comparer.compare(legacy: broken, candidate: sound, rules: .none)
        #expect(turned.differences.last?.legacy == difference.candidate)
    }

    @Test("bodies that are the same octets are equal, whatever their coding is said to be")
    func sameOctets() {
        let broken = typed("application/json", "no gzip", ["Content-Encoding: gzip"])
        #expect(found(comparer.compare(legacy: broken, candidate: broken, rules: .none)) == [])
    }

    static let bombs: [BrokenCase] = [
        BrokenCase("gzip", Compression.gzip([UInt8](repeating: 0x20, count: 30_000_000)), "gzip"),
        BrokenCase("deflate", Compression.deflated([UInt8](repeating: 0x20, count: 30_000_000), .raw), "deflate"),
        BrokenCase("br", Compression.brotli([UInt8](repeating: 0x20, count: 30_000_000)), "br"),
        // What is behind the outer coding is small; each further one makes a thousand of it.
        BrokenCase(
            "br, br, br",
            Compression.brotli(Compression.brotli(Compression.brotli([UInt8](repeating: 7, count: 30_000_000)))), "br"),
    ]

    @Test("a bomb stops at the limit", arguments: bombs)
    func bomb(example: BrokenCase) throws {
        #expect(example.body.count < 31_000)
        let bomb = typed("application/json", example.body, ["Content-Encoding: \(example.field)"])
        let result = comparer.compare(legacy: bomb, candidate: typed("application/json", "{}"), rules: .none)
        #expect(found(result).last == "undecodable /body")
        #expect(
            result.differences.last?.legacy?.text
                == "\"‹\(example.reason) data decodes to more than 100,000 octets›\"")
    }

    @Test("what decodes to exactly the limit is decoded")
    func limit() {
        let text = [UInt8](repeating: 0x61, count: 100_000)
        let left = typed("text/plain", Compression.gzip(text), ["Content-Encoding: gzip"])
        let right = typed("text/plain", Compression.gzip(text + [0x61]), ["Content-Encoding: gzip"])
        #expect(
            found(comparer.compare(legacy: left, candidate: typed("text/plain", text), rules: .none))
                == ["missing /headers/content-encoding"])
        #expect(found(comparer.compare(legacy: left, candidate: right, rules: .none)) == ["undecodable /body"])
    }
}
