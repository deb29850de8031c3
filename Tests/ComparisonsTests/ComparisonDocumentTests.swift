import Comparisons
import Testing
import Traffic

/// What `parallax compare` is told of a comparison.
@Suite("Comparison documents")
struct ComparisonDocumentTests {
    private func document(
        _ legacy: String, _ candidate: String, _ rules: RuleSet, limit: Int = 500
    ) throws -> ComparisonDocument {
        let limits = ComparisonLimits(differences: limit, outlinedDifferences: 10)
        let result = try compare(legacy, candidate, rules, limits: limits)
        return ComparisonDocument(result, rules: rules, parts: ["body"], legacyName: "left", candidateName: "right")
    }

    @Test("each rule is told by what it did")
    func rules() throws {
        var expired = try rule("/body/old", .ignore)
        expired.until = Timestamp(milliseconds: 1_000)
        expired.reason = "a release"
        let set = ComparisonsTests.rules(
            try rule("/body/t", .ignore), try rule("/body/calm", .type), try rule("/body/typo", .ignore),
            try rule("/headers/x-a", .ignore), try rule("/**/t", .accept), try rule("/body/t", .ignore), expired,
            today: Timestamp(milliseconds: 1_000))
        let found = try document(#"{"t":1,"calm":1,"old":1,"a":1}"#, #"{"t":2,"calm":1,"old":2,"a":1}"#, set)
        #expect(
            found.rules.map { "\($0.rule) \($0.at) \($0.suppressed) \($0.state.rawValue)" } == [
                "ignore /body/t 1 applied", "type /body/calm 0 applied", "ignore /body/typo 0 unmatched",
                "ignore /headers/x-a 0 outside", "accept /**/t 0 applied", "ignore /body/old 0 expired",
            ])
        #expect(found.rules.last?.reason == "a release")
        #expect(found.differences.map(\.at.description) == ["/body/old"])
        #expect(found.outcome == .mismatch)
    }

    @Test("what is beyond the limit is counted by kind and by rule")
    func counts() throws {
        let set = ComparisonsTests.rules(try rule("/body/t/*", .ignore))
        let found = try document(
            #"{"a":1,"b":2,"c":3,"d":4,"t":[1,2,3]}"#, #"{"a":2,"b":3,"c":"3","t":[4,5,6],"e":1}"#, set, limit: 2)
        #expect(found.differences.count == 2)
        #expect(found.counts == [.changed: 2, .typeChanged: 1, .missing: 1, .added: 1])
        #expect(found.differenceCount == 5)
        #expect(found.suppressed.count == 2)
        #expect(found.suppressedCount == 3)
    }

    @Test("of two answers status, fields and body are counted together, and what rules explain in either")
    func answers() throws {
        let set = ComparisonsTests.rules(try rule("/headers/x-a", .ignore), try rule("/body/t", .ignore))
        let left = answer(200, ["Content-Type: application/json", "X-A: 1"], #"{"t":1,"a":1}"#)
        let right = answer(404, ["Content-Type: application/json", "X-A: 2"], #"{"t":2,"a":2}"#)
        let limits = ComparisonLimits(differences: 1, outlinedDifferences: 10)
        let result = AnswerComparer(redaction: nil, limits: limits).compare(legacy: left, candidate: right, rules: set)
        let found = ComparisonDocument(
            result, rules: set, parts: ["status", "headers", "body"], legacyName: "a", candidateName: "b")
        #expect(found.differences.map(\.at.description) == ["/status"])
        #expect(found.counts == [.changed: 2])
        #expect(found.rules.map(\.suppressed) == [1, 1])
        #expect(found.suppressedCount == 2 && found.suppressed.count == 1)
    }

    @Test("rules speak also where two answers are the same")
    func same() throws {
        let set = ComparisonsTests.rules(
            try rule("/headers/x-a", .ignore), try rule("/body/t", .ignore), try rule("/body/u", .ignore))
        let one = answer(200, ["Content-Type: application/json", "X-A: 1"], #"{"t":1}"#)
        let result = AnswerComparer(redaction: nil, limits: ComparisonLimits(outlinedDifferences: 10))
            .compare(legacy: one, candidate: one, rules: set)
        let found = ComparisonDocument(
            result, rules: set, parts: ["status", "headers", "body"], legacyName: "a", candidateName: "b")
        #expect(found.outcome == .match && found.outline == nil)
        #expect(found.rules.map(\.state) == [.applied, .applied, .unmatched])
    }
}
