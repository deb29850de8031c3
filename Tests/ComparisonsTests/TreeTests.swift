import Comparisons
import Testing
import Traffic

@Suite("Trees")
struct TreeTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let legacy: String
        let candidate: String
        let expected: [String]
        var testDescription: String { "\(legacy) / \(candidate)" }

        init(_ legacy: String, _ candidate: String, _ expected: String...) {
            self.legacy = legacy
            self.candidate = candidate
            self.expected = expected
        }
    }

    static let cases: [Case] = [
        Case("{}", " { } "),
        Case(#"{"a":1,"b":2}"#, #"{"b":2,"a":1}"#),
        Case(#"{"a":1}"#, #"{"\u0061":1.0}"#),
        Case(#"{"a":1}"#, #"{"a":2}"#, "changed /body/a"),
        Case(#"{"a":2}"#, #"{"a":2.5}"#, "changed /body/a"),
        Case(#"{"a":2}"#, #"{"a":"2"}"#, "typeChanged /body/a"),
        Case(#"{"a":2}"#, #"{"a":null}"#, "typeChanged /body/a"),
        Case(#"{"a":true}"#, #"{"a":false}"#, "changed /body/a"),
        Case(#"{"a":{}}"#, #"{"a":[]}"#, "typeChanged /body/a"),
        Case(#"{"a":{"b":{"c":1}}}"#, #"{}"#, "missing /body/a"),
        Case(#"{}"#, #"{"a":{"b":{"c":1}}}"#, "added /body/a"),
        Case(#"{"a":null}"#, #"{}"#, "missing /body/a"),
        Case(#"{"a":1,"b":1}"#, #"{"c":1,"b":2}"#, "missing /body/a", "changed /body/b", "added /body/c"),
        Case(#"{"a":1,"a":2}"#, #"{"a":1,"a":3}"#, "changed /body/a"),
        Case(#"{"a":1,"a":2}"#, #"{"a":1}"#, "missing /body/a"),
        Case(#"{"a/b":1,"c~d":1}"#, #"{"a/b":2,"c~d":2}"#, "changed /body/a~1b", "changed /body/c~0d"),
        Case(#"{"é":1}"#, "{\"e\u{301}\":1}", "missing /body/é", "added /body/e\u{301}"),
        Case("1", "1.0"),
        Case("1", "2", "changed /body"),
    ]

    @Test("differences are found where they are", arguments: cases)
    func differences(_ example: Case) throws {
        #expect(found(try compare(example.legacy, example.candidate)) == example.expected)
    }
}
