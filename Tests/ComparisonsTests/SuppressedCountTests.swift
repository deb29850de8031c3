import NIOCore
import Testing
import Traffic

@testable import Comparisons

/// An exchange's comparison says only how many differences each rule explains; the comparison of two answers says which.
@Suite("Suppressed differences, counted")
struct SuppressedCountTests {
    private func counts(_ suppressed: [SuppressedDifference]) -> [SuppressedCount] {
        var counts: [SuppressedCount] = []
        for difference in suppressed {
            if let place = counts.firstIndex(where: { $0.rule == difference.rule && $0.ruleAt == difference.ruleAt }) {
                counts[place].count += 1
            } else {
                counts.append(SuppressedCount(rule: difference.rule, ruleAt: difference.ruleAt, count: 1))
            }
        }
        return counts
    }

    /// What an exchange's comparison counts, which must be what the comparison of its answers shows one by one.
    private func counted(
        _ left: Answer, _ right: Answer, _ rules: [Rule], limits: ComparisonLimits = .init()
    ) -> [SuppressedCount] {
        let set = RuleSet(rules, today: Timestamp(milliseconds: 0))
        let redaction = Redaction(Redaction.defaults)
        let comparison = ExchangeComparer(rules: ["route": set], redaction: redaction, limits: limits).compare(
            exchange(served: leg(.legacy, left), mirrored: leg(.candidate, right)))
        let result = AnswerComparer(redaction: redaction, limits: limits).compare(
            legacy: left, candidate: right, rules: set)
        #expect(comparison.suppressed == counts(result.suppressed))
        #expect(comparison.differences == result.differences)
        #expect(comparison.omittedDifferences == result.omittedDifferences)
        return comparison.suppressed
    }

    @Test("by rule, in the order in which rules first explain something: first of the head, then of the body")
    func order() throws {
        let rules = [
            try rule("/body/*/t", .ignore), try rule("/body/**/id", .accept), try rule("/headers/x-a", .ignore),
        ]
        let found = counted(
            answer(200, ["Content-Type: application/json", "X-A: 1"], #"[{"id":1,"t":1},{"id":2,"t":1}]"#),
            answer(200, ["Content-Type: application/json", "X-A: 2"], #"[{"id":3,"t":2},{"id":2,"t":2,"u":1}]"#), rules)
        #expect(found.map(\.count) == [1, 1, 2])
        #expect(found.map(\.ruleAt) == ["/headers/x-a", "/body/**/id", "/body/*/t"])
    }

    @Test("a body that cannot be read counts as one, and its text by line, where a rule holds for all of it")
    func undecodable() throws {
        let found = counted(json("{"), json("{}"), [try rule("/body/**", .ignore)])
        #expect(found == [SuppressedCount(rule: "ignore", ruleAt: "/body/**", count: 2)])
    }

    @Test("no more than are kept one by one", arguments: [1, 2, 3, 9])
    func limit(_ limit: Int) throws {
        let rules = [try rule("/body/*", .ignore), try rule("/headers/*", .ignore)]
        let fields = ["Content-Type: application/json"]
        let found = counted(
            answer(200, fields + ["X-A: 1", "X-B: 1"], #"{"a":1,"b":1,"c":1}"#),
            answer(200, fields + ["X-A: 2", "X-B: 2"], #"{"a":2,"b":2,"c":2}"#), rules,
            limits: ComparisonLimits(differences: limit))
        #expect(found.reduce(0) { $0 + $1.count } == min(limit, 5))
    }
}
