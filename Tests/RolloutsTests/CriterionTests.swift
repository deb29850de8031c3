import Rollouts
import Testing
import Traffic

@Suite("Criteria")
struct CriterionTests {
    @Test(
        "are read with their measure and limit",
        arguments: [
            ("mismatch_rate <= 0.1%", .mismatchRate, 0.001),
            ("mismatch_rate<=0.001", .mismatchRate, 0.001),
            ("error_rate <= 1%", .errorRate, 0.01),
            ("candidate.error_rate <= 2.5 %", .candidateErrorRate, 0.025),
            ("legacy.error_rate <= 50%", .legacyErrorRate, 0.5),
            ("slower_rate <= 5%", .slowerRate, 0.05),
            ("  incomparable_rate  <=  10% ", .incomparableRate, 0.1),
            ("p50_latency <= 80ms", .latency(.p50, overMilliseconds: 80), 0.5),
            ("p95_latency <= 200ms", .latency(.p95, overMilliseconds: 200), 0.05),
            ("p99_latency <= 1.5s", .latency(.p99, overMilliseconds: 1_500), 0.01),
        ] as [(String, Measure, Double)])
    func reading(text: String, measure: Measure, limit: Double) throws {
        let criterion = try Criterion(parsing: text)
        #expect(criterion.measure == measure)
        #expect(abs(criterion.limit - limit) < 1e-15)
        #expect(criterion.measure.name == text.split(whereSeparator: { " <".contains($0) }).first.map(String.init))
    }

    @Test("keep their wording, with single spaces")
    func wording() throws {
        #expect(try Criterion(parsing: " mismatch_rate  <= 0.1%").description == "mismatch_rate <= 0.1%")
    }

    @Test(
        "that are wrong are refused with what would be right",
        arguments: [
            ("mismatch_rat <= 1%", "unknown rate 'mismatch_rat' (did you mean 'mismatch_rate'?)"),
            ("p90_latency <= 1s", "unknown rate 'p90_latency' (did you mean 'p50_latency'?)"),
            (
                "latency <= 1s",
                "unknown rate 'latency' (one of mismatch_rate, error_rate, candidate.error_rate, legacy.error_rate, "
                    + "slower_rate, incomparable_rate, p50_latency, p95_latency, p99_latency)"
            ),
            ("error_rate < 1%", "a criterion is written with '<=', not '<': error_rate <= LIMIT"),
            ("error_rate > 1%", "a criterion is written with '<=', not '>': error_rate <= LIMIT"),
            ("error_rate", "'error_rate' is not a criterion: write NAME <= LIMIT"),
            ("<= 1%", "'<= 1%' is not a criterion: write NAME <= LIMIT"),
            ("error_rate <=", "'error_rate <=' is not a criterion: write NAME <= LIMIT"),
            ("error_rate <= 0%", "'error_rate <= 0%' can never be shown: a limit lies above 0% and below 100%"),
            ("error_rate <= 100%", "'error_rate <= 100%' can never be shown: a limit lies above 0% and below 100%"),
            (
                "error_rate <= 5",
                "'5' is no limit for error_rate: without '%' a share lies between 0 and 1 (did you mean '5%'?)"
            ),
            ("error_rate <= 200ms", "'200ms' is no limit for error_rate: write a share such as 0.1% or 0.001"),
            ("error_rate <= -1%", "'-1%' is no limit for error_rate: write a share such as 0.1% or 0.001"),
            ("error_rate <= nan", "'nan' is no limit for error_rate: write a share such as 0.1% or 0.001"),
            ("p95_latency <= 200", "'200' is no limit for p95_latency: write a duration such as 200ms"),
            ("p95_latency <= 0ms", "'0ms' is no limit for p95_latency: write a duration such as 200ms"),
            ("p95_latency <= 5%", "'5%' is no limit for p95_latency: write a duration such as 200ms"),
        ])
    func refused(text: String, message: String) {
        #expect {
            try Criterion(parsing: text)
        } throws: { error in
            (error as? StatementError)?.description == message
        }
    }

    @Test("on latencies count the answers above the limit, not those at it")
    func latency() throws {
        let evidence = RouteEvidence(
            route: "r",
            candidateLatencies: [
                .init(milliseconds: 10, count: 5), .init(milliseconds: 200, count: 3),
                .init(milliseconds: 200.1, count: 2),
                .init(milliseconds: 900, count: 1),
            ])
        let rate = try Criterion(parsing: "p95_latency <= 200ms").measure.rate(in: evidence)
        #expect(rate == .init(bad: 3, observations: 11))
    }
}

@Suite("Conditions")
struct ConditionTests {
    static func window(bad: Int, of observations: Int) -> RouteEvidence {
        RouteEvidence(route: "r", errors: .init(bad: bad, observations: observations))
    }

    @Test(
        "hold above their limit, on enough observations",
        arguments: [
            (0, 0, false), (19, 19, false), (1, 20, true), (1, 100, false), (2, 100, true), (0, 100, false),
        ])
    func holds(bad: Int, observations: Int, expected: Bool) throws {
        let reading = try Condition(parsing: "error_rate > 1%").reading(of: Self.window(bad: bad, of: observations))
        #expect(reading.holds == expected)
    }

    @Test("carry the evidence against their limit beside them")
    func evidence() throws {
        let reading = try Condition(parsing: "error_rate > 1%").reading(of: Self.window(bad: 4, of: 57))
        #expect(try #require(reading.evidence) >= 20)
        let zero = try Condition(parsing: "error_rate > 0%").reading(of: Self.window(bad: 1, of: 57))
        #expect(zero.holds && zero.evidence == nil)
    }

    @Test("are written with '>'")
    func relation() {
        #expect {
            try Condition(parsing: "error_rate <= 1%")
        } throws: { error in
            (error as? StatementError)?.description
                == "a condition is written with '>', not '<=': error_rate > LIMIT"
        }
    }
}
