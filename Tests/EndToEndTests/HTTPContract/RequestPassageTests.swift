import Testing

/// The rows of the table of requests that are served: what goes on, byte for byte, to the served side and in the copy.
@Suite("HTTP contract, requests forwarded", .serialized)
struct RequestPassageTests {
    @Test("chunk extensions: ignored, up to 4 KiB a message", arguments: extensions, ContractProxy.Serving.allCases)
    func extensionsPass(_ passage: Passage, _ serving: ContractProxy.Serving) throws {
        try passage.expectPassed(by: try serving.proxy)
    }

    static let extensions: [Passage] = [
        chunked("a name", "3;a\r\nabc\r\n0\r\n\r\n", body: "abc"),
        chunked("a name and a value", "3;a=b;c=\"d;e\"\r\nabc\r\n0;f\r\n\r\n", body: "abc"),
        chunked("of the last chunk", "3\r\nabc\r\n0;a=b\r\n\r\n", body: "abc"),
        chunked("4,000 bytes", "3;\(String(repeating: "x", count: 4_000))\r\nabc\r\n0\r\n\r\n", body: "abc"),
    ]

    @Test(
        "chunks of any size, and trailers: content and trailers as received",
        arguments: chunks, ContractProxy.Serving.allCases)
    func chunksPass(_ passage: Passage, _ serving: ContractProxy.Serving) throws {
        try passage.expectPassed(by: try serving.proxy)
    }

    static let chunks: [Passage] = [
        chunked("none", "0\r\n\r\n", body: ""), chunked("one-byte chunks", "1\r\na\r\n1\r\nb\r\n0\r\n\r\n", body: "ab"),
        chunked(
            "upper and lower case sizes", "A\r\n0123456789\r\na\r\n0123456789\r\n0\r\n\r\n",
            body: "01234567890123456789"),
        chunked("leading zeros", "0003\r\nabc\r\n000\r\n\r\n", body: "abc"),
        chunked(
            "trailers", "3\r\nabc\r\n0\r\nX-A: b\r\nx-a:c\r\nEmpty:\r\n\r\n", body: "abc",
            trailers: "X-A: b\r\nx-a:c\r\nEmpty:\r\n"),
        chunked("content that looks like HTTP", "d\r\n\r\n0\r\n\r\nGET / \r\n0\r\n\r\n", body: "\r\n0\r\n\r\nGET / "),
        Passage(
            name: "CHUNKED in capitals", head: "POST /TOKEN/a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n",
            wire: "3\r\nabc\r\n0\r\n\r\n", body: "abc"),
    ]

    private static func chunked(_ name: String, _ wire: String, body: String, trailers: String = "") -> Passage {
        Passage(
            name: name, head: "POST /TOKEN/a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n", wire: wire,
            body: body, trailers: trailers)
    }

    @Test(
        "field lines at the edge of what is allowed: byte for byte as received",
        arguments: fieldLines, ContractProxy.Serving.allCases)
    func fieldLinesPass(_ line: String, _ serving: ContractProxy.Serving) throws {
        try Passage(name: line, head: "GET /TOKEN/a HTTP/1.1\r\nHost: a\r\n\(line)\r\n")
            .expectPassed(by: try serving.proxy)
    }

    static let fieldLines = [
        "A:b", "A:", "A: ", "A:  b  ", "A:\tb\t", "A: b\tc", "A: \u{E9}\u{FF}\u{80}", "a: 1\r\nA: 2\r\na: 1",
        "!#$%&'*+-.^_`|~09aZ: b", "A: b, \"c\\\"d\"", "X-Forwarded-For2: x", "Content-Type: x/y; charset=\"z\"",
    ]

    @Test(
        "hosts and ports that are well: as received",
        arguments: ["a:", "a:65535", "[::1]", "[::1]:80", "A.b-c_d", "%61"], ContractProxy.Serving.allCases)
    func hosts(_ host: String, _ serving: ContractProxy.Serving) throws {
        try Passage(
            name: host, head: "GET /TOKEN/a HTTP/1.1\r\nHost: \(host)\r\n", added: Passage.added(host: host)
        ).expectPassed(by: try serving.proxy)
    }

