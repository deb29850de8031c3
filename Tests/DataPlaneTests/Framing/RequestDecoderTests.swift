import NIOCore
import Testing

@testable import DataPlane

@Suite("Requests are read strictly")
struct RequestDecoderTests {
    struct Refusal: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var code: FramingError.Code
        var request: String

        init(_ testDescription: String, _ request: String) { self.init(testDescription, .malformed, request) }

        init(_ testDescription: String, _ code: FramingError.Code, _ request: String) {
            self.testDescription = testDescription
            self.code = code
            self.request = request
        }

        /// A POST with some field lines, and what follows the head.
        static func fields(
            _ description: String,
            _ lines: String,
            body: String = "",
            _ code: FramingError.Code = .malformed
        ) -> Refusal {
            Refusal(description, code, "POST / HTTP/1.1\r\nHost: h\r\n\(lines)\r\n\r\n\(body)")
        }

        static func chunks(_ description: String, _ body: String, _ code: FramingError.Code = .malformed) -> Refusal {
            fields(description, "Transfer-Encoding: chunked", body: body, code)
        }
    }

    static let refusals: [Refusal] =
        framing + chunked + lines + hosts + requestLines

    static let framing: [Refusal] = [
        .fields("Content-Length, then Transfer-Encoding", "Content-Length: 3\r\nTransfer-Encoding: chunked"),
        .fields("Transfer-Encoding, then Content-Length", "Transfer-Encoding: chunked\r\nContent-Length: 3"),
        Refusal("Transfer-Encoding on HTTP/1.0", "POST / HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"),
        .fields("chunked is not the final coding", "Transfer-Encoding: chunked, gzip"),
        .fields("chunked twice in one field", "Transfer-Encoding: chunked, chunked"),
        .fields("chunked twice in two fields", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked"),
        .fields("identity", "Transfer-Encoding: identity"),
        .fields("identity before chunked", "Transfer-Encoding: identity, chunked"),
        .fields("an empty Transfer-Encoding", "Transfer-Encoding:"),
        .fields("an unknown coding", "Transfer-Encoding: gzip, chunked", .unknownTransferCoding),
        .fields("a coding with a parameter", "Transfer-Encoding: chunked;a=b", .unknownTransferCoding),
        .fields("a quoted coding", "Transfer-Encoding: \"chunked\"", .unknownTransferCoding),
        .fields("two differing Content-Length", "Content-Length: 3\r\nContent-Length: 4"),
        .fields("two equal Content-Length", "Content-Length: 3\r\nContent-Length: 3"),
        .fields("a list in Content-Length", "Content-Length: 3, 3"),
        .fields("a plus sign", "Content-Length: +3"),
        .fields("a minus sign", "Content-Length: -3"),
        .fields("a blank inside", "Content-Length: 1 2"),
        .fields("hexadecimal", "Content-Length: 0x3"),
        .fields("an empty Content-Length", "Content-Length:"),
        .fields("more digits than fit", "Content-Length: 99999999999999999999"),
        .fields("an expectation that is not 100-continue", "Expect: 200-ok", .unknownExpectation),
    ]

    static let chunked: [Refusal] = [
        .chunks("0x before a chunk size", "0x3\r\nabc\r\n0\r\n\r\n"),
        .chunks("a sign before a chunk size", "+3\r\nabc\r\n0\r\n\r\n"),
        .chunks("an underscore in a chunk size", "1_0\r\n"),
        .chunks("a blank before a chunk size", " 3\r\nabc\r\n0\r\n\r\n"),
        .chunks("a blank after a chunk size", "3 \r\nabc\r\n0\r\n\r\n"),
        .chunks("an empty chunk size", "\r\nabc\r\n0\r\n\r\n"),
        .chunks("a chunk size that overflows", "FFFFFFFFFFFFFFFFF\r\n"),
        .chunks("chunk data longer than its size", "3\r\nabcd\r\n0\r\n\r\n"),
        .chunks("a bare LF after a chunk size", "3\nabc\r\n0\r\n\r\n"),
        .chunks("a bare LF after chunk data", "3\r\nabc\n0\r\n\r\n"),
        .chunks("a bare LF inside a chunk extension", "3;a\nb\r\nabc\r\n0\r\n\r\n"),
        .chunks("a bare CR after a chunk size", "3\rabc"),
        .chunks("a bare LF in the trailers", "0\r\nA: b\n\r\n"),
        .chunks("Content-Length as a trailer", "0\r\nContent-Length: 3\r\n\r\n"),
        .chunks("Transfer-Encoding as a trailer", "0\r\nTransfer-Encoding: chunked\r\n\r\n"),
        .chunks("Host as a trailer", "0\r\nHost: h\r\n\r\n"),
        .chunks("a mark of ours as a trailer", "0\r\nParallax-Mirror: ?1\r\n\r\n"),
        .chunks("a trailer without a colon", "0\r\nabc\r\n\r\n"),
        .chunks(
            "chunk extensions over 4 KiB in a message",
            String(repeating: "1;" + String(repeating: "x", count: 1500) + "\r\na\r\n", count: 3) + "0\r\n\r\n"),
    ]

    static let lines: [Refusal] = [
        .fields("obs-fold", "A: b\r\n c"),
        .fields("obs-fold with a tab", "A: b\r\n\tc"),
        .fields("a bare LF as line end", "A: b\nC: d"),
        .fields("a bare CR in a value", "A: b\rc"),
        .fields("NUL in a value", "A: b\0c"),
        .fields("another control byte in a value", "A: b\u{01}c"),
        .fields("DEL in a long value", "A: 0123456789\u{7F}"),
        .fields("a blank before the colon", "A : b"),
        .fields("a line that begins with a colon", ": b"),
        .fields("a line without a colon", "A"),
        .fields("a name that is no token", "A(b): c"),
        .fields("a control byte in a name", "A\u{0B}: c"),
        Refusal("the first field begins with a blank", "GET / HTTP/1.1\r\n Host: h\r\n\r\n"),
        Refusal("the request line ends in a bare LF", "GET / HTTP/1.1\nHost: h\r\n\r\n"),
        Refusal("the head ends in a bare LF", "GET / HTTP/1.1\r\nHost: h\r\n\n"),
        Refusal("two empty lines before the request", "\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n"),
        Refusal(
            "a request line over 16 KiB", .requestLineTooLong,
            "GET /\(String(repeating: "x", count: 17_000)) HTTP/1.1\r\nHost: h\r\n\r\n"),
        .fields(
            "a head over 64 KiB",
            (0..<5).map { "A\($0): " + String(repeating: "x", count: 14_000) }.joined(separator: "\r\n"), .headTooLarge),
        .fields("more than 128 fields", (0..<128).map { "A\($0): b" }.joined(separator: "\r\n"), .headTooLarge),
        .fields("more than 64 fields in Connection", connection(65), .headTooLarge),
        .fields(
            "more than 64 fields in several Connection", connection(40) + "\r\n" + connection(25), .headTooLarge),
    ]

    private static func connection(_ count: Int) -> String {
        "Connection: " + (0..<count).map { "A\($0)" }.joined(separator: ",")
    }

    static let hosts: [Refusal] = [
        Refusal("no Host on 1.1", "GET / HTTP/1.1\r\n\r\n"),
        Refusal("two Host", "GET / HTTP/1.1\r\nHost: h\r\nHost: h\r\n\r\n"),
        Refusal("an empty Host", "GET / HTTP/1.1\r\nHost:\r\n\r\n"),
        Refusal("a host with a blank", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n"),
        Refusal("a host with user information", "GET / HTTP/1.1\r\nHost: a@b\r\n\r\n"),
        Refusal("a host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"),
        Refusal("a port that is no number", "GET / HTTP/1.1\r\nHost: a:b\r\n\r\n"),
        Refusal("a port out of range", "GET / HTTP/1.1\r\nHost: a:65536\r\n\r\n"),
        Refusal("an unclosed IPv6 address", "GET / HTTP/1.1\r\nHost: [::1\r\n\r\n"),
        Refusal("an authority in the target that is none", "GET http://a@b/ HTTP/1.1\r\nHost: h\r\n\r\n"),
    ]

    static let requestLines: [Refusal] = [
        Refusal("HTTP/1.11", "GET / HTTP/1.11\r\nHost: h\r\n\r\n"),
        Refusal("http/1.1", "GET / http/1.1\r\nHost: h\r\n\r\n"),
        Refusal("HTTP/1", "GET / HTTP/1\r\nHost: h\r\n\r\n"),
        Refusal("HTTP/1.x", "GET / HTTP/1.x\r\nHost: h\r\n\r\n"),
        Refusal("no version", "GET /\r\nHost: h\r\n\r\n"),
        Refusal("two blanks before the target", "GET  / HTTP/1.1\r\nHost: h\r\n\r\n"),
        Refusal("two blanks before the version", "GET /  HTTP/1.1\r\nHost: h\r\n\r\n"),
        Refusal("a blank at the end", "GET / HTTP/1.1 \r\nHost: h\r\n\r\n"),
        Refusal("a tab instead of a blank", "GET\t/ HTTP/1.1\r\nHost: h\r\n\r\n"),
        Refusal("a control byte in the target", "GET /\u{01} HTTP/1.1\r\nHost: h\r\n\r\n"),
        Refusal("a fragment", "GET /a#b HTTP/1.1\r\nHost: h\r\n\r\n"),
        Refusal("a fragment of a URL", "GET http://h#b HTTP/1.1\r\nHost: h\r\n\r\n"),
        Refusal("a bare CR in the request line", "GET /\r HTTP/1.1\r\nHost: h\r\n\r\n"),
        Refusal("a method that is no token", "G(T / HTTP/1.1\r\nHost: h\r\n\r\n"),
        Refusal("a target that is neither path nor URL", "GET a HTTP/1.1\r\nHost: h\r\n\r\n"),
        Refusal("an asterisk for GET", "GET * HTTP/1.1\r\nHost: h\r\n\r\n"),
        Refusal("HTTP/3.0", .unsupportedVersion, "GET / HTTP/3.0\r\nHost: h\r\n\r\n"),
        Refusal("the preface of HTTP/2", .unsupportedVersion, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    ]

    @Test("what is ambiguous or malformed is refused, however the bytes are split", arguments: refusals)
    func refused(_ given: Refusal) {
        let bytes = Array(given.request.utf8)
        let whole = decodeRequests([bytes[...]])
        #expect(whole.error?.code == given.code)
        for pieces in splits(bytes).prefix(400) { #expect(decodeRequests(pieces) == whole) }
    }

    struct Acceptance: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var request: String
        var bodies: [String]
        var trailers: String?

        init(_ testDescription: String, _ request: String, bodies: [String] = [""], trailers: String? = nil) {
            self.testDescription = testDescription
            self.request = request
            self.bodies = bodies
            self.trailers = trailers
        }
    }

    static let acceptances: [Acceptance] = [
        Acceptance("no body", "GET / HTTP/1.1\r\nHost: h\r\n\r\n"),
        Acceptance("an empty line before", "\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n"),
        Acceptance("no Host on 1.0", "GET / HTTP/1.0\r\n\r\n"),
        Acceptance("a length", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello", bodies: ["hello"]),
        Acceptance("a length of 0", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n"),
        Acceptance(
            "a length with zeros", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 002\r\n\r\nhi", bodies: ["hi"]),
        Acceptance(
            "pipelined", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nhiGET / HTTP/1.1\r\nHost: h\r\n\r\n",
            bodies: ["hi", ""]),
        Acceptance(
            "empty lines between", "GET / HTTP/1.1\r\nHost: h\r\n\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n",
            bodies: ["", ""]),
        Acceptance(
            "chunks",
            "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n00A\r\n0123456789\r\n0\r\n\r\n",
            bodies: ["abc0123456789"]),
        Acceptance(
            "chunked in other letters, with an empty element",
            "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: , CHUNKED \r\n\r\n1\r\na\r\n0\r\n\r\n", bodies: ["a"]),
        Acceptance(
            "extensions are ignored",
            "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1;a=b;c=\"d\"\r\na\r\n0;e\r\n\r\n",
            bodies: ["a"]),
        Acceptance(
            "trailers, and a request behind them",
            "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nA: b\r\nC:d\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n",
            bodies: ["a", ""], trailers: "A: b\r\nC:d\r\n"),
        Acceptance("bytes above ASCII in target and value", "GET /ä HTTP/1.1\r\nHost: h\r\nA: ö\r\n\r\n"),
        Acceptance("a tab in a value", "GET / HTTP/1.1\r\nHost: h\r\nA:\tb\tc\t\r\n\r\n"),
        Acceptance("an IPv6 host with a port", "GET / HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n"),
        Acceptance("a URL as target", "GET http://a:80/b?c HTTP/1.1\r\nHost: h\r\n\r\n"),
        Acceptance("the server as a whole", "OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n"),
        Acceptance("an unknown method", "BREW / HTTP/1.1\r\nHost: h\r\n\r\n"),
        Acceptance(
            "64 fields in Connection, beside other options",
            "GET / HTTP/1.1\r\nHost: h\r\nConnection: keep-alive, upgrade, Keep-Alive\r\n\(connection(64))\r\n\r\n"),
        Acceptance("128 fields", "GET / HTTP/1.1\r\nHost: h\r\n\((0..<127).map { "A\($0): b\r\n" }.joined())\r\n"),
        Acceptance("another expectation on 1.0", "GET / HTTP/1.0\r\nExpect: x\r\n\r\n"),
        Acceptance("100-continue in any case", "GET / HTTP/1.1\r\nHost: h\r\nExpect: 100-CONTINUE\r\n\r\n"),
    ]

    @Test("what is well-formed is taken, however the bytes are split", arguments: acceptances)
    func accepted(_ given: Acceptance) {
        let bytes = Array(given.request.utf8)
        let whole = decodeRequests([bytes[...]])
        #expect(whole.error == nil)
        #expect(!whole.isOpen)
        #expect(whole.messages.map(\.body) == given.bodies)
        #expect(whole.messages.first?.trailers == given.trailers)
        for pieces in splits(bytes) { #expect(decodeRequests(pieces) == whole) }
    }

    @Test(
        "a body over the limit is refused, declared or found",
        arguments: [
            ("Content-Length: 11\r\n\r\n", ""),
            ("Transfer-Encoding: chunked\r\n\r\n", "b\r\n01234567890\r\n0\r\n\r\n"),
        ])
    func bodyLimit(_ lines: String, _ body: String) {
        let bytes = Array("POST / HTTP/1.1\r\nHost: h\r\n\(lines)\(body)".utf8)
        for pieces in splits(bytes) {
            #expect(decodeRequests(pieces, limits: FramingLimits(bodyBytes: 10)).error?.code == .bodyTooLarge)
        }
    }

    @Test("nothing is read after an error")
    func failed() throws {
        var decoder = RequestDecoder(limits: FramingLimits())
        decoder.receive(ByteBuffer(string: "BAD\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n"))
        #expect(throws: FramingError.self) { try decoder.next() }
        let event = try decoder.next()
        #expect(event == nil)
    }
}
