import Comparisons
import NIOCore
import Testing
import Traffic

@Suite("Redaction")
struct RedactionTests {
    private func compare(
        _ legacy: String, _ candidate: String, patterns: [String]? = nil, rules: RuleSet = .none, target: String = "/"
    ) throws -> Comparison {
        let locations = try patterns?.map { try LocationPattern(parsing: $0) } ?? Redaction.defaults
        return ExchangeComparer(rules: ["route": rules], redaction: Redaction(locations)).compare(
            exchange(served: leg(.legacy, json(legacy)), mirrored: leg(.candidate, json(candidate)), target: target))
    }

    /// Everything of a comparison that leaves, as one text.
    private func everything(_ comparison: Comparison) -> String {
        comparison.exchangeID + comparison.target + everything(comparison.differences)
    }

    private func everything(_ differences: [Difference]) -> String {
        differences.map {
            "\($0.at) \($0.generalisedLocation) \($0.legacy?.text ?? "") \($0.candidate?.text ?? "")"
        }.joined()
    }

    @Test("the defaults are those of the design, and the values of cookies that are set")
    func defaults() {
        #expect(
            Redaction.defaults.map(\.description) == [
                "/request/headers/authorization", "/request/headers/cookie", "/headers/set-cookie/**/value",
                "/body/**/email", "/body/**/phone",
            ])
    }

    @Test("a session that is set does not show, alone or beside another of its name")
    func setCookies() {
        func answer(_ secret: String, more: String) -> Answer {
            let head = MessageHead(
                bytes: ByteBuffer(string: "HTTP/1.1 200 OK\r\nSet-Cookie: session=\(secret); Path=/\r\n\(more)\r\n"))
            return Answer(status: 200, head: head, body: ByteBuffer(), bodyLength: 0)
        }
        for more in ["", "Set-Cookie: session=s3cret-c; Path=/b\r\n"] {
            let result = AnswerComparer(redaction: Redaction(Redaction.defaults)).compare(
                legacy: answer("s3cret-a", more: more), candidate: answer("s3cret-b", more: more), rules: .none)
            #expect(result.differences.count == 1)
            for difference in result.differences {
                let text = [difference.legacy?.text, difference.candidate?.text].compactMap { $0 }.joined()
                #expect(!text.isEmpty && !text.contains("s3cret"))
            }
        }
    }

    struct ValueCase: Sendable {
        let legacy: String
        let candidate: String
        let shown: [String?]
    }

    static let values: [ValueCase] = [
        ValueCase(
            legacy: #"{"phone":"555 0100"}"#, candidate: #"{"phone":"555-0101"}"#,
            shown: [
                #""‹redacted: string, 8 characters; the sides differ›""#,
                #""‹redacted: string, 8 characters; the sides differ›""#,
            ]),
        ValueCase(
            legacy: #"{"phone":"(555) 0100"}"#, candidate: #"{"phone":"5550100"}"#,
            shown: [
                #""‹redacted: string, 10 characters; both sides with the same digits›""#,
                #""‹redacted: string, 7 characters; both sides with the same digits›""#,
            ]),
        ValueCase(
            legacy: #"{"email":"A@x.org"}"#, candidate: #"{"email":"a@x.org"}"#,
            shown: [
                #""‹redacted: string, 7 characters; both sides equal but for case›""#,
                #""‹redacted: string, 7 characters; both sides equal but for case›""#,
            ]),
        ValueCase(
            legacy: #"{"phone":5550100}"#, candidate: #"{"phone":null}"#,
            shown: [#""‹redacted: number, 7 digits›""#, "null"]),
        ValueCase(legacy: #"{"phone":true}"#, candidate: #"{}"#, shown: [#""‹redacted: boolean›""#, nil]),
        ValueCase(legacy: #"{}"#, candidate: #"{"phone":{"a":1}}"#, shown: [nil, #""‹redacted: object, 1 member›""#]),
        ValueCase(
            legacy: #"{"c":{"a":1,"email":"x","l":[{"phone":"1"}]}}"#, candidate: #"{}"#,
            shown: [
                #"{"a":1,"email":"‹redacted: string, 1 character›","l":[{"phone":"‹redacted: string, 1 character›"}]}"#,
                nil,
            ]),
        ValueCase(
            legacy: #"{"phone":["x","y"]}"#, candidate: #"{"phone":["x"]}"#,
            shown: [#""‹redacted: string, 1 character›""#, nil]),
        ValueCase(legacy: #"{"Phone":"x1"}"#, candidate: #"{}"#, shown: [#""‹redacted: string, 2 characters›""#, nil]),
        ValueCase(
            legacy: #"{"to":"bob@x.org"}"#, candidate: #"{"to":" BOB@x.org"}"#,
            shown: [
                #""‹redacted: e-mail address, 9 characters; both sides equal but for case and surrounding white space›""#,
                #"" ‹e-mail›""#,
            ]),
        ValueCase(
            legacy: #"{"t":"write to bob@x.org."}"#, candidate: #"{"t":"x"}"#,
            shown: [#""write to ‹e-mail›.""#, #""x""#]),
    ]

    @Test("a value that must not be seen still says what it is", arguments: values)
    func value(_ example: ValueCase) throws {
        let difference = try #require(try compare(example.legacy, example.candidate).differences.first)
        #expect(difference.legacy?.text == example.shown[0])
        #expect(difference.candidate?.text == example.shown[1])
    }

    static let hostile: [String] = [
        #"{"bob@secret.org":1}"#, #"{"bob\u0040secret.org":{"a":1}}"#, #"{"a":{"x bob@secret.org y":[1]}}"#,
        #"{"a":"https://h/?to=bob%40secret.org&x"}"#, #"{"a":"https://h/?to=bob%2540secret.org"}"#,
        #"{"a":"bob\u0040secret.org"}"#, #"{"a":"\"bob\"@secret.org"}"#, #"{"a":"bob＠secret.org"}"#,
        #"{"a":["bob@secret.org","x"]}"#, #"{"a":"a@b@bob@secret.org"}"#, #"{"a":"bob+tag@secret.org,bob@secret.org"}"#,
        #"{"a":"böb@secret.org"}"#, #"{"bob@secret.org":{"bob@secret.org":"bob@secret.org"}}"#,
        #"{"a":"bob@[192.0.2.1]secret"}"#,
    ]

    @Test("what looks like an e-mail address shows nowhere, whatever the patterns", arguments: hostile)
    func emails(_ text: String) throws {
        for (legacy, candidate) in [(text, "{}"), ("{}", text), (text, "[1]"), (text, #"{"a":"bob@secret.org."}"#)] {
            let comparison = try compare(legacy, candidate, patterns: [])
            #expect(comparison.outcome == .mismatch)
            for trace in ["bob", "böb", "secret"] where trace != "secret" || !text.contains("[192") {
                #expect(!everything(comparison).contains(trace))
            }
        }
    }

    @Test("what only has an at sign stays", arguments: ["@mention", "a @ b", "pkg@1.2.3", "50% 40", "x@"])
    func noEmails(_ text: String) throws {
        let difference = try #require(try compare(#"{"a":"\#(text)"}"#, "{}").differences.first)
        #expect(difference.legacy?.text == "\"\(text)\"")
    }

    @Test("an address that a cut would divide does not show")
    func cuts() throws {
        for padding in [900, 960, 980, 1_000, 1_015, 1_020, 1_024, 1_100, 1_780, 1_792] {
            for filler in ["x ", "é "] {
                let text = String(repeating: filler, count: padding / 2) + "bob.secret.name@example.org"
                let comparison = try compare(#"{"a":"\#(text)"}"#, #"{"a":1}"#)
                #expect(!everything(comparison).contains("bob"))
                let listed = try compare(#"{"a":["\#(text)","x"]}"#, #"{"a":1}"#)
                #expect(!everything(listed).contains("bob"))
            }
        }
    }

    @Test("a long value becomes a shortened string that says how long it was")
    func longValues() throws {
        let text = String(repeating: "\"é", count: 3_000).replacing("\"", with: "\\\"")
        for (legacy, candidate) in [
            (#"{"a":"\#(text)"}"#, "{}"), (#"{"a":["\#(text)"]}"#, "{}"), ("{}", #"{"b":{"\#(text)":1}}"#),
        ] {
            let difference = try #require(try compare(legacy, candidate).differences.first)
            let value = try #require(difference.legacy?.text ?? difference.candidate?.text)
            #expect(value.utf8.count <= 1_024)
            #expect(value.utf8.count > 900)
            #expect(value.contains("bytes in all›\""))
            #expect(throws: Never.self) {
                try JSONComparer.compare(
                    legacy: Array(value.utf8), candidate: Array(value.utf8), rules: .none, under: Location([]))
            }
        }
    }

    @Test("suppressed differences are redacted too")
    func suppressed() throws {
        let set = rules(try rule("/body/**", .ignore))
        let result = AnswerComparer(redaction: Redaction(Redaction.defaults)).compare(
            legacy: json(#"{"email":"bob","x":"bob@x.org","bob@x.org":1}"#), candidate: json(#"{"email":"eve"}"#),
            rules: set)
        #expect(result.isMatch)
        #expect(result.suppressed.count == 3)
        let shown = everything(result.suppressed.map(\.difference))
        #expect(shown.contains("/body/email") && !shown.contains("bob") && !shown.contains("eve"))
    }

    @Test("a renamed value is redacted by either name")
    func renamed() throws {
        let set = rules(try rule("/body/mail", .rename(to: LocationPattern(parsing: "/body/phone"))))
        let comparison = try compare(#"{"mail":"bob1"}"#, #"{"phone":"bob2"}"#, rules: set)
        #expect(comparison.differences.count == 1)
        #expect(!everything(comparison).contains("bob"))
    }

    @Test("an index in a pattern stands for any: elements that moved are redacted")
    func indices() throws {
        let comparison = try compare(
            #"{"l":[{"id":1,"s":"bob1"},{"id":2,"s":"bob2"}]}"#, #"{"l":[{"id":2,"s":"bob3"},{"id":1,"s":"bob4"}]}"#,
            patterns: ["/body/l/0/s"])
        #expect(comparison.differences.count == 3)
        #expect(!everything(comparison).contains("bob"))
    }

    @Test("a reordered array is redacted inside")
    func reordered() throws {
        let comparison = try compare(
            #"{"l":[{"id":1,"email":"bob"},{"id":2,"email":"eve"}]}"#,
            #"{"l":[{"id":2,"email":"eve"},{"id":1,"email":"bob"}]}"#)
        #expect(comparison.differences.map(\.kind) == [.reordered])
        #expect(!everything(comparison).contains("bob"))
    }

    @Test("text bodies and fields are masked")
    func texts() throws {
        let redaction = Redaction([try LocationPattern(parsing: "/headers/x-token")])
        let result = AnswerComparer(redaction: redaction).compare(
            legacy: answer(
                200, ["Content-Type: text/plain", "X-Token: bob", "X-To: bob@x.org"], "hello\nbob@x.org wrote"),
            candidate: answer(200, ["Content-Type: text/plain", "X-Token: bab", "X-To: y"], "hello\nwrote"),
            rules: .none)
        #expect(result.differences.count == 3)
        #expect(!result.differences.contains { $0.legacy?.text.contains("bob") == true })
    }

    static let targets: [(target: String, shown: String)] = [
        ("/c/Ann", "/c/Ann"), ("/c/bob@x.org", "/c/‹e-mail›"), ("/c/bob%40x.org/y", "/c/‹e-mail›/y"),
        ("/c/x?to=bob%40x.org&a=1", "/c/x?to=‹e-mail›&a=1"), ("/c/x?to=bob%2540x.org", "/c/x?to=‹e-mail›"),
        ("/c/x?bob@x.org", "/c/x?‹e-mail›"), ("/c/x?a=b%6Fb%40x%2eorg", "/c/x?a=‹e-mail›"),
        ("/c/x?q=%62ob@x.org", "/c/x?q=‹e-mail›"),
        ("/c/x?a=%25", "/c/x?a=%25"), ("/c/x?", "/c/x?"), ("/c/x?a", "/c/x?a"),
        ("/c/x?q=bob%25%340x.org", "/c/x?‹e-mail›"),
    ]

    @Test("addresses in targets are masked, encoded or not", arguments: targets)
    func target(_ target: String, _ shown: String) throws {
        let comparison = try compare("{}", "{}", patterns: [], target: target)
        #expect(comparison.target == shown)
    }

    @Test("captured segments and query parameters are redacted by name")
    func targetPatterns() throws {
        let locations = try ["/request/path/name", "/request/query/user_id"].map { try LocationPattern(parsing: $0) }
        let path = try PathPattern(parsing: "/f/{name}/{other}/**")
        let comparer = ExchangeComparer(rules: [:], redaction: Redaction(locations))
        func shown(_ target: String) -> String {
            comparer.compare(exchange(served: leg(.legacy, answer()), mirrored: nil, target: target, path: path)).target
        }
        #expect(
            shown("/f/Ann/b/c?user_id=7&x=1&user%5Fid=8&user_id")
                == "/f/‹redacted›/b/c?user_id=‹redacted›&x=1&user%5Fid=‹redacted›&user_id=‹redacted›")
        #expect(shown("/f/Ann/Ann") == "/f/‹redacted›/Ann")
        #expect(shown("http://bob@host/f/Ann/b") == "http://‹e-mail›/f/‹redacted›/b")
        #expect(shown("http://host") == "http://host")
    }
}
