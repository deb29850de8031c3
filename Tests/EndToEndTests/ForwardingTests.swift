import Foundation
import Testing

/// What an upstream sends reaches the client as it is, and what a client sends reaches both upstreams as it is.
@Suite("Forwarding")
struct ForwardingTests {
    private func configuration(_ legacy: ScriptedUpstream, _ candidate: ScriptedUpstream) -> SidecarConfiguration {
        var configuration = SidecarConfiguration(legacy: legacy.url, candidate: candidate.url)
        configuration.routes = SidecarConfiguration.oneRoute
        configuration.rolloutRoutes = ["everything"]
        return configuration
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let sent: String
        /// `nil` where it is what was sent.
        var received: String?

        var testDescription: String { name }
    }

    static let answers = [
        Case(
            name: "order, case, repetition and empty values of fields",
            sent: "HTTP/1.1 200 Fine By Me\r\nset-COOKIE: b=2\r\nX-Empty:\r\nSet-Cookie: a=1\r\nset-COOKIE: b=3\r\n"
                + "x-odd:   blanks  \r\nContent-Length: 2\r\nDate: some day\r\n\r\nok"),
        Case(name: "no reason phrase", sent: "HTTP/1.1 200 \r\nContent-Length: 2\r\n\r\nok"),
        Case(name: "an unknown status", sent: "HTTP/1.1 299 Odd\r\nContent-Length: 0\r\n\r\n"),
        Case(
            name: "bytes that are no text's business",
            sent: "HTTP/1.1 200 OK\r\nX-Name: Zo\u{EB}\r\nContent-Length: 4\r\n\r\n\u{0}\r\n\u{7F}"),
        Case(
            name: "hop-by-hop fields stay behind",
            sent: "HTTP/1.1 200 OK\r\nKeep-Alive: timeout=5\r\nX-Mine: 1\r\nX-Kept: 2\r\nConnection: X-Mine\r\n"
                + "Content-Length: 2\r\n\r\nok",
            received: "HTTP/1.1 200 OK\r\nX-Kept: 2\r\nContent-Length: 2\r\n\r\nok"),
        Case(
            name: "an interim answer comes before the final one",
            sent: "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"),
        Case(name: "304 has no body", sent: "HTTP/1.1 304 Not Modified\r\nETag: \"a\"\r\nContent-Length: 0\r\n\r\n"),
    ]

    @Test("an answer's bytes go through", arguments: answers)
    func answer(item: Case) throws {
        try withStage { stage in
            let legacy = try stage.upstream { _ in item.sent }
            let sidecar = try stage.sidecar(configuration(legacy, try stage.upstream(answering: "{}")))
            let connection = try sidecar.connect()
            for _ in 0..<2 {
                try connection.send(HTTPRequest.get("/x").bytes)
                let expected = item.received ?? item.sent
                let received = String(decoding: try connection.read(expected.utf8.count), as: UTF8.self)
                #expect(received == expected)
            }
            connection.finishSending()
            #expect(try connection.readToEnd().isEmpty)
        }
    }

    @Test("the answer to HEAD keeps its length and has no body, and the connection goes on")
    func head() throws {
        try withStage { stage in
            let head = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 12345\r\n\r\n"
            let script: ScriptedUpstream.Script = { request in
                request.requestLine.hasPrefix("HEAD") ? head : ScriptedUpstream.answer("{}")
            }
            let sidecar = try stage.sidecar(configuration(try stage.upstream(script), try stage.upstream(script)))
            let connection = try sidecar.connect()
            for _ in 0..<3 {
                try connection.send(HTTPRequest(method: "HEAD", target: "/x").bytes)
                #expect(String(decoding: try connection.read(head.utf8.count), as: UTF8.self) == head)
            }
            #expect(try connection.exchange(.get("/x?q=1")).text == "{}")
            connection.close()
            let record = try sidecar.finalReport().route("everything")
            #expect(record.requests == 4 && record.matches == 4, "\(record)")
        }
    }

