import Comparisons
import Testing
import Traffic

@Suite("Multipart bodies")
struct MultipartTests {
    private let comparer = AnswerComparer(redaction: nil)

    /// One part: its fields, and its body.
    struct Part {
        var fields: [String]
        var body: String

        static func field(_ name: String, _ value: String, _ fields: String...) -> Part {
            Part(fields: ["Content-Disposition: form-data; name=\"\(name)\""] + fields, body: value)
        }

        static func file(_ name: String, _ filename: String, _ type: String, _ body: String) -> Part {
            Part(
                fields: [
                    "content-disposition: form-data; filename=\"\(filename)\"; name=\(name)", "Content-Type: \(type)",
                ], body: body)
        }
    }

    private func form(
        _ parts: [Part], boundary: String = "x", end: String = "\r\n", subtype: String = "form-data"
    ) -> Answer {
        let text =
            parts.map { "--\(boundary)\(end)" + ($0.fields + ["", $0.body]).joined(separator: end) + end }.joined()
            + "--\(boundary)--\(end)"
        return typed("multipart/\(subtype); boundary=\"\(boundary)\"", text)
    }

    private func differences(_ left: Answer, _ right: Answer) -> [String] {
        found(comparer.compare(legacy: left, candidate: right, rules: .none))
    }

    @Test("neither the boundary nor the order of parts with different names is of account")
    func boundary() {
        let parts = [Part.field("a", "1"), .field("b", "2")]
        #expect(differences(form(parts, boundary: "one"), form(parts.reversed(), boundary: "another one")) == [])
        #expect(differences(form(parts), form(parts, end: "\n")) == [])
    }

    @Test("parts are compared by name, in the form that their own type says")
    func parts() {
        let json = "application/json"
        let cases: [(Part, Part, [String])] = [
            (.field("a", "1"), .field("a", "2"), ["changed /body/a/body"]),
            (.field("a", "x\r\ny"), .field("a", "x\r\nz"), ["changed /body/a/body"]),
            (.field("a", "1"), .field("b", "1"), ["missing /body/a", "added /body/b"]),
            (.file("f", "1", json, #"{"a":1}"#), .file("f", "1", json, #"{"a":2}"#), ["changed /body/f/body/a"]),
            (.file("f", "1", json, #"{"a":1}"#), .file("f", "1", json, #"{ "a":1 }"#), []),
            (.file("f", "1", json, "{"), .file("f", "1", json, "["), ["changed /body/f/body/0"]),
            (.file("f", "1", "text/csv", "a\nb\nc"), .file("f", "1", "text/csv", "a\nc"), ["missing /body/f/body/1"]),
            (
                .file("f", "1", "text/xml", "<a>1</a>"), .file("f", "1", "text/xml", "<a>2</a>"),
                ["changed /body/f/body/a/#/0"]
            ),
            (.file("f", "1", "image/png", "abc"), .file("f", "1", "image/png", "abd"), ["changed /body/f/body"]),
            (.file("f", "a.txt", "text/csv", "1"), .file("f", "b.txt", "text/csv", "1"), ["changed /body/f/filename"]),
            (.file("f", "1", "text/csv", "1"), .file("f", "1", "Text/CSV", "1"), []),
            (
                .file("f", "1", "text/csv", "1"), .file("f", "1", "text/plain", "1"),
                ["changed /body/f/headers/content-type"]
            ),
            (
                .field("a", "1", "X-Part: 1"), .field("a", "1", "x-part: 2"), ["changed /body/a/headers/x-part"]
            ),
            (.field("a", ""), .field("a", "1"), ["changed /body/a/body"]),
        ]
        for (left, right, expected) in cases {
            #expect(differences(form([left]), form([right])) == expected, "\(left) \(right)")
        }
    }

    @Test("parts of one name are an array, and so are parts without a name")
    func repeated() {
        let one = form([.field("a", "1"), .field("a", "2"), .field("b", "1")])
        let two = form([.field("a", "1"), .field("b", "1"), .field("a", "3")])
        #expect(differences(one, two) == ["missing /body/a/1", "added /body/a/1"])
        let left = form([Part(fields: [], body: "1"), Part(fields: [], body: "2")], subtype: "mixed")
        let right = form([Part(fields: [], body: "1"), Part(fields: [], body: "3")], boundary: "y", subtype: "mixed")
        #expect(differences(left, right) == ["missing /body/1", "added /body/1"])
    }

    @Test("a preamble, an epilogue and padding are no content; a longer boundary is another one")
    func framing() {
        let plain = form([.field("a", "1\r\n--xy\r\n2")])
        let text = "preamble\r\n--x \t\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--xy\r\n2\r\n--x--\r\nend"
        #expect(differences(plain, typed("multipart/form-data; boundary=x", text)) == [])
    }

    @Test(
        "what cannot be taken apart is undecodable and says why",
        arguments: [
            ("multipart/form-data", "--x\r\n", "multipart, but the type has no boundary"),
            ("multipart/form-data; boundary=x", "--y\r\n\r\n1\r\n--y--", "multipart, but its boundary does not occur"),
            (
                "multipart/form-data; boundary=x", "--x\r\n\r\n1\r\n--x\r\n",
                "multipart ends before its closing delimiter"
            ),
            (
                "multipart/form-data; boundary=x", String(repeating: "--x\r\n\r\n\r\n", count: 10_002) + "--x--",
                "multipart with more than 10,000 parts"
            ),
        ])
    func broken(type: String, body: String, reason: String) {
        let result = comparer.compare(
            legacy: form([.field("a", "1")]), candidate: typed(type, body), rules: .none)
        #expect(found(result) == ["undecodable /body"])
        #expect(result.differences.first?.candidate?.text == "\"‹\(reason)›\"")
    }

    @Test("parts that redaction goes by are redacted")
    func redaction() {
        let careful = AnswerComparer(redaction: Redaction(Redaction.defaults))
        let result = careful.compare(
            legacy: form([.field("phone", "0171")]), candidate: form([.field("phone", "0172")]), rules: .none)
        #expect(found(result) == ["changed /body/phone/body"])
        #expect(result.differences.first?.legacy?.text.contains("0171") == false)
    }
}
