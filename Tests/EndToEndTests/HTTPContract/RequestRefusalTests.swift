import Foundation
import Testing

/// The rows of the table of requests that are answered by the proxy itself. Each case sends another request behind the
/// faulty one, and looks at all four ends.
@Suite("HTTP contract, requests refused", .serialized)
struct RequestRefusalTests {
    @Test("Content-Length and Transfer-Encoding together, either order: 400, close", arguments: lengthAndCoding)
    func lengthAndCodingAreRefused(_ refusal: Refusal) throws {
        try refusal.expectRefused(by: try ContractProxy.plain.get())
    }

    static let lengthAndCoding: [Refusal] = Refusal.saying(
        "both Content-Length and Transfer-Encoding",
        [
            .fields("Content-Length: 5\r\nTransfer-Encoding: chunked"),
            .fields("Transfer-Encoding: chunked\r\nContent-Length: 5"),
            .fields("content-length: 0\r\nTRANSFER-ENCODING: CHUNKED"),
        ])

    @Test(
        """
        Transfer-Encoding on HTTP/1.0; final coding not chunked; chunked twice; identity: 400, close (unknown \
        coding: 501)
        """,
        arguments: codings)
    func codingsAreRefused(_ refusal: Refusal) throws { try refusal.expectRefused(by: try ContractProxy.plain.get()) }

