import Comparisons
import Testing
import Traffic

/// Bodies that are neither JSON nor text, each compared in its own form.
@Suite("Documents")
struct DocumentTests {
    private let comparer = AnswerComparer(redaction: nil)

    struct Case: Sendable, CustomTestStringConvertible {
        let type: String
        let legacy: String
        let candidate: String
        let expected: [String]
        var testDescription: String { "\(type): \(legacy) / \(candidate)" }

        init(_ type: String, _ legacy: String, _ candidate: String, _ expected: String...) {
            self.type = type
            self.legacy = legacy
            self.candidate = candidate
            self.expected = expected
        }
    }

    private static let lines = "application/x-ndjson"
    private static let form = "application/x-www-form-urlencoded"

    static let cases: [Case] = [
        Case(lines, "{\"a\":1}\n{\"a\":2}\n", "{\"a\":1.0}\r\n\n{ \"a\":2 }"),
        Case(
            lines, "{\"id\":1,\"name\":\"a\"}\n{\"id\":2,\"name\":\"b\"}\n{\"id\":3,\"name\":\"c\"}\n",
            "{\"id\":1,\"name\":\"a\"}\n{\"id\":2,\"name\":\"x\"}\n{\"id\":3,\"name\":\"c\"}\n", "changed /body/1/name"),
        Case("application/jsonl", "1\n2\n3\n", "1\n3\n", "missing /body/1"),
        Case("application/ndjson; charset=utf-8", "[1]\n", "[1]\n[2]\n", "added /body/1"),
        Case(lines, "{}\n", "{}\n[\n]\n", "undecodable /body", "added /body/1", "added /body/2"),
        Case(lines, "1,2\n", "1\n2\n", "undecodable /body", "changed /body/0", "added /body/1"),

        Case(form, "a=1&b=2", "b=2&a=1"),
        Case(form, "a=%61+b", "%61=a%20b"),
        Case(form, "a=1&b=2", "a=1&b=3", "changed /body/b"),
        Case(form, "a=1&b=2", "a=1", "missing /body/b"),
        Case(form, "a=1&a=2", "a=1&a=3", "changed /body/a/1"),
        Case(form, "a=1&a=2", "a=1&a=2&a=3", "added /body/a/2"),
        Case(form, "a=1", "a=1&a=2", "typeChanged /body/a"),
        Case(form, "a", "a="),
        Case(form, "&&a=1&", "a=1"),
        Case(form, "a=b=c", "a=b%3Dc"),
        Case(form, "a=%zz", "a=%25zz"),
        Case(form, "a=%E9", "a=%C3%A9", "changed /body/a"),
        Case(form, "a=%E9", "a=%E8", "changed /body/a"),
        Case(form, "=1", "=2", "changed /body/"),
        Case(form, "a%2Fb=1", "a/b=2", "changed /body/a~1b"),
        Case(form, "a=%", "a=%2", "changed /body/a"),
    ]

    @Test("lines of JSON and forms are compared as trees", arguments: cases)
    func tree(example: Case) {
        let result = comparer.compare(
            legacy: typed(example.type, example.legacy), candidate: typed(example.type, example.candidate),
            rules: .none)
        #expect(found(result) == example.expected)
    }

    @Test("what is broken in lines of JSON is told with its line and column")
    func brokenLine() {
        let result = comparer.compare(
            legacy: typed(Self.lines, "{}\n{}\n"), candidate: typed(Self.lines, "{}\n\n{\"a\":}\n"), rules: .none)
        #expect(
            result.differences.first?.candidate?.text
                == "\"‹not JSON at line 3, column 6: expected a value, found '}'›\"")
    }

    @Test("a body of no declared type is read as what the other side says that its own is")
    func undeclared() {
        let result = comparer.compare(
            legacy: typed(Self.form, "a=1&b=2"), candidate: typed(nil, "b=2&a=3"), rules: .none)
        #expect(found(result) == ["missing /headers/content-type", "changed /body/a"])
    }

    @Test("without a declared type a body is JSON if it reads as such, else text if it is UTF-8, else bytes")
    func byLook() {
        func look(_ left: [UInt8], _ right: [UInt8]) -> [String] {
            found(comparer.compare(legacy: typed(nil, left), candidate: typed(nil, right), rules: .none))
        }
        #expect(look(Array(#"{"a":1}"#.utf8), Array(#"{"a":2}"#.utf8)) == ["changed /body/a"])
        #expect(look(Array("1".utf8), Array("1.0".utf8)) == [])
        #expect(look(Array("a\nb".utf8), Array("a\nc".utf8)) == ["changed /body/1"])
        #expect(look([0xFF, 1], [0xFE, 1]) == ["changed /body"])
    }

    @Test("rules and redaction hold for documents as for JSON")
    func rulesAndRedaction() throws {
        let careful = AnswerComparer(redaction: Redaction(Redaction.defaults))
        let result = careful.compare(
            legacy: typed(Self.form, "phone=0171&time=1"), candidate: typed(Self.form, "phone=0172&time=2"),
            rules: rules(try rule("/body/time", .ignore)))
        #expect(found(result) == ["changed /body/phone"])
        #expect(result.differences.first?.legacy?.text.contains("0171") == false)
        #expect(explained(result) == ["changed /body/time by ignore"])
    }
}
