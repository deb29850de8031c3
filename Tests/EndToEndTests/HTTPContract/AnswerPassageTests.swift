import Testing

/// The rows of the table of answers in which the upstream's answer is a good one: what the client gets, byte for byte,
/// and whether the upstream's connection is used again.
@Suite("HTTP contract, answers forwarded", .serialized)
struct AnswerPassageTests {
    /// What an upstream sends, and what becomes of it.
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var method = "GET"
        var version = "1.1"
        var answer: String
        var then = ContractUpstream.Next.keep
        /// The same as the answer where it is not said.
        var received: String?
        var afterwards = Passage.Afterwards.usable
        /// Whether the upstream's connection carries the next request.
        var isReused = true

        var testDescription: String { name }
    }

    private func expectPassed(_ item: Case) throws {
        let proxy = try ContractProxy.answers.get()
        let token = proxy.token()
        let script = ContractUpstream.answering(item.answer, then: item.then)
        proxy.legacy.on(token, script)
        proxy.candidate.on(token, script)
        let before = try proxy.outcomes(of: "answers")
        let client = try proxy.connect()
        let fields = item.version == "1.0" && item.afterwards == .usable ? "Connection: keep-alive\r\n" : ""
        try client.send("\(item.method) /\(token)/answers HTTP/\(item.version)\r\nHost: a\r\n\(fields)\r\n")
        let expected = (item.received ?? item.answer)
        if item.afterwards == .usable {
            #expect(String(octets: try client.take(upTo: expected.octets.count)) == expected)
            try client.send("GET /\(token)-next/answers HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try client.takeAnswer().text == "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        } else {
            #expect(String(octets: try client.takeToEnd()) == expected)
            #expect(client.ending == .closed)
            let other = try proxy.connect()
            try other.send("GET /\(token)-next/answers HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try other.takeAnswer().status == 200)
        }
        let next = try proxy.legacy.wait("\(token)-next", whole: 1)
        #expect(next.count == 1 && proxy.legacy.received(token).count == 1)
        let isReused =
            proxy.legacy.received(token)[0].connection == proxy.legacy.received("\(token)-next")[0].connection
        #expect(isReused == item.isReused, "the upstream's connection is used again: \(isReused)")
        if !item.isReused { try proxy.legacy.waitForEnds(token) }
        // The same bytes from both sides are a match, whatever they are.
        #expect(try proxy.newOutcomes(of: "answers", since: before, count: 2) == ["match": 2])
    }

    @Test(
        "Content-Length: 8 and surplus bytes: exactly 8; that upstream connection is not used again", arguments: surplus
    )
    func surplusIsCut(_ item: Case) throws { try expectPassed(item) }

    private static let eight = "HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n12345678"

    static let surplus: [Case] = [
        Case(name: "one byte", answer: eight + "9", received: eight, isReused: false),
        Case(name: "another answer", answer: eight + eight, received: eight, isReused: false),
        Case(
            name: "behind the last chunk", answer: chunked("1\r\na\r\n0\r\n\r\n") + "x",
            received: chunked("1\r\na\r\n0\r\n\r\n"), isReused: false),
        Case(
            name: "behind no content", answer: "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nx",
            received: "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", isReused: false),
    ]

    @Test("1xx: forwarded, except to HTTP/1.0", arguments: interim)
    func interimAnswersPass(_ item: Case) throws { try expectPassed(item) }

    private static let final = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
    private static let hints =
        "HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\nlink: </b>\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n"

    static let interim: [Case] = [
        Case(name: "100 unasked", answer: "HTTP/1.1 100 Continue\r\n\r\n" + final),
        Case(name: "103 and 102", answer: hints + final),
        Case(
            name: "with a length, which says nothing", answer: "HTTP/1.1 103 X\r\nContent-Length: 5\r\n\r\n" + final,
            received: "HTTP/1.1 103 X\r\n\r\n" + final),
        Case(
            name: "with fields of the connection's",
            answer: "HTTP/1.1 103 X\r\nConnection: A\r\nA: b\r\nC: d\r\n\r\n" + final,
            received: "HTTP/1.1 103 X\r\nC: d\r\n\r\n" + final),
        Case(
            name: "to HTTP/1.0", version: "1.0", answer: hints + final,
            received: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: keep-alive\r\n\r\nok"),
    ]

    @Test(
        "HEAD, 204, 304: no body whatever the upstream sends; HEAD's Content-Length kept; none on 204",
        arguments: bodyless)
    func bodylessAnswersPass(_ item: Case) throws { try expectPassed(item) }

    static let bodyless: [Case] = [
        Case(name: "HEAD with a length", method: "HEAD", answer: "HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n"),
        Case(name: "HEAD without a length", method: "HEAD", answer: "HTTP/1.1 200 OK\r\nA: b\r\n\r\n"),
        Case(
            name: "HEAD with a body", method: "HEAD", answer: eight,
            received: "HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n", isReused: false),
        Case(
            name: "HEAD with chunks", method: "HEAD", answer: chunked("1\r\na\r\n0\r\n\r\n"),
            received: "HTTP/1.1 200 OK\r\n\r\n", isReused: false),
        Case(
            name: "HEAD of what would come in chunks", method: "HEAD", answer: chunked(""),
            received: "HTTP/1.1 200 OK\r\n\r\n"),
        Case(name: "204", answer: "HTTP/1.1 204 No Content\r\nA: b\r\n\r\n"),
        Case(
            name: "204 with a length of 0", answer: "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n",
            received: "HTTP/1.1 204 No Content\r\n\r\n"),
        Case(
            name: "204 with a body", answer: "HTTP/1.1 204 No Content\r\nContent-Length: 1\r\n\r\nx",
            received: "HTTP/1.1 204 No Content\r\n\r\n", isReused: false),
        Case(
            name: "204 in chunks", answer: "HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            received: "HTTP/1.1 204 No Content\r\n\r\n", isReused: false),
        Case(name: "304", answer: "HTTP/1.1 304 Not Modified\r\nETag: \"a\"\r\nContent-Length: 8\r\n\r\n"),
        Case(
            name: "304 with a body", answer: "HTTP/1.1 304 Not Modified\r\nContent-Length: 1\r\n\r\nx",
            received: "HTTP/1.1 304 Not Modified\r\nContent-Length: 1\r\n\r\n", isReused: false),
        Case(
            name: "304 with chunks",
            answer: "HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n",
            received: "HTTP/1.1 304 Not Modified\r\n\r\n", isReused: false),
    ]

    @Test("content of any octets: byte for byte", arguments: contents)
    func contentsPass(_ item: Case) throws { try expectPassed(item) }

    static let contents: [Case] = [
        Case(name: "by length", answer: "HTTP/1.1 200 OK\r\nContent-Length: 256\r\n\r\n" + String.everyOctet),
        Case(name: "in chunks", answer: chunked("100\r\n\(String.everyOctet)\r\n0\r\n\r\n")),
        Case(
            name: "until close", answer: "HTTP/1.1 200 OK\r\n\r\n" + String.everyOctet, then: .close,
            received: chunked("100\r\n\(String.everyOctet)\r\n0\r\n\r\n"), isReused: false),
    ]

    @Test("trailers, repeated Set-Cookie, empty values, order and case of fields: as received", arguments: fields)
    func fieldsPass(_ item: Case) throws { try expectPassed(item) }

    static let fields: [Case] = [
        Case(name: "trailers", answer: chunked("1\r\na\r\n0\r\nX-A: b\r\nx-a:c\r\nEmpty:\r\n\r\n")),
        Case(
            name: "order, case, repetition and empty values",
            answer: "HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nB: 2\r\nset-cookie: a=1\r\nEmpty:\r\nBlank: \r\n"
                + "SET-COOKIE:b=2; Path=/\r\nCONTENT-LENGTH: 2\r\nZ:  \t z\t \r\nLatin: \u{E9}\u{80}\r\n\r\nok"),
        Case(name: "a reason of one's own", answer: "HTTP/1.1 299 W\u{E9}ll, \tso\r\nContent-Length: 0\r\n\r\n"),
        Case(name: "an empty reason", answer: "HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n"),
        Case(
            name: "no reason", answer: "HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n",
            received: "HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n"),
        Case(
            name: "fields of the connection's are not",
            answer: "HTTP/1.1 200 OK\r\nConnection: X-Hop, keep-alive\r\nX-Hop: 1\r\nKeep-Alive: timeout=5\r\n"
                + "Proxy-Connection: x\r\nUpgrade: h2c\r\nA: b\r\nContent-Length: 2\r\n\r\nok",
            received: "HTTP/1.1 200 OK\r\nA: b\r\nContent-Length: 2\r\n\r\nok"),
        Case(
            name: "trailers of the connection's are not",
            answer: "HTTP/1.1 200 OK\r\nConnection: X-Hop\r\nTrailer: X-Hop, X-Kept\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n"
                + "1\r\na\r\n0\r\nX-Hop: 1\r\nKeep-Alive: timeout=5\r\nX-Kept: 2\r\n\r\n",
            received: "HTTP/1.1 200 OK\r\nTrailer: X-Hop, X-Kept\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "1\r\na\r\n0\r\nX-Kept: 2\r\n\r\n"),
        Case(
            name: "the answer gains nothing", answer: "HTTP/1.1 200 OK\r\nVia: 1.0 x\r\nContent-Length: 0\r\n\r\n"),
    ]

    @Test(
        "body until close (no length, HTTP/1.0 upstream): chunked to 1.1 clients, close to 1.0 clients",
        arguments: untilClose)
    func bodiesUntilClosePass(_ item: Case) throws { try expectPassed(item) }

    static let untilClose: [Case] = [
        Case(
            name: "no length", answer: "HTTP/1.1 200 OK\r\nA: b\r\n\r\nbody", then: .close,
            received: "HTTP/1.1 200 OK\r\nA: b\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n",
            isReused: false),
        Case(
            name: "no length, no body", answer: "HTTP/1.1 200 OK\r\n\r\n", then: .close,
            received: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", isReused: false),
        Case(
            name: "HTTP/1.0", answer: "HTTP/1.0 200 OK\r\nA: b\r\n\r\nbody", then: .close,
            received: "HTTP/1.1 200 OK\r\nA: b\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n",
            isReused: false),
        Case(
            name: "no length, to HTTP/1.0", version: "1.0", answer: "HTTP/1.1 200 OK\r\nA: b\r\n\r\nbody", then: .close,
            received: "HTTP/1.1 200 OK\r\nA: b\r\nConnection: close\r\n\r\nbody", afterwards: .closed, isReused: false),
        Case(
            name: "chunked, to HTTP/1.0", version: "1.0", answer: chunked("1\r\na\r\n2\r\nbc\r\n0\r\nX: y\r\n\r\n"),
            received: "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nabc", afterwards: .closed),
        Case(
            name: "HTTP/1.0 with a length", answer: "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", then: .close,
            received: final, isReused: false),
        Case(
            name: "HTTP/1.0 with a length and keep-alive",
            answer: "HTTP/1.0 200 OK\r\nContent-Length: 2\r\nConnection: keep-alive\r\n\r\nok", received: final),
    ]

    @Test("upstream connections: reused after every cleanly framed answer, never past a dirty one", arguments: reuse)
    func connectionsAreReused(_ item: Case) throws { try expectPassed(item) }

    static let reuse: [Case] = [
        Case(name: "a length", answer: final), Case(name: "chunks", answer: chunked("1\r\na\r\n0\r\n\r\n")),
        Case(name: "an error", answer: "HTTP/1.1 500 Oh\r\nContent-Length: 2\r\n\r\nno"),
        Case(
            name: "Connection: close", answer: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok",
            received: final, isReused: false),
        Case(
            name: "Connection: close among others",
            answer: "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: keep-alive, CLOSE\r\n\r\nok", received: final,
            isReused: false),
    ]

    private static func chunked(_ wire: String) -> String {
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + wire
    }
}
