import Comparisons
import Testing
import Traffic

@Suite("Signatures")
struct SignatureTests {
    static let cases: [(key: String, isDynamic: Bool)] = [
        ("7", true), ("00123", true), ("123e4567-e89b-12d3-a456-426614174000", true),
        ("123E4567-E89B-12D3-A456-426614174000", true), ("2025-10-13", true), ("2025-10-13T12:00:00Z", true),
        ("2025-10-13 12:00", true), ("email", false), ("a1", false), ("1a", false), ("-1", false), ("1.5", false),
        ("123e4567-e89b-12d3-a456-42661417400", false), ("123e4567xe89bx12d3xa456x426614174000", false),
        ("2025-10-1", false), ("2025-10-133", false), ("2025/10/13", false), ("", false), ("٣", false),
    ]

    @Test("keys that vary with the data become *", arguments: cases)
    func keys(_ key: String, _ isDynamic: Bool) throws {
        let quoted = JSONFragment.quoted(key)
        let result = try compare("{\(quoted):{\"v\":1}}", "{\(quoted):{\"v\":2}}")
        let difference = try #require(result.differences.first)
        #expect(difference.at == Location(["body", key, "v"]))
        #expect(difference.generalisedLocation == Location(["body", isDynamic ? "*" : key, "v"]))
    }

    @Test("lines of a text and masked keys become *")
    func linesAndMasks() throws {
        let comparer = AnswerComparer(redaction: Redaction([]))
        let lines = comparer.compare(
            legacy: answer(200, ["Content-Type: text/plain"], "a\nb"),
            candidate: answer(200, ["Content-Type: text/plain"], "a\nc"), rules: .none)
        #expect(lines.differences.map(\.generalisedLocation.description) == ["/body/*"])
        let keys = comparer.compare(
            legacy: json(#"{"bob@x.org":{"v":1}}"#), candidate: json(#"{"bob@x.org":{"v":2}}"#), rules: .none)
        #expect(keys.differences.map(\.generalisedLocation.description) == ["/body/*/v"])
        #expect(keys.differences.map(\.at.description) == ["/body/‹e-mail›/v"])
    }
}
