import Foundation
import Rollouts
import Testing
import Traffic

@Suite("Gates")
struct GateTests {
    /// A route on which every rate has the same observations.
    func evidence(
        _ route: String = "customer-context",
        observations: Int,
        mismatches: Int = 0,
        errors: Int = 0,
        users: Int = 0
    ) -> RouteEvidence {
        RouteEvidence(
            route: route,
            mismatches: .init(bad: mismatches, observations: observations),
            errors: .init(bad: errors, observations: observations),
            incomparable: .init(bad: 0, observations: observations),
            users: users)
    }

    func gate(
        _ criteria: [String] = ["mismatch_rate <= 0.1%"],
        comparisons: Int = 0,
        users: Int = 0,
        duration: Duration = .zero
    ) throws -> Gate {
        try Gate(
            minimumComparisons: comparisons, minimumUsers: users, minimumDuration: duration,
            criteria: criteria.map { try Criterion(parsing: $0) })
    }

    @Test("pass from exactly the observation that the table states")
    func passesAtThreshold() throws {
        let gate = try gate()
        #expect(gate.judge(evidence: [evidence(observations: 3_677)], elapsedMilliseconds: 0).verdict == .inconclusive)
        let judgement = gate.judge(evidence: [evidence(observations: 3_678)], elapsedMilliseconds: 0)
        #expect(judgement.verdict == .pass)
        #expect(judgement.missing.isEmpty)
        #expect(judgement.criteria.map(\.criterion) == ["mismatch_rate <= 0.1%", "incomparable_rate <= 5%"])
        #expect(try #require(judgement.criteria[0].evidence) >= 20)
    }

    @Test(
        "say how many more comparisons are missing, if all of them are good",
        arguments: [
            (3_677, 0, "1 more comparison on route customer-context"),
            (1_566, 0, "2112 more comparisons on route customer-context"),
            (0, 0, "3678 more comparisons on route customer-context"),
            (3_678, 1, "2915 more comparisons on route customer-context"),
        ])
    func missing(observations: Int, mismatches: Int, sentence: String) throws {
        let judgement = try gate().judge(
            evidence: [evidence(observations: observations, mismatches: mismatches)], elapsedMilliseconds: 0)
        #expect(judgement.verdict == .inconclusive)
        #expect(judgement.missing == [sentence])
    }