    @Test(
        "one empty line before a request is ignored, and HTTP/1.2 is HTTP/1.1",
        arguments: ContractProxy.Serving.allCases)
    func tolerated(_ serving: ContractProxy.Serving) throws {
        try Passage(
            name: "an empty line", head: "\r\nGET /TOKEN/a HTTP/1.1\r\nHost: a\r\n",
            forwarded: "GET /TOKEN/a HTTP/1.1\r\nHost: a\r\n"
        ).expectPassed(by: try serving.proxy)
        try Passage(
            name: "HTTP/1.2", head: "GET /TOKEN/a HTTP/1.2\r\nHost: a\r\n",
            forwarded: "GET /TOKEN/a HTTP/1.1\r\nHost: a\r\n"
        ).expectPassed(by: try serving.proxy)
    }

    @Test(
        "absolute-form target: its authority replaces Host", arguments: absolute, ContractProxy.Serving.allCases)
    func absolutePass(_ passage: Passage, _ serving: ContractProxy.Serving) throws {
        try passage.expectPassed(by: try serving.proxy)
    }

    static let absolute: [Passage] = [
        absolute("http://other.test:81/TOKEN/a?b=c", "other.test:81", "/TOKEN/a?b=c"),
        absolute("HTTP://other.test/TOKEN/a", "other.test", "/TOKEN/a"),
        absolute("http://[::1]:81/TOKEN//a/", "[::1]:81", "/TOKEN//a/"),
        absolute("http://TOKEN.test", "TOKEN.test", "/"), absolute("http://TOKEN.test/", "TOKEN.test", "/"),
        absolute("http://other.test?TOKEN", "other.test", "/?TOKEN"),
        absolute("http://TOKEN.test", "TOKEN.test", "*", method: "OPTIONS"),
    ]

    private static func absolute(
        _ target: String, _ host: String, _ path: String, method: String = "GET"
    ) -> Passage {
        Passage(
            name: "\(method) \(target)", head: "\(method) \(target) HTTP/1.1\r\nHost: a\r\n",
            forwarded: "\(method) \(path) HTTP/1.1\r\nHost: \(host)\r\n", added: Passage.added(host: host))
    }

    @Test(
        "request line, head and fields as large as the limits: served",
        arguments: 0...2, ContractProxy.Serving.allCases)
    func largest(_ index: Int, _ serving: ContractProxy.Serving) throws {
        let request = [
            RequestRefusalTests.sized(line: 16_384), RequestRefusalTests.sized(head: 65_536),
            RequestRefusalTests.sized(fields: 128),
        ][index]
        let proxy = try serving.proxy
        let token = proxy.token()
        let client = try proxy.connect()
        try client.send(request.replacing("TOKEN", with: token))
        #expect(try client.takeAnswer().status == 200)
        let served = try proxy.served.wait(token, whole: 1)[0]
        // All of it but the empty line, which follows what is added.
        #expect(served.head.hasPrefix(request.replacing("TOKEN", with: token).dropLast()))
    }

    @Test("a body as large as the limit: served", arguments: [true, false])
    func largestBody(isChunked: Bool) throws {
        let proxy = try ContractProxy.limited.get()
        let token = proxy.token()
        let body = String(repeating: "x", count: 100_000)
        let client = try proxy.connect()
        try client.send(
            "POST /\(token)/a HTTP/1.1\r\nHost: a\r\n"
                + (isChunked
                    ? "Transfer-Encoding: chunked\r\n\r\n186a0\r\n\(body)\r\n0\r\n\r\n"
                    : "Content-Length: 100000\r\n\r\n\(body)"))
        #expect(try client.takeAnswer().status == 200)
        #expect(try proxy.legacy.wait(token, whole: 1)[0].body.count == 100_000)
    }

    @Test(
        "Connection: close, HTTP/1.0 without keep-alive: answered with Connection: close, closed",
        arguments: closing, ContractProxy.Serving.allCases)
    func closingPass(_ passage: Passage, _ serving: ContractProxy.Serving) throws {
        try passage.expectPassed(by: try serving.proxy)
    }

