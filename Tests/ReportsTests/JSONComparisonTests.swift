import Foundation
import Testing
import Traffic

@testable import Reports

@Suite("A comparison for tools")
struct JSONComparisonTests {
    private func parse(_ document: ComparisonDocument) throws -> [String: Any] {
        let text = JSONComparison.render(document)
        return try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    private func list(_ name: String, _ document: ComparisonDocument = .sample) throws -> [[String: Any]] {
        try #require(try parse(document)[name] as? [[String: Any]])
    }

    @Test("has the fields of the contract")
    func contract() throws {
        let whole = try parse(.sample)
        #expect(whole["outcome"] as? String == "mismatch")
        #expect(whole["reason"] is NSNull)
        let first = try #require(try list("differences").first)
        #expect(first["at"] as? String == "/body/total")
        #expect(first["kind"] as? String == "changed")
        #expect(first["legacy"] as? Double == 12.345)
        #expect(first["candidate"] as? Double == 12.35)
        let hidden = try #require(try list("suppressed").first)
        #expect(Set(hidden.keys) == ["at", "kind", "rule", "ruleAt"])
        #expect(hidden["ruleAt"] as? String == "/body/**/t")
    }

    @Test("says what values have to do with each other, what moved, and what position decided")
    func more() throws {
        let all = try list("differences")
        let valueClass = try #require(all[0]["class"] as? [String: Any])
        #expect(valueClass["name"] as? String == "rounding")
        #expect(valueClass["side"] as? String == "candidate")
        #expect(valueClass["amount"] as? Int == 2)
        #expect(valueClass["says"] as? String == "candidate rounds to 2 decimals")
        #expect(all[1]["class"] is NSNull)
        #expect(all.map { $0["approximate"] as? Bool } == [false, false, false, false, true, false])
        let order = try #require(all[5]["order"] as? [String: Any])
        #expect(order["moved"] as? Int == 1)
        #expect(order["moves"] as? [[String: Int]] == [["from": 2, "to": 0]])
        #expect(all[2]["candidate"] is NSNull && all[3]["legacy"] is NSNull)
    }

    @Test("every rule is there, with what it did")
    func rules() throws {
        let rules = try list("rules")
        #expect(rules.map { $0["state"] as? String } == ["applied", "applied", "unmatched", "expired", "outside"])
        #expect(rules.map { $0["suppressed"] as? Int } == [1, 0, 0, 0, 0])
        #expect(rules.map { $0["expired"] as? Bool } == [false, false, false, true, false])
        #expect(rules[3]["until"] as? String == "2026-01-01T00:00:00.000Z")
    }

    @Test("what was left out is counted")
    func omitted() throws {
        var document = ComparisonDocument.sample
        document.counts[.missing] = 100
        let omitted = try #require(try parse(document)["omitted"] as? [String: Int])
        #expect(omitted == ["differences": 99, "suppressed": 0])
        #expect(
            try parse(document)["counts"] as? [String: Int] == [
                "changed": 2, "typeChanged": 1, "missing": 100, "added": 1, "reordered": 1,
            ])
    }

    @Test("a fault of the comparer is no mismatch")
    func fault() throws {
        let document = ComparisonDocument(
            legacyName: "a", candidateName: "b", outcome: .incomparable(.comparerFault))
        #expect(try parse(document)["outcome"] as? String == "incomparable")
        #expect(try parse(document)["reason"] as? String == "comparerFault")
    }
}