    @Test("name one number a route, the largest that any criterion asks for")
    func missingOncePerRoute() throws {
        let judgement = try gate(["mismatch_rate <= 0.1%", "error_rate <= 1%"]).judge(
            evidence: [
                evidence("a", observations: 100), evidence("b", observations: 4_000), evidence("c", observations: 0),
            ],
            elapsedMilliseconds: 0)
        #expect(judgement.missing == ["3578 more comparisons on route a", "3678 more comparisons on route c"])
        #expect(
            judgement.criteria.first { $0.route == "a" && $0.criterion.hasPrefix("error") }?.missing
                == "267 more comparisons on route a")
    }

    @Test("a good route does not make up for a bad one")
    func neverPooled() throws {
        let judgement = try gate(["mismatch_rate <= 1%"]).judge(
            evidence: [evidence("a", observations: 1_000_000), evidence("b", observations: 20, mismatches: 10)],
            elapsedMilliseconds: 0)
        #expect(judgement.verdict == .fail)
        #expect(judgement.missing.isEmpty)
    }

    @Test("fail against a line that rises with the number of pairs: at m = 10, k = 4 fails up to 69")
    func pairs() throws {
        let gate = try gate(["mismatch_rate <= 0.1%"])
        // Five routes under two criteria are ten pairs.
        func verdict(_ observations: Int) -> GateVerdict {
            let others = (0..<4).map { evidence("other-\($0)", observations: 10) }
            return gate.judge(
                evidence: others + [evidence("r", observations: observations, mismatches: 4)], elapsedMilliseconds: 0
            ).verdict
        }
        #expect(verdict(69) == .fail)
        #expect(verdict(70) == .inconclusive)
    }

    @Test("judge the j-th attempt with α/2^(j−1)")
    func attempts() throws {
        let gate = try gate()
        let strict = try Gate(confidence: 1 - 0.05 / 4, criteria: [Criterion(parsing: "mismatch_rate <= 0.1%")])
        #expect(gate.cleanObservationsNeeded(attempt: 1) == 3_678)
        #expect(gate.cleanObservationsNeeded(attempt: 3) == strict.cleanObservationsNeeded(attempt: 1))
        let enough = evidence(observations: 3_678)
        #expect(gate.judge(evidence: [enough], elapsedMilliseconds: 0, attempt: 2).verdict == .inconclusive)
    }

    @Test("hold a pass back, but never a fail, until comparisons, users and time suffice")
    func minimums() throws {
        let gate = try gate(comparisons: 5_000, users: 30, duration: .seconds(600))
        let good = gate.judge(evidence: [evidence(observations: 4_000, users: 18)], elapsedMilliseconds: 100_000)
        #expect(good.verdict == .inconclusive)
        #expect(
            good.missing == [
                "1000 more comparisons on route customer-context", "12 more users on route customer-context",
                "8m20s more in the stage",
            ])
        #expect(good.criteria.allSatisfy { $0.verdict == .pass && $0.missing == nil })
        let bad = gate.judge(evidence: [evidence(observations: 40, mismatches: 20)], elapsedMilliseconds: 0)
        #expect(bad.verdict == .fail)
        let last = gate.judge(evidence: [evidence(observations: 4_999, users: 29)], elapsedMilliseconds: 600_000)
        #expect(
            last.missing == [
                "1 more comparison on route customer-context", "1 more user on route customer-context",
            ])
    }

    @Test("fail before error, error before inconclusive, inconclusive before pass")
    func precedence() throws {
        let gate = try gate(["mismatch_rate <= 1%"])
        let fail = evidence("fail", observations: 20, mismatches: 15)
        let error = evidence("error", observations: 3, mismatches: 5)
        let inconclusive = evidence("inconclusive", observations: 10)
        let pass = evidence("pass", observations: 1_000)
        func verdict(_ evidence: RouteEvidence...) -> GateVerdict {
            gate.judge(evidence: evidence, elapsedMilliseconds: 0).verdict
        }
        #expect(verdict(pass, inconclusive, error, fail) == .fail)
        #expect(verdict(pass, inconclusive, error) == .error)
        #expect(verdict(pass, inconclusive) == .inconclusive)
        #expect(verdict(pass) == .pass)
        #expect(gate.judge(evidence: [], elapsedMilliseconds: 0).verdict == .error)
    }

    @Test("judge the current evidence: once passed is not passed for good")
    func current() throws {
        let gate = try gate(["mismatch_rate <= 1%"])
        #expect(gate.judge(evidence: [evidence(observations: 367)], elapsedMilliseconds: 0).verdict == .pass)
        let later = gate.judge(evidence: [evidence(observations: 380, mismatches: 1)], elapsedMilliseconds: 0)
        #expect(later.verdict == .inconclusive)
    }

    @Test("report evidence that JSON can hold, however strong it is")
    func finiteEvidence() throws {
        let judgement = try gate(["mismatch_rate <= 50%"]).judge(
            evidence: [evidence(observations: 100_000_000)], elapsedMilliseconds: 0)
        #expect(judgement.verdict == .pass)
        for record in judgement.criteria { #expect(try #require(record.evidence).isFinite) }
    }

    @Test("are refused without a criterion, with one stated twice, and with a confidence outside (0, 1)")
    func refused() throws {
        let criterion = try Criterion(parsing: "error_rate <= 1%")
        #expect(throws: GateError.self) { try Gate(criteria: []) }
        #expect(throws: GateError.self) { try Gate(criteria: [criterion, criterion]) }
        #expect(throws: GateError.self) { try Gate(confidence: 1, criteria: [criterion]) }
        #expect(throws: GateError.self) { try Gate(confidence: 0, criteria: [criterion]) }
    }

    @Test("limit what is incomparable to 5 % unless they say otherwise")
    func incomparable() throws {
        #expect(try gate().criteria.last?.description == "incomparable_rate <= 5%")
        let stated = try gate(["incomparable_rate <= 20%", "error_rate <= 1%"])
        #expect(stated.criteria.map(\.description) == ["incomparable_rate <= 20%", "error_rate <= 1%"])
        var dead = evidence(observations: 10_000)
        dead.incomparable = .init(bad: 600, observations: 10_000)
        #expect(try gate().judge(evidence: [dead], elapsedMilliseconds: 0).verdict == .fail)
    }
}
