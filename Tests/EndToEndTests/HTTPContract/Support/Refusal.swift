import Foundation
import Testing

/// A request that the proxy answers itself, and closes behind. In the text `TOKEN` stands for the case's token.
struct Refusal: Sendable, CustomTestStringConvertible {
    let name: String
    let request: String
    let status: Int
    /// Whether the fault lies behind a head that is forwarded, so that a served side may see a part of the request.
    let isInBody: Bool

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

    var testDescription: String { name }

    /// The reason phrases and words of the proxy's own answers.
    private static let words: [Int: (reason: String, error: String)] = [
        400: ("Bad Request", "malformedRequest"), 405: ("Method Not Allowed", "methodRefused"),
        408: ("Request Timeout", "requestTooSlow"), 413: ("Content Too Large", "bodyTooLarge"),
        414: ("URI Too Long", "requestLineTooLong"), 417: ("Expectation Failed", "unknownExpectation"),
        431: ("Request Header Fields Too Large", "headTooLarge"), 501: ("Not Implemented", "unknownTransferCoding"),
        502: ("Bad Gateway", ""), 504: ("Gateway Timeout", "upstreamTimeout"),
        505: ("HTTP Version Not Supported", "unsupportedVersion"),
    ]

    /// Sends the request with another one behind it, and expects the refusal, the end of the connection, and nothing at
    /// the upstreams.
    func expectRefused(by proxy: ContractProxy) throws {
        let token = proxy.token()
        let client = try proxy.connect()
        try client.send(request.replacing("TOKEN", with: token))
        try client.send("GET /\(token)/behind HTTP/1.1\r\nHost: a\r\n\r\n")
        try Self.expectOwnAnswer(try client.takeAnswer(), status, closes: true)
        #expect(try client.takeToEnd() == [])
        #expect(client.ending == .closed)
        client.close()
        try proxy.barrier()
        try expectUntouched(proxy, token)
    }

    /// Nothing arrived but what was forwarded of a request before its fault, and that was aborted.
    func expectUntouched(_ proxy: ContractProxy, _ token: String) throws {
        try proxy.legacy.waitForEnds(token)
        let received = proxy.legacy.received(token).map(\.message)
        #expect(received.allSatisfy { !$0.isComplete && !$0.startLine.contains("/behind") }, "\(received)")
        #expect(received.count <= (isInBody ? 1 : 0), "\(received)")
        #expect(proxy.candidate.received(token).isEmpty)
    }

    /// An answer of the proxy's own: HTTP/1.1, a short JSON body that says what was wrong, its length, nothing else.
    static func expectOwnAnswer(
        _ answer: WireMessage, _ status: Int, closes: Bool, keepsAlive: Bool = false, isBodyless: Bool = false
    ) throws {
        let (reason, error) = try #require(words[status])
        let length = try #require(answer.values("content-length").first)
        let persistence = closes ? "Connection: close\r\n" : keepsAlive ? "Connection: keep-alive\r\n" : ""
        #expect(
            answer.head == "HTTP/1.1 \(status) \(reason)\r\nContent-Type: application/json\r\n"
                + "Content-Length: \(length)\r\n\(persistence)\r\n")
        guard !isBodyless else { return }
        #expect(answer.isComplete && Int(length) == answer.body.count && answer.body.count < 300)
        let body = try JSONDecoder().decode([String: String].self, from: Data(answer.body))
        #expect(Set(body.keys) == ["error", "message"] && body["message"]?.isEmpty == false)
        #expect(error.isEmpty || body["error"] == error)
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