    private static let closed = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok"
    private static let kept = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: keep-alive\r\n\r\nok"

    static let closing: [Passage] = [
        persistence("1.1", "Connection: close\r\n", closed, .closed),
        persistence("1.1", "connection: CLOSE\r\n", closed, .closed),
        persistence("1.1", "Connection: keep-alive, close\r\n", closed, .closed),
        persistence("1.1", "Connection: keep-alive\r\nConnection: close\r\n", closed, .closed),
        persistence("1.0", "", closed, .closed), persistence("1.0", "Connection: close\r\n", closed, .closed),
        persistence("1.0", "Connection: keep-alive\r\n", kept, .usable),
        persistence("1.0", "Connection: Keep-Alive\r\nKeep-Alive: timeout=5\r\n", kept, .usable),
        persistence("1.1", "Connection: keep-alive\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", .usable),
    ]

    private static func persistence(
        _ version: String, _ fields: String, _ received: String, _ afterwards: Passage.Afterwards
    ) -> Passage {
        Passage(
            name: "HTTP/\(version) \(fields.shown)", head: "GET /TOKEN/a HTTP/\(version)\r\nHost: a\r\n\(fields)",
            forwarded: "GET /TOKEN/a HTTP/1.1\r\nHost: a\r\n", received: received, afterwards: afterwards)
    }

    @Test(
        """
        fields listed in Connection, Keep-Alive, Proxy-Connection, TE, Upgrade: not forwarded; any other Upgrade than \
        websocket is dropped as hop-by-hop
        """,
        arguments: hopByHop, ContractProxy.Serving.allCases)
    func hopByHopFieldsAreLeftOut(_ fields: String, _ serving: ContractProxy.Serving) throws {
        try Passage(
            name: fields, head: "GET /TOKEN/a HTTP/1.1\r\nA: 1\r\nHost: a\r\n\(fields)\r\nB: 2\r\n",
            forwarded: "GET /TOKEN/a HTTP/1.1\r\nA: 1\r\nHost: a\r\nB: 2\r\n"
        ).expectPassed(by: try serving.proxy)
    }

    static let hopByHop = [
        "Connection: X-Hop\r\nX-Hop: 1", "X-Hop: 1\r\nx-hop: 2\r\nConnection: foo, x-HOP , bar",
        "Keep-Alive: timeout=5",
        "Proxy-Connection: keep-alive", "TE: trailers", "Connection: TE\r\nTE: trailers, deflate", "Upgrade: h2c",
        "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk",
        "Connection: Upgrade\r\nUpgrade: TLS/1.3", "Upgrade: websocket",
        "x-nf-function-name: f\r\nX-NF-Function-Route: /r\r\nx-netlify-original-pathname: /p\r\n"
            + "X-Netlify-Original-Search: ?q",
        "Parallax-Mirror: ?1\r\nparallax-dry-run: ?1",
    ]

    @Test(
        """
        trailers listed in Connection, and Connection, Keep-Alive, Proxy-Connection, TE, Upgrade, and those of which the \
        proxy writes the head's: not forwarded
        """,
        arguments: [
            "X-Hop: 1", "x-HOP:2", "Connection: X-Kept", "Keep-Alive: timeout=5", "Proxy-Connection: keep-alive",
            "TE: trailers", "Upgrade: h2c", "X-Hop: 1\r\nKeep-Alive: timeout=5\r\nX-Hop: 3",
            // An upstream may take them for fields of the head, which the proxy writes.
            "Via: 1.0 a", "X-Forwarded-For: 1.2.3.4", "X-Forwarded-Proto: ftp", "x-forwarded-host: b",
            "X-Request-Id: mine", "traceparent: 0",
            "Expect: 100-continue",
        ], ContractProxy.Serving.allCases)
    func ownTrailersAreLeftOut(_ trailers: String, _ serving: ContractProxy.Serving) throws {
        try Passage(
            name: trailers,
            head: "POST /TOKEN/a HTTP/1.1\r\nHost: a\r\nConnection: X-Hop\r\nTransfer-Encoding: chunked\r\n",
            wire: "3\r\nabc\r\n0\r\nX-Before: 1\r\n\(trailers)\r\nX-Kept: 2\r\n\r\n",
            forwarded: "POST /TOKEN/a HTTP/1.1\r\nHost: a\r\n", body: "abc",
            trailers: "X-Before: 1\r\nX-Kept: 2\r\n"
        ).expectPassed(by: try serving.proxy)
    }