    static let codings: [Refusal] =
        Refusal.saying(
            "on HTTP/1.0",
            [
                Refusal(
                    "on HTTP/1.0", "POST /TOKEN/a HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
            ])
        + Refusal.saying(
            "follows chunked",
            [
                .fields("Transfer-Encoding: chunked, gzip"), .fields("Transfer-Encoding: chunked, chunked"),
                .fields("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked"),
                .fields("Transfer-Encoding: chunked, identity"),
            ])
        + Refusal.saying("identity", [.fields("Transfer-Encoding: identity")])
        + Refusal.saying("empty", [.fields("Transfer-Encoding:"), .fields("Transfer-Encoding: ,")])
        + Refusal.saying(
            "not known",
            [
                .fields("Transfer-Encoding: gzip, chunked", 501), .fields("Transfer-Encoding: gzip", 501),
                .fields("Transfer-Encoding: xchunked", 501), .fields("Transfer-Encoding: chunkedx", 501),
                .fields("Transfer-Encoding: \"chunked\"", 501), .fields("Transfer-Encoding: chunked;q=1", 501),
            ])

    @Test(
        "two differing Content-Length, a list, a sign, a blank, more digits than fit: 400, close", arguments: lengths)
    func lengthsAreRefused(_ refusal: Refusal) throws { try refusal.expectRefused(by: try ContractProxy.plain.get()) }

    static let lengths: [Refusal] = Refusal.saying(
        "Content-Length",
        [
            .fields("Content-Length: 3\r\nContent-Length: 4"), .fields("Content-Length: 3\r\ncontent-length: 3"),
            .fields("Content-Length: 3, 4"), .fields("Content-Length: 3, 3"), .fields("Content-Length: +3"),
            .fields("Content-Length: -3"), .fields("Content-Length: 1 2"), .fields("Content-Length:"),
            .fields("Content-Length: 99999999999999999999"), .fields("Content-Length: 9223372036854775808"),
            .fields("Content-Length: 18446744073709551619"), .fields("Content-Length: 0x3"),
            .fields("Content-Length: 3a"), .fields("Content-Length: 3.0"), .fields("Content-Length: \u{B2}"),
        ])

    @Test(
        "chunk size with 0x, +, _, blank, overflow; chunk data longer than its size: 400, close", arguments: chunkSizes)
    func chunkSizesAreRefused(_ refusal: Refusal) throws {
        try refusal.expectRefused(by: try ContractProxy.plain.get())
    }

    static let chunkSizes: [Refusal] =
        Refusal.saying(
            "too many digits",
            [
                .chunks("overflow of 64 bits", "10000000000000003\r\nabc\r\n0\r\n\r\n"),
                .chunks("overflow into the sign", "8000000000000003\r\nabc\r\n0\r\n\r\n"),
                .chunks("leading zeros without end", String(repeating: "0", count: 100) + "3\r\nabc\r\n0\r\n\r\n"),
            ])
        + Refusal.saying(
            "longer than its size",
            [
                .chunks("data longer than its size", "3\r\nabcd\r\n0\r\n\r\n"),
                .chunks("data shorter than its size", "5\r\nabc\r\n0\r\n\r\n"),
                .chunks("data ended by LF", "3\r\nabc\n0\r\n\r\n"),
            ])
        + Refusal.saying(
            "does not end in CRLF",
            [
                .chunks("data ended by CR and another byte", "3\r\nabc\rX0\r\n\r\n"),
                .chunks("size line ended by CR and another byte", "3\rXabc\r\n0\r\n\r\n"),
                .chunks("size line with a bare CR", "3\rabc\r\n0\r\n\r\n"),
            ])
        + Refusal.saying(
            "not a hexadecimal number",
            [
                .chunks("0x", "0x3\r\nabc\r\n0\r\n\r\n"), .chunks("0X", "0X3\r\nabc\r\n0\r\n\r\n"),
                .chunks("+", "+3\r\nabc\r\n0\r\n\r\n"), .chunks("-", "-3\r\nabc\r\n0\r\n\r\n"),
                .chunks("_", "1_0\r\n0123456789abcdef\r\n0\r\n\r\n"),
                .chunks("a blank before", " 3\r\nabc\r\n0\r\n\r\n"),
                .chunks("a blank behind", "3 \r\nabc\r\n0\r\n\r\n"),
                .chunks("a tab behind", "3\t;a\r\nabc\r\n0\r\n\r\n"), .chunks("no digits", "\r\nabc\r\n0\r\n\r\n"),
                .chunks("no digits but an extension", ";a=b\r\nabc\r\n0\r\n\r\n"),
                .chunks("data longer by a line end", "3\r\nabc\r\n\r\n0\r\n\r\n"),
                .chunks("size line ended by LF", "3\nabc\r\n0\r\n\r\n"),
                .chunks("last chunk ended by LF", "3\r\nabc\r\n0\n\n"),
                .chunks("a fault behind data that went through", "3\r\nabc\r\nzz\r\n"),
            ])

    @Test("chunk extensions: a bare LF inside: 400; over 4 KiB a message: 400", arguments: extensions)
    func extensionsAreRefused(_ refusal: Refusal) throws {
        try refusal.expectRefused(by: try ContractProxy.plain.get())
    }

    static let extensions: [Refusal] =
        Refusal.saying(
            "control character",
            [
                .chunks("a bare LF", "3;a\nb\r\nabc\r\n0\r\n\r\n"),
                .chunks("a bare LF in the last", "3\r\nabc\r\n0;a\nb\r\n\r\n"),
                .chunks("NUL", "3;a\u{0}\r\nabc\r\n0\r\n\r\n"),
            ])
        + Refusal.saying("does not end in CRLF", [.chunks("a bare CR", "3;a\rb\r\nabc\r\n0\r\n\r\n")])
        + Refusal.saying(
            "longer than 4096 bytes",
            [
                .chunks("one of 4,097 bytes", oneExtension(4_097)),
                .chunks("41 of 4,097 bytes together", manyExtensions(4_097)),
            ])

    @Test("chunk extensions of 4 KiB in each of two pipelined messages: both served")
    func longestExtensionsAreServed() throws {
        let proxy = try ContractProxy.plain.get()
        let token = proxy.token()
        let client = try proxy.connect()
        let head = "POST /\(token)/a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        let requests = head + Self.oneExtension(4_096) + head + Self.manyExtensions(4_096)
        try client.send(requests)
        for _ in 0..<2 { #expect(try client.takeAnswer().status == 200) }
        let bodies = try proxy.legacy.wait(token, whole: 2).map { String(octets: $0.body) }
        #expect(bodies == ["abc", String(repeating: "a", count: 40)])
    }

    /// A chunk with an extension of so many bytes, its CR among them.
    private static func oneExtension(_ count: Int) -> String {
        "3;\(String(repeating: "x", count: count - 1))\r\nabc\r\n0\r\n\r\n"
    }

    /// The same number of bytes over 40 chunks of one byte, a hundred each, and the last chunk.
    private static func manyExtensions(_ count: Int) -> String {
        let chunk = "1;\(String(repeating: "x", count: 99))\r\na\r\n"
        return String(repeating: chunk, count: 40) + "0;\(String(repeating: "x", count: count - 4_001))\r\n\r\n"
    }

    @Test("trailers that decide framing or routing, or are no field lines: 400, close", arguments: trailers)
    func trailersAreRefused(_ refusal: Refusal) throws { try refusal.expectRefused(by: try ContractProxy.plain.get()) }

    static let trailers: [Refusal] =
        Refusal.saying(
            "came as a trailer",
            [
                "Content-Length: 3", "Transfer-Encoding: chunked", "Host: b", "Parallax-Mirror: ?1",
                "Parallax-Dry-Run: ?1", "x-nf-function-name: f", "X-NF-Function-Route: /r",
                "x-netlify-original-pathname: /p", "X-Netlify-Original-Search: ?q",
            ].map(trailer))
        + Refusal.saying("followed by a colon", ["no colon", "a : b"].map(trailer))
        + Refusal.saying("begins with a blank", [" folded: x"].map(trailer))
        + Refusal.saying("control character", ["a: b\u{0}"].map(trailer))

    private static func trailer(_ line: String) -> Refusal {
        .chunks(line.shown, "3\r\nabc\r\n0\r\n\(line)\r\n\r\n")
    }

    @Test(
        """
        obs-fold, bare LF as line end, bare CR, NUL or other control bytes in a field, blank before the colon, line \
        that begins with a blank or a colon: 400, close
        """,
        arguments: fieldLines)
    func fieldLinesAreRefused(_ refusal: Refusal) throws {
        try refusal.expectRefused(by: try ContractProxy.plain.get())
    }

    static let fieldLines: [Refusal] =
        Refusal.saying(
            "begins with a blank",
            ["A: b\r\n c", "A: b\r\n\tc", " A: b", "\tA: b"].map(field) + [
                Refusal("the first line begins with a blank", "GET /TOKEN/a HTTP/1.1\r\n Host: a\r\nHost: a\r\n\r\n")
            ])
        + Refusal.saying(
            "followed by a colon",
            [
                "A : b", "A\t: b", ": b", ":", "A", "A b: c", "A\u{0}: b", "A\u{E9}: b", "A(b): c", "A=b", "\"A\": b",
            ].map(field) + [
                Refusal("CR as the empty line", "GET /TOKEN/a HTTP/1.1\r\nHost: a\r\n\rX\r\n\r\n")
            ])
        + Refusal.saying(
            "control character",
            [
                "A: b\rC: d", "A: b\r", "A: b\u{0}c", "A: b\u{1}", "A: b\u{1F}", "A: b\u{B}c", "A: b\u{7F}", "A: \u{8}",
            ].map(field))
        + Refusal.saying(
            "does not end in CRLF",
            [
                .fields("A: b\nC: d"),
                Refusal("LF behind the request line", "GET /TOKEN/a HTTP/1.1\nHost: a\r\n\r\n"),
                Refusal("LF behind every line", "GET /TOKEN/a HTTP/1.1\nHost: a\n\n"),
                Refusal("LF as the empty line", "GET /TOKEN/a HTTP/1.1\r\nHost: a\r\n\n"),
            ])

    private static func field(_ line: String) -> Refusal { .fields(line) }

    @Test("any control byte, at any place of the words in which field values are read: 400, close", arguments: controls)
    func controlsAreRefused(_ refusal: Refusal) throws { try refusal.expectRefused(by: try ContractProxy.plain.get()) }

    static let controls: [Refusal] = Refusal.saying("control character", controlOctets.flatMap(everywhere))

    private static let controlOctets = Set<UInt8>(0...0x1F).union([0x7F]).subtracting([0x09, 0x0A, 0x0D]).sorted()

    private static func everywhere(_ control: UInt8) -> [Refusal] {
        (0..<16).map { offset in
            var value = [UInt8](repeating: 0x76, count: 40)
            value[offset] = control
            return Refusal.fields("A: \(String(octets: value))")
        }
    }

    @Test("no Host on 1.1, two Host, malformed host or port: 400, close", arguments: hosts)
    func hostsAreRefused(_ refusal: Refusal) throws { try refusal.expectRefused(by: try ContractProxy.plain.get()) }

    static let hosts: [Refusal] =
        Refusal.saying("Host is missing", [Refusal("no Host", "GET /TOKEN/a HTTP/1.1\r\nA: b\r\n\r\n")])
        + Refusal.saying("Host is given twice", [.fields("Host: a"), .fields("host: b")])
        + Refusal.saying(
            "Host is not a host",
            [
                "", "a b", "a:port", "a:65536", "a:-1", "a:1:2", "a:+1", "[::1", "[::1]x", "[]a", "::1", "u@a", "a/b",
                "a?b", "a#b", "a,b", "a\\b", "\"a\"", "http://a", ":80", "a: 80", "a\u{E9}",
            ].map { host in
                Refusal("Host: \(host)".shown, "GET /TOKEN/a HTTP/1.1\r\nHost: \(host)\r\n\r\n")
            })

    @Test(
        """
        HTTP/1.11, other malformed version, two blanks or a control byte in the request line: 400; HTTP/3.0: 505, close
        """,
        arguments: requestLines)
    func requestLinesAreRefused(_ refusal: Refusal) throws {
        try refusal.expectRefused(by: try ContractProxy.plain.get())
    }

    static let requestLines: [Refusal] =
        Refusal.saying(
            "does not begin with a method",
            [
                "GET", " GET /TOKEN/a HTTP/1.1", "GET\t/TOKEN/a HTTP/1.1", "G\u{1}T /TOKEN/a HTTP/1.1",
                "G(T /TOKEN/a HTTP/1.1",
            ].map(requestLine) + [
                Refusal("a TLS hello", "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\u{1}\u{FC}\u{3}\u{3}\r\n\r\n")
            ])
        + Refusal.saying(
            "no target between two single blanks",
            [
                "GET /TOKEN/a", "GET  HTTP/1.1", "GET  /TOKEN/a HTTP/1.1", "GET /TOKEN/a\tHTTP/1.1",
                "GET /TOKEN/\u{0} HTTP/1.1", "GET /TOKEN/\u{7F} HTTP/1.1", "GET /TOKEN/\r HTTP/1.1",
            ].map(requestLine))
        + Refusal.saying(
            "does not end in a version",
            [
                "GET /TOKEN/a HTTP/1.11", "GET /TOKEN/a HTTP/1.", "GET /TOKEN/a HTTP/1", "GET /TOKEN/a HTTP/11",
                "GET /TOKEN/a HTTP/01.1", "GET /TOKEN/a HTTP/1.1x", "GET /TOKEN/a HTTP/1.1 ", "GET /TOKEN/a http/1.1",
                "GET /TOKEN/a HTTP/1,1", "GET /TOKEN/a HTTP /1.1", "GET /TOKEN/a HTP/1.1", "GET /TOKEN/a  HTTP/1.1",
                "GET /TOKEN/a b HTTP/1.1", "GET /TOKEN/a HTTP/1.1\r",
            ].map(requestLine))
        + Refusal.saying(
            "neither a path nor an http URL",
            ["GET TOKEN/a HTTP/1.1", "GET * HTTP/1.1", "GET ftp://a/TOKEN/a HTTP/1.1"].map(requestLine))
        + Refusal.saying(
            "the target's authority",
            [
                "GET http:///TOKEN/a HTTP/1.1", "GET http://a:99999/TOKEN/a HTTP/1.1",
                "GET http://u@a/TOKEN/a HTTP/1.1",
            ].map(requestLine))
        + Refusal.saying(
            "HTTP/1.1 and HTTP/1.0",
            ["HTTP/3.0", "HTTP/2.0", "HTTP/0.9", "HTTP/9.9"].map { version in
                Refusal(version, "GET /TOKEN/a \(version)\r\nHost: a\r\n\r\n", 505)
            } + [Refusal("the HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505)])
        + Refusal.saying(
            "a field line",
            [Refusal("two empty lines in front", "\r\n\r\nGET /TOKEN/a HTTP/1.1\r\nHost: a\r\n\r\n")])

    private static func requestLine(_ line: String) -> Refusal { Refusal(line.shown, "\(line)\r\nHost: a\r\n\r\n") }

    @Test(
        "request line over 16 KiB: 414; head over 64 KiB or 128 fields, or 64 fields in Connection: 431, close",
        arguments: oversized)
    func oversizedAreRefused(_ refusal: Refusal) throws { try refusal.expectRefused(by: try ContractProxy.plain.get()) }

    static let oversized: [Refusal] =
        Refusal.saying(
            "longer than 16384 bytes",
            [
                Refusal("a line of 16 KiB and one byte", sized(line: 16_385), 414),
                Refusal("a line without end", "GET /TOKEN/" + String(repeating: "x", count: 20_000), 414),
            ])
        + Refusal.saying(
            "larger than 65536 bytes",
            [
                Refusal("a head of 64 KiB and one byte", sized(head: 65_537), 431),
                Refusal(
                    "a field without end", "GET /TOKEN/a HTTP/1.1\r\nA: " + String(repeating: "x", count: 70_000), 431),
            ])
        + Refusal.saying("more than 128 fields", [Refusal("129 fields", sized(fields: 129), 431)])
        + Refusal.saying(
            "more than 64 fields",
            [
                Refusal(
                    "65 fields in Connection",
                    "GET /TOKEN/a HTTP/1.1\r\nHost: a\r\nConnection: \(String(repeating: "x,", count: 65))\r\n\r\n",
                    431)
            ])

    /// A request whose line, head or number of fields is of this size.
    static func sized(line: Int? = nil, head: Int? = nil, fields: Int? = nil) -> String {
        func padding(_ total: Int, _ text: String) -> String {
            String(repeating: "x", count: total - text.octets.count)
        }
        if let line {
            let start = "GET /TOKEN/a?"
            return start + padding(line, start + " HTTP/1.1") + " HTTP/1.1\r\nHost: a\r\n\r\n"
        }
        let start = "GET /TOKEN/a HTTP/1.1\r\nHost: a\r\n"
        if let head { return start + "A: " + padding(head, start + "A: \r\n\r\n") + "\r\n\r\n" }
        return start + (1..<(fields ?? 1)).map { "A\($0): b\r\n" }.joined() + "\r\n"
    }

    @Test("declared or chunked body over the limit: 413, close; never mirrored", arguments: largeBodies)
    func largeBodiesAreRefused(_ refusal: Refusal) throws {
        try refusal.expectRefused(by: try ContractProxy.limited.get())
    }

    static let largeBodies: [Refusal] = Refusal.saying(
        "larger than 100000 bytes",
        [
            Refusal("declared", "POST /TOKEN/a HTTP/1.1\r\nHost: a\r\nContent-Length: 100001\r\n\r\n", 413),
            .chunks("one chunk", "186a1\r\n" + String(repeating: "x", count: 100_001) + "\r\n0\r\n\r\n", 413),
            .chunks(
                "two chunks", String(repeating: "c351\r\n\(String(repeating: "x", count: 50_001))\r\n", count: 2), 413),
        ])

    @Test("Expect other than 100-continue: 417, close", arguments: expectations)
    func expectationsAreRefused(_ refusal: Refusal) throws {
        try refusal.expectRefused(by: try ContractProxy.plain.get())
    }

    static let expectations: [Refusal] = Refusal.saying(
        "not 100-continue",
        [
            .fields("Expect: more", 417), .fields("Expect: 100-continue, more", 417), .fields("Expect:", 417),
            .fields("Expect: 100-continue\r\nExpect: more", 417),
        ])

    @Test("CONNECT, TRACE: 405, close", arguments: methods)
    func methodsAreRefused(_ refusal: Refusal) throws { try refusal.expectRefused(by: try ContractProxy.plain.get()) }

    static let methods: [Refusal] = Refusal.saying(
        "CONNECT and TRACE",
        [
            Refusal("CONNECT", "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n", 405),
            Refusal("CONNECT of a path", "CONNECT /TOKEN/a HTTP/1.1\r\nHost: a\r\n\r\n", 405),
            Refusal("TRACE", "TRACE /TOKEN/a HTTP/1.1\r\nHost: a\r\n\r\n", 405),
        ])

    @Test("the answer to HEAD has no content, also where it is refused while its head is read", arguments: heads)
    func headsAreRefused(_ refusal: Refusal) throws { try refusal.expectRefused(by: try ContractProxy.limited.get()) }

    static let heads: [Refusal] = [
        Refusal("a malformed field", "HEAD /TOKEN/a HTTP/1.1\r\nHost: a\r\nA : b\r\n\r\n"),
        Refusal("a field missing", "HEAD /TOKEN/a HTTP/1.1\r\n\r\n"),
        Refusal("an unknown expectation", "HEAD /TOKEN/a HTTP/1.1\r\nHost: a\r\nExpect: more\r\n\r\n", 417),
        Refusal("a declared body", "HEAD /TOKEN/a HTTP/1.1\r\nHost: a\r\nContent-Length: 100001\r\n\r\n", 413),
        Refusal(
            "a chunk", "HEAD /TOKEN/a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", isInBody: true),
        Refusal("a version", "HEAD /TOKEN/a HTTP/3.0\r\nHost: a\r\n\r\n", 505),
        Refusal("an unreadable request line", "HEAD  /TOKEN/a HTTP/1.1\r\nHost: a\r\n\r\n"),
        Refusal("a line without end", "HEAD /TOKEN/" + String(repeating: "x", count: 20_000), 414),
        Refusal("a field without end", "HEAD /TOKEN/a HTTP/1.1\r\nA: " + String(repeating: "x", count: 70_000), 431),
        Refusal("content for a method that only begins so", "HEADS  /TOKEN/a HTTP/1.1\r\nHost: a\r\n\r\n"),
    ]

    /// Every refusal that is short enough to be split everywhere.
    static let all: [Refusal] =
        (lengthAndCoding + codings + lengths + chunkSizes + extensions + trailers + fieldLines + hosts + requestLines
        + expectations + methods).filter { $0.request.octets.count < 200 }
}
