import Comparisons
import NIOCore
import Testing
import Traffic

@Suite("Answers")
struct AnswerTests {
    private let comparer = AnswerComparer(redaction: nil)

    struct HeadCase: Sendable, CustomTestStringConvertible {
        let legacy: [String]
        let candidate: [String]
        let expected: [String]
        var testDescription: String { "\(legacy) / \(candidate)" }

        init(_ legacy: [String], _ candidate: [String], _ expected: String...) {
            self.legacy = legacy
            self.candidate = candidate
            self.expected = expected
        }
    }

    static let heads: [HeadCase] = [
        HeadCase(["A: 1", "B: 2"], ["b: 2", "a:  1 "]),
        HeadCase(["A: 1"], ["A: 2"], "changed /headers/a"),
        HeadCase(["A: 1"], ["A: x", "B: 1"], "changed /headers/a", "added /headers/b"),
        HeadCase(["X-A: 1"], [], "missing /headers/x-a"),
        HeadCase(["A: 1", "A: 2"], ["A: 1", "A: 2"]),
        HeadCase(["A: 1", "A: 2"], ["A: 2", "A: 1"], "changed /headers/a"),
        HeadCase(["A: 1", "A: 2"], ["A: 1"], "changed /headers/a"),
        HeadCase(["A: 1", "A: 2"], ["A: 1, 2"], "changed /headers/a"),
        HeadCase(["A:"], ["A: "]),
        HeadCase(["A:"], [], "missing /headers/a"),
        HeadCase(["A: \"q\\\"\t\""], ["A: \"q\\\"\t\""]),
        HeadCase(
            ["Date: 1", "Age: 1", "Server: a", "Via: 1", "Content-Length: 1", "X-Request-Id: 1", "X-NF-Request-Id: 1"],
            []),
        HeadCase(["Traceparent: a", "Tracestate: b"], ["Traceparent: c"]),
        HeadCase(
            ["Connection: close, X-Hop", "X-Hop: 1", "Keep-Alive: 1", "Transfer-Encoding: chunked", "TE: trailers"],
            ["Proxy-Connection: a", "Trailer: b", "Upgrade: c"]),
        // Listed on one side, a field is no part of that answer; listed on both, of neither.
        HeadCase(["X-V: 1"], ["Connection: x-v", "X-V: 1"], "missing /headers/x-v"),
        HeadCase(["Connection: close, X-V", "X-V: 1"], ["X-V: 1"], "added /headers/x-v"),
        HeadCase(["Connection: x-v", "X-V: 1"], ["Connection: x-w", "X-V: 1"], "added /headers/x-v"),
        HeadCase(["Connection: x-v", "X-V: 1"], ["connection: X-V", "X-V: 1"]),
        HeadCase(["Connection: x-v", "X-V: 1"], ["Connection: x-v", "X-V: 1"]),
        HeadCase(["Connection: close", "X-V: 1"], ["Connection: Keep-Alive, ", "X-V: 1"]),
        HeadCase(["ETag: \"a\""], ["ETag: \"b\""]),
    ]

    @Test("fields are compared end to end, names in any case and order", arguments: heads)
    func head(_ example: HeadCase) {
        let result = comparer.compare(
            legacy: answer(200, example.legacy), candidate: answer(200, example.candidate), rules: .none)
        #expect(found(result) == example.expected)
    }

    @Test("what a connection keeps to itself is told, whatever else differs", arguments: ["{\"a\":1}", "{\"a\":2}"])
    func listedField(body: String) {
        let result = comparer.compare(
            legacy: answer(200, ["Content-Type: application/json", "X-V: 1"], "{\"a\":1}"),
            candidate: answer(200, ["Content-Type: application/json", "Connection: x-v", "X-V: 1"], body), rules: .none)
        #expect(found(result).first == "missing /headers/x-v")
    }

    @Test("a status is compared exactly")
    func status() {
        let result = comparer.compare(legacy: answer(200), candidate: answer(201), rules: .none)
        #expect(found(result) == ["changed /status"])
        #expect(result.differences.first?.legacy?.text == "200")
    }

