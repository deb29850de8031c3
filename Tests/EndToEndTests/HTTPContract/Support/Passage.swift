import Testing

/// A request that is served: what the client sends, what the upstreams get of it, what the served one answers, and what
/// the client gets of that. In every text `TOKEN` stands for the case's token.
struct Passage: Sendable, CustomTestStringConvertible {
    /// What the client's connection is good for afterwards.
    enum Afterwards: Equatable {
        /// A next request is served.
        case usable
        /// It ends in order.
        case closed
    }

    /// What the client says of who it is, so that no identifier is made up on the way.
    static let identity = "X-Request-Id: r\r\ntraceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n"
    /// What marks a copy.
    static let mark = "Parallax-Mirror: ?1"
    /// What the proxy adds to a request.
    static func added(host: String = "a") -> String {
        "Via: 1.1 parallax\r\nX-Forwarded-For: 127.0.0.1\r\nX-Forwarded-Proto: http\r\nX-Forwarded-Host: \(host)\r\n"
    }

    var name: String
    var method = "GET"
    /// Start line and fields without the identity, or the empty line.
    var head: String
    /// What follows the head.
    var wire = ""
    /// The head that the served side gets, without the identity, what is added, and the empty line; the client's own
    /// where it is not said.
    var forwarded: String?
    /// What is added; the usual where it is not said.
    var added: String?
    /// The content that both sides get, and the trailers.
    var body = ""
    var trailers = ""
    /// What both sides answer.
    var answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
    /// What the client gets, byte for byte; the upstream's answer where it is not said.
    var received: String?
    var afterwards = Afterwards.usable

    var testDescription: String { name }

    /// The head as the served side is to get it.
    private func expectedHead(_ token: String) -> String {
        let isChunked = head.lowercased().contains("\r\ntransfer-encoding: chunked\r\n")
        return (forwarded ?? head.removingCoding).replacing("TOKEN", with: token) + Self.identity
            + (added ?? Self.added()).replacing("TOKEN", with: token)
            + (isChunked ? "Transfer-Encoding: chunked\r\n" : "") + "\r\n"
    }

    /// Sends the request, and expects all of it.
    func expectPassed(by proxy: ContractProxy) throws {
        let token = proxy.token()
        let script = ContractUpstream.answering(answer)
        proxy.legacy.on(token, script)
        proxy.candidate.on(token, script)
        let client = try proxy.connect()
        try client.send((head + Self.identity + "\r\n" + wire).replacing("TOKEN", with: token))
        let expected = (received ?? answer).octets
        let got = try client.take(upTo: expected.count)
        #expect(String(octets: got) == String(octets: expected))
        try expectAfterwards(client, token)
        let served = try proxy.served.wait(token, whole: 1)[0]
        #expect(served.head == expectedHead(token))
        #expect(String(octets: served.body) == body && served.trailers == trailers)
        let copy = try proxy.mirrored.wait(token, whole: 1)[0]
        #expect(copy.lines.count { $0 == Self.mark } == 1)
        #expect(copy.head.replacing("\(Self.mark)\r\n", with: "") == served.head)
        #expect(String(octets: copy.body) == body && copy.trailers == trailers)
    }

    private func expectAfterwards(_ client: Wire, _ token: String) throws {
        switch afterwards {
        case .usable:
            try client.send("GET /\(token)-next HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try client.takeAnswer().text == "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        case .closed:
            #expect(String(octets: try client.takeToEnd()) == "")
            #expect(client.ending == .closed)
        }
    }
}

extension String {
    /// Without its `Transfer-Encoding` line, which is the proxy's own on each connection.
    fileprivate var removingCoding: String {
        split(separator: "\r\n").filter { !$0.lowercased().hasPrefix("transfer-encoding:") }
            .map { $0 + "\r\n" }.joined()
    }
}
