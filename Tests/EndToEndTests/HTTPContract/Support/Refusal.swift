import Foundation
import Testing

/// A request that the proxy answers itself, and closes behind. In the text `TOKEN` stands for the case's token.
struct Refusal: Sendable, CustomTestStringConvertible {
    let name: String
    let request: String
    let status: Int
    /// Whether the fault lies behind a head that is forwarded, so that a served side may see a part of the request.
    let isInBody: Bool
    /// A part of the sentence in which the answer says what was wrong.
    private var message = ""

    init(_ name: String, _ request: String, _ status: Int = 400, isInBody: Bool = false) {
        self.name = name
        self.request = request
        self.status = status
        self.isInBody = isInBody
    }

    /// A request that is well but for these field lines.
    static func fields(_ lines: String, _ status: Int = 400) -> Refusal {
        Refusal(lines.shown, "GET /TOKEN/a HTTP/1.1\r\nHost: a\r\n\(lines)\r\n\r\n", status)
    }

    /// A chunked request with this on the wire behind its head.
    static func chunks(_ name: String, _ wire: String, _ status: Int = 400) -> Refusal {
        Refusal(
            name, "POST /TOKEN/a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\(wire)", status,
            isInBody: true)
    }

    /// Refusals whose answers say the same, as far as a part of the sentence goes.
    static func saying(_ message: String, _ refusals: [Refusal]) -> [Refusal] {
        refusals.map { refusal in
            var refusal = refusal
            refusal.message = message
            return refusal
        }
    }

    var testDescription: String { name }

    private var method: String { request.hasPrefix("HEAD ") ? "HEAD" : "GET" }

    /// The reason phrases of the proxy's own answers, and the words that say what was wrong.
    private static let words: [Int: (reason: String, errors: [String])] = [
        400: ("Bad Request", ["malformedRequest"]), 405: ("Method Not Allowed", ["methodRefused"]),
        408: ("Request Timeout", ["requestTooSlow"]), 413: ("Content Too Large", ["bodyTooLarge"]),
        414: ("URI Too Long", ["requestLineTooLong"]), 417: ("Expectation Failed", ["unknownExpectation"]),
        431: ("Request Header Fields Too Large", ["headTooLarge"]),
        501: ("Not Implemented", ["unknownTransferCoding"]),
        502: ("Bad Gateway", ["upstreamMalformed", "upstreamUnreachable"]),
        503: ("Service Unavailable", ["upstreamSaturated"]), 504: ("Gateway Timeout", ["upstreamTimeout"]),
        505: ("HTTP Version Not Supported", ["unsupportedVersion"]),
    ]

    /// Sends the request with another one behind it, and expects the refusal, the end of the connection, and nothing at
    /// the upstreams.
    ///
    /// - Returns: The token.
    @discardableResult
    func expectRefused(by proxy: ContractProxy) throws -> String {
        let token = proxy.token()
        let client = try proxy.connect()
        try client.send(request.replacing("TOKEN", with: token))
        try client.send("GET /\(token)/behind HTTP/1.1\r\nHost: a\r\n\r\n")
        try Self.expectOwnAnswer(
            try client.takeAnswer(to: method), status, closes: true, isBodyless: method == "HEAD", saying: message)
        #expect(try client.takeToEnd() == [])
        #expect(client.ending == .closed)
        client.close()
        try proxy.barrier()
        try expectUntouched(proxy, token)
        return token
    }

    /// Nothing arrived but what was forwarded of a request before its fault, and that was aborted.
    func expectUntouched(_ proxy: ContractProxy, _ token: String) throws {
        try proxy.served.waitForEnds(token)
        let received = proxy.served.received(token).map(\.message)
        #expect(received.allSatisfy { !$0.isComplete && !$0.startLine.contains("/behind") }, "\(received)")
        #expect(received.count <= (isInBody ? 1 : 0), "\(received)")
        #expect(proxy.mirrored.received(token).isEmpty)
    }

    /// An answer of the proxy's own: HTTP/1.1, a short JSON body that says what was wrong, its length, nothing else.
    ///
    /// - Parameters:
    ///   - error: The word for what was wrong, where the status alone does not tell.
    ///   - message: A part of the sentence that says it.
    static func expectOwnAnswer(
        _ answer: WireMessage, _ status: Int, closes: Bool, keepsAlive: Bool = false, isBodyless: Bool = false,
        error: String? = nil, saying message: String = ""
    ) throws {
        let (reason, errors) = try #require(words[status])
        let length = answer.values("content-length").first.flatMap { Int($0) } ?? 0
        let persistence = closes ? "Connection: close\r\n" : keepsAlive ? "Connection: keep-alive\r\n" : ""
        #expect(
            answer.head == "HTTP/1.1 \(status) \(reason)\r\nContent-Type: application/json\r\n"
                + "Content-Length: \(length)\r\n\(persistence)\r\n")
        #expect((1..<300).contains(length))
        guard !isBodyless else { return }
        #expect(answer.isComplete && answer.body.count == length)
        let body = try JSONDecoder().decode([String: String].self, from: Data(answer.body))
        #expect(Set(body.keys) == ["error", "message"])
        let expected = error.map { [$0] } ?? errors
        #expect(expected.contains(body["error"] ?? ""))
        let sentence = body["message"] ?? ""
        #expect(!sentence.isEmpty && (message.isEmpty || sentence.contains(message)))
    }
}

extension String {
    /// With control characters and line ends as escapes, and no longer than a line.
    var shown: String {
        let text = unicodeScalars.prefix(90).map { scalar in
            (0x20..<0x7F).contains(scalar.value) ? String(scalar) : "\\x" + String(scalar.value, radix: 16)
        }
        return text.joined() + (unicodeScalars.count > 90 ? "…" : "")
    }
}