    @Test("an answer that breaks off inside its body breaks off for the client too")
    func brokenOff() throws {
        try withStage { stage in
            // The upstream ends the connection after an answer in which it does not find its own spelling of the length.
            let legacy = try stage.upstream { _ in "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf" }
            let sidecar = try stage.sidecar(configuration(legacy, try stage.upstream(answering: "{}")))
            let connection = try sidecar.connect()
            try connection.send(HTTPRequest.get("/x").bytes)
            #expect(try connection.readHead().first == "HTTP/1.1 200 OK")
            #expect(throws: Failure.self) { try connection.read(9) }
            #expect(connection.hasEnded)
            let record = try sidecar.finalReport().route("everything")
            #expect(record.incomparable == ["legacyMalformed": 1], "\(record)")
        }
    }

    @Test("a request reaches both sides with the same target, fields and body; the copy is marked")
    func request() throws {
        try withStage { stage in
            let legacy = try stage.upstream(answering: "{}")
            let candidate = try stage.upstream(answering: "{}")
            let sidecar = try stage.sidecar(configuration(legacy, candidate))
            let request = HTTPRequest(
                method: "PROPFIND", target: "/a//b/%2F/%zz/+?q=%20+&&q=&empty#no",
                fields: [
                    "X-Request-Id: from-the-client", "x-ODD: 1", "X-Odd: 2", "Cookie: a=1", "TE: trailers",
                    "Connection: x-private", "X-Private: 1", "x-nf-function-name: other", "Parallax-Dry-Run: ?1",
                ], body: "b\u{F6}dy")
            // A fragment is no part of a request target; without it everything goes through.
            var whole = request
            whole.target = String(request.target.dropLast(3))
            #expect(try sidecar.answer(to: whole).status == 200)
            _ = try sidecar.finalReport()
            let original = try #require(legacy.received.first)
            let copy = try #require(candidate.received.first)
            #expect(legacy.received.count == 1 && candidate.received.count == 1)
            #expect(original.requestLine == "PROPFIND \(whole.target) HTTP/1.1")
            #expect(copy.requestLine == original.requestLine)
            #expect(original.body == Array("b\u{F6}dy".utf8) && copy.body == original.body)
            #expect(!original.isCopy && copy.isCopy)
            #expect(copy.fields.filter { $0 != "Parallax-Mirror: ?1" } == original.fields)
            let kept = [
                "Host: tradesphere.example", "X-Request-Id: from-the-client", "x-ODD: 1", "X-Odd: 2", "Cookie: a=1",
            ]
            #expect(original.fields.filter(kept.contains) == kept)
            for name in ["te:", "connection:", "x-private:", "x-nf-function-name:", "parallax-dry-run:"] {
                #expect(!original.fields.contains { $0.lowercased().hasPrefix(name) }, "\(name)")
            }
            for name in ["via:", "x-forwarded-for:", "x-forwarded-proto:", "x-forwarded-host:", "traceparent:"] {
                #expect(original.fields.count { $0.lowercased().hasPrefix(name) } == 1, "\(name)")
            }
        }
    }

    @Test("a client that waits for 100 Continue gets it, and the body arrives on both sides")
    func expectation() throws {
        try withStage { stage in
            let legacy = try stage.upstream(answering: "{}")
            let candidate = try stage.upstream(answering: "{}")
            var configuration = configuration(legacy, candidate)
            configuration.routes += "\n    # the user is in the body, so that it is read before a side is chosen\n"
            configuration.routes = configuration.routes.replacingOccurrences(
                of: "/request/query/user", with: "/request/body/user")
            configuration.rolloutPercentage = 100
            let sidecar = try stage.sidecar(configuration)
            let connection = try sidecar.connect()
            let body = #"{"user":"1"}"#
            try connection.send(
                "POST /x HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: \(body.utf8.count)\r\n\r\n")
            #expect(try connection.readHead().first == "HTTP/1.1 100 Continue")
            try connection.send(body)
            #expect(try connection.readAnswer().status == 200)
            connection.close()
            let record = try sidecar.finalReport().route("everything")
            #expect(record.servedByCandidate == 1, "the user's key in the body was found")
            #expect(legacy.received.map(\.body) == [Array(body.utf8)])
            #expect(candidate.received.map(\.body) == [Array(body.utf8)])
        }
    }
}