    @Test("values that are no UTF-8 stay apart")
    func latin1() {
        func head(_ byte: UInt8) -> Answer {
            let bytes = ByteBuffer(bytes: Array("HTTP/1.1 200 OK\r\nA: ".utf8) + [byte, 13, 10])
            return Answer(status: 200, head: MessageHead(bytes: bytes), body: ByteBuffer())
        }
        #expect(
            found(comparer.compare(legacy: head(0xE8), candidate: head(0xE9), rules: .none)) == ["changed /headers/a"])
        #expect(found(comparer.compare(legacy: head(0xE8), candidate: head(0xE8), rules: .none)) == [])
    }

    @Test("an entity tag counts only where the bodies differ")
    func entityTag() throws {
        func tagged(_ tag: String, _ body: String) -> Answer {
            answer(200, ["ETag: \(tag)", "Content-Type: application/json"], body)
        }
        let differing = comparer.compare(
            legacy: tagged("1", #"{"a":1}"#), candidate: tagged("2", #"{"a":2}"#), rules: .none)
        #expect(found(differing) == ["changed /headers/etag", "changed /body/a"])
        let explained = comparer.compare(
            legacy: tagged("1", #"{"a":1}"#), candidate: tagged("2", #"{"a":2}"#),
            rules: rules(try rule("/body/a", .ignore)))
        #expect(found(explained) == [])
    }

    @Test("rules hold for heads as for bodies")
    func headRules() throws {
        let set = rules(
            try rule("/headers/x-time", .ignore), try rule("/status", .type),
            try rule("/headers/link", .unordered),
            try rule("/headers/x-old", .rename(to: LocationPattern(parsing: "/headers/x-new"))),
            try rule("/headers/a", .caseInsensitive))
        let legacy = answer(200, ["X-Time: 1", "Link: a", "Link: b", "X-Old: 1", "A: X"])
        let candidate = answer(201, ["X-Time: 2", "Link: b", "Link: a", "X-New: 1", "A: x"])
        let result = comparer.compare(legacy: legacy, candidate: candidate, rules: set)
        #expect(found(result) == [])
        #expect(
            Set(explained(result)) == [
                "changed /status by type", "changed /headers/x-time by ignore",
                "changed /headers/link by unordered",
                "missing /headers/x-old by rename", "changed /headers/a by caseInsensitive",
            ])
    }

    @Test("trailers are compared like fields")
    func trailers() {
        var legacy = answer()
        legacy.trailers = MessageHead(text: "ignored\nX-Sum: 1")
        #expect(found(comparer.compare(legacy: legacy, candidate: legacy, rules: .none)) == [])
        var candidate = answer()
        #expect(
            found(comparer.compare(legacy: legacy, candidate: candidate, rules: .none)) == ["missing /trailers/x-sum"])
        candidate.trailers = MessageHead(text: "ignored\nX-Sum: 2")
        #expect(
            found(comparer.compare(legacy: legacy, candidate: candidate, rules: .none)) == ["changed /trailers/x-sum"])
    }

    struct BodyCase: Sendable, CustomTestStringConvertible {
        let types: (String?, String?)
        let bodies: (String, String)
        let expected: [String]
        var testDescription: String { "\(types) \(bodies)" }

        init(_ types: (String?, String?), _ bodies: (String, String), _ expected: String...) {
            self.types = types
            self.bodies = bodies
            self.expected = expected
        }
    }

    static let bodies: [BodyCase] = [
        BodyCase(("application/json", "application/json"), (#"{"a":1}"#, #"{ "a": 1 }"#)),
        BodyCase(
            ("application/problem+json", "application/problem+json"), (#"{"a":1}"#, #"{"a":2}"#), "changed /body/a"),
        BodyCase((nil, nil), (#"{"a":1}"#, #"{"a":2}"#), "changed /body/a"),
        BodyCase(("text/plain", "text/plain"), (#"{"a":1}"#, #"{"a":2}"#), "changed /body/a"),
        BodyCase(("text/plain", "text/plain"), ("1", "2"), "changed /body/0"),
        BodyCase(("text/plain", "text/plain"), ("a\nb\nc", "a\nx\nb\nc"), "added /body/1"),
        BodyCase(("text/plain", "text/plain"), ("a\nb\nc", "a\nc"), "missing /body/1"),
        BodyCase(
            ("text/html", "text/html"), ("<p>a</p>\n<p>b</p>\n", "<p>a</p>\n<p>c</p>\n"),
            "changed /body/html/#/0/body/#/1/p/#/0"),
        BodyCase(("text/plain", "text/plain"), ("a\r\nb", "a\nb"), "changed /body/0"),
        BodyCase(("image/png", "image/png"), ("abc", "abd"), "changed /body"),
        BodyCase(("image/png", "image/png"), (#"{"a":1}"#, #"{"a":2}"#), "changed /body"),
        BodyCase((nil, nil), ("abc", "abd"), "changed /body/0"),
        BodyCase(("application/json", "application/json"), ("{x", "{x")),
        BodyCase(("application/json", "application/json"), ("{\"a\":1}", "{x"), "undecodable /body", "changed /body/0"),
        BodyCase(("application/json", "application/json"), ("{x", "{y"), "undecodable /body", "changed /body/0"),
        BodyCase(
            ("application/json", "text/html"), (#"{"a":1}"#, "<h1>Bad gateway</h1>"), "changed /headers/content-type",
            "typeChanged /body"),
        BodyCase(
            ("application/json", nil), (#"{"a":1}"#, #"{"a":2}"#), "missing /headers/content-type", "changed /body/a"),
        BodyCase(("application/json", "application/json"), (#"{"a":1}"#, ""), "missing /body"),
        BodyCase(("application/json", "application/json"), ("", #"{"a":1}"#), "added /body"),
        BodyCase(("image/png", "image/png"), ("", "abc"), "added /body"),
    ]

    @Test("a body is compared in the form that it is in", arguments: bodies)
    func body(_ example: BodyCase) {
        func side(_ type: String?, _ body: String) -> Answer {
            answer(200, type.map { ["Content-Type: \($0)"] } ?? [], body)
        }
        let result = comparer.compare(
            legacy: side(example.types.0, example.bodies.0), candidate: side(example.types.1, example.bodies.1),
            rules: .none)
        #expect(found(result) == example.expected)
    }

    @Test("a broken JSON body says where it is broken, and is compared by line")
    func undecodable() throws {
        let result = comparer.compare(legacy: json("{\"a\":1}"), candidate: json("{\n a"), rules: .none)
        #expect(found(result) == ["undecodable /body", "changed /body/0", "added /body/1"])
        let difference = try #require(result.differences.first)
        #expect(difference.legacy?.text == #"{"a":1}"#)
        let reason = "\"‹not JSON at line 2, column 2: expected a key in quotation marks, found something else›\""
        #expect(difference.candidate?.text == reason)
    }

    @Test("the lines of what should have been JSON are not shown where anything is redacted: its names cannot be told")
    func undecodableRedacted() throws {
        let careful = AnswerComparer(redaction: Redaction(Redaction.defaults))
        let result = careful.compare(
            legacy: json(#"{"phone":"0171 55"}"#), candidate: json(#"{"phone":"0171 56""#), rules: .none)
        #expect(found(result) == ["undecodable /body", "changed /body/0"])
        for difference in result.differences {
            #expect(difference.legacy?.text.contains("0171") == false)
            #expect(difference.candidate?.text.contains("0171") == false)
        }
    }

    @Test("what has no form that is known is compared by its octets: where they part, how many there are, and a hash")
    func bytes() throws {
        let result = comparer.compare(
            legacy: typed("image/png", "abcd"), candidate: typed("image/png", "abxde"), rules: .none)
        #expect(found(result) == ["changed /body"])
        let difference = try #require(result.differences.first)
        #expect(difference.legacy?.text == "\"‹differ at offset 2 of 4 octets, XXH64 de0327b0d25d92cc›\"")
        #expect(difference.candidate?.text.contains("differ at offset 2 of 5 octets") == true)
        let longer = comparer.compare(
            legacy: typed("image/png", "abc"), candidate: typed("image/png", "abcd"), rules: .none)
        #expect(
            longer.differences.first?.legacy?.text.contains("end at offset 3, where the other side goes on") == true)
    }

    @Test("a rule for the whole body holds for bodies that cannot be read")
    func opaqueRule() throws {
        let set = rules(try rule("/body", .ignore))
        let result = comparer.compare(
            legacy: answer(200, ["Content-Type: image/png"], "a"),
            candidate: answer(200, ["Content-Type: image/png"], "b"),
            rules: set)
        #expect(found(result) == [])
        #expect(explained(result) == ["changed /body by ignore"])
    }

    @Test("text that is no UTF-8 is compared as bytes, never repaired first")
    func invalidText() {
        func side(_ byte: UInt8) -> Answer {
            var result = answer(200, ["Content-Type: text/plain"])
            result.body = ByteBuffer(bytes: [0x61, byte])
            result.bodyLength = 2
            return result
        }
        #expect(found(comparer.compare(legacy: side(0xE8), candidate: side(0xE9), rules: .none)) == ["changed /body"])
    }
}