    @Test("only hop-by-hop trailers: none are forwarded", arguments: ContractProxy.Serving.allCases)
    func noTrailersAreLeft(_ serving: ContractProxy.Serving) throws {
        try Self.chunked("Keep-Alive alone", "3\r\nabc\r\n0\r\nKeep-Alive: timeout=5\r\n\r\n", body: "abc")
            .expectPassed(by: try serving.proxy)
    }

    @Test(
        "inbound x-nf-function-name, x-nf-function-route, x-netlify-original-pathname, -search: stripped",
        arguments: ContractProxy.Serving.allCases)
    func platformFields(_ serving: ContractProxy.Serving) throws {
        let names = [
            "x-nf-function-name", "x-nf-function-route", "x-netlify-original-pathname", "x-netlify-original-search",
        ]
        for name in names + names.map({ $0.uppercased() }) { try hopByHopFieldsAreLeftOut("\(name): x", serving) }
    }

    @Test(
        "Via, X-Forwarded-For, -Proto, -Host: added for both alike; an existing list is extended",
        arguments: forwarded, ContractProxy.Serving.allCases)
    func forwardedPass(_ passage: Passage, _ serving: ContractProxy.Serving) throws {
        try passage.expectPassed(by: try serving.proxy)
    }

    static let forwarded: [Passage] = [
        Passage(name: "none", head: "GET /TOKEN/a HTTP/1.1\r\nHost: a\r\n"),
        extended(
            "all four",
            "Via: 1.0 x\r\nX-Forwarded-For: 10.0.0.1\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: b\r\n",
            "Via: 1.0 x, 1.1 parallax\r\nX-Forwarded-For: 10.0.0.1, 127.0.0.1\r\nX-Forwarded-Proto: https, http\r\n"
                + "X-Forwarded-Host: b, a\r\n"),
        extended(
            "lists and repeated fields",
            "via: 1.0 x, 1.1 y\r\nVIA: 1.1 z\r\nx-forwarded-for: 1.1.1.1, 2.2.2.2\r\nX-Forwarded-Proto:\r\n"
                + "X-Forwarded-Host: b, c\r\n",
            "via: 1.0 x, 1.1 y\r\nVIA: 1.1 z, 1.1 parallax\r\nx-forwarded-for: 1.1.1.1, 2.2.2.2, 127.0.0.1\r\n"
                + "X-Forwarded-Proto:http\r\nX-Forwarded-Host: b, c, a\r\n"),
    ]

    private static func extended(_ name: String, _ fields: String, _ extended: String) -> Passage {
        Passage(
            name: name, head: "GET /TOKEN/a HTTP/1.1\r\nHost: a\r\n\(fields)",
            forwarded: "GET /TOKEN/a HTTP/1.1\r\nHost: a\r\n\(extended)", added: "")
    }

    @Test(
        "percent-encoded path, +, //, %2F, empty query, trailing slash: byte for byte as received",
        arguments: [
            "/TOKEN/%41%7e", "/TOKEN/a+b?c+d", "/TOKEN//a///", "/TOKEN/a%2Fb%2fc", "/TOKEN/a?", "/TOKEN/", "/TOKEN",
            "/TOKEN/%e0%a4", "/TOKEN/%", "/TOKEN/%zz", "/TOKEN/a;b=c?d;e", "/TOKEN/a?b?c=/d",
            "/TOKEN/{}|^`\"<>\\", "/TOKEN/\u{E9}\u{FF}", "//TOKEN/a", "/TOKEN/a?%00%0d%0a", "/TOKEN/:80@x",
        ], ContractProxy.Serving.allCases)
    func targets(_ target: String, _ serving: ContractProxy.Serving) throws {
        try Passage(name: target, head: "GET \(target) HTTP/1.1\r\nHost: a\r\n")
            .expectPassed(by: try serving.proxy)
    }
}
