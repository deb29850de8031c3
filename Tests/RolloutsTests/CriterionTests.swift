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

    @Test(
        "may calculate their limit from constants",
        arguments: [
            ("mismatch_rate <= 0.1% / 2", .mismatchRate, 0.0005),
            ("error_rate <= (1% + 0.5%) * 2", .errorRate, 0.03),
            ("error_rate <= 1 / 100", .errorRate, 0.01),
            ("error_rate <= - -1%", .errorRate, 0.01),
            ("p95_latency <= 2 * 100ms", .latency(.p95, overMilliseconds: 200), 0.05),
            ("candidate.p99_latency <= 1s - 200ms", .latency(.p99, overMilliseconds: 800), 0.01),
            ("p50_latency <= 1 minute 30 seconds", .latency(.p50, overMilliseconds: 90_000), 0.5),
        ] as [(String, Measure, Double)])
    func calculated(text: String, measure: Measure, limit: Double) throws {
        let criterion = try Criterion(parsing: text)
        #expect(criterion.measure == measure)
        #expect(abs(criterion.limit - limit) < 1e-15)
    }

    @Test(
        "keep their wording, with single blanks",
        arguments: [
            (" mismatch_rate  <= 0.1%", "mismatch_rate <= 0.1%"), ("mismatch_rate<=0.1 %", "mismatch_rate <= 0.1 %"),
            ("error_rate<=(1%+1%)/2", "error_rate <= (1% + 1%) / 2"),
        ])
    func wording(text: String, description: String) throws {
        #expect(try Criterion(parsing: text).description == description)
    }

    @Test(
        "that are wrong are refused with what would be right",
        arguments: [
            ("mismatch_rat <= 1%", "column 1: unknown name 'mismatch_rat' (did you mean 'mismatch_rate'?)"),
            ("p90_latency <= 1s", "column 1: unknown name 'p90_latency' (did you mean 'p50_latency'?)"),
            (
                "latency <= 1s",
                "column 1: unknown name 'latency' (one of mismatch_rate, error_rate, candidate.error_rate, "
                    + "legacy.error_rate, slower_rate, incomparable_rate, p50_latency, p95_latency, p99_latency)"
            ),
            ("error_rate < 1%", "column 1: a criterion is written with '<=', not '<': error_rate <= LIMIT"),
            ("error_rate > 1%", "column 1: a criterion is written with '<=', not '>': error_rate <= LIMIT"),
            ("error_rate", "column 1: 'error_rate' is not a criterion: write NAME <= LIMIT"),
            ("  ", "column 1: a criterion is missing: write NAME <= LIMIT"),
            ("<= 1%", "column 1: a number or a name is missing before '<='"),
            ("error_rate <=", "column 14: 'error_rate <=' breaks off: a number or a name is missing after '<='"),
            (
                "error_rate <= 0%",
                "column 15: 'error_rate <= 0%' can never be shown: a limit lies above 0% and below 100%"
            ),
            (
                "error_rate <= 100%",
                "column 15: 'error_rate <= 100%' can never be shown: a limit lies above 0% and below 100%"
            ),
            (
                "error_rate <= -1%",
                "column 15: 'error_rate <= -1%' can never be shown: a limit lies above 0% and below 100%"
            ),
            (
                "error_rate <= 1% / 100000000000000000000000000",
                "column 15: 'error_rate <= 1% / 100000000000000000000000000' can never be shown: the limit is too small"
            ),
            (
                "error_rate <= 5",
                "column 15: '5' is no limit for error_rate: without '%' a share lies between 0 and 1 (did you mean '5%'?)"
            ),
            (
                "error_rate <= 200ms",
                "column 15: '200ms' is no limit for error_rate: write a share such as 0.1% or 0.001"
            ),
            (
                "error_rate <= nan",
                "column 15: unknown name 'nan' (one of mismatch_rate, error_rate, candidate.error_rate, "
                    + "legacy.error_rate, slower_rate, incomparable_rate, p50_latency, p95_latency, p99_latency)"
            ),
            (
                "p95_latency <= 200",
                "column 16: '200' is no limit for p95_latency: write a duration such as 200ms (did you mean '200ms'?)"
            ),
            ("p95_latency <= 0ms", "column 16: '0ms' is no limit for p95_latency: write a duration such as 200ms"),
            ("p95_latency <= 5%", "column 16: '5%' is no limit for p95_latency: write a duration such as 200ms"),
        ])
    func refused(text: String, message: String) { Self.expect(message, of: text) }

    @Test(
        "that no evidence can be gathered about are refused with what to write instead",
        arguments: [
            (
                "error_rate <= 1% and slower_rate <= 5%",
                "column 18: a criterion is about one rate, and 'and' joins two "
                    + "(write two criteria: a gate demands each)"
            ),
            (
                "(error_rate <= 1%) or slower_rate <= 5%",
                "column 20: a gate demands every criterion, and 'or' would leave it the choice "
                    + "(write the criterion that must hold)"
            ),
            (
                "error_rate <= 1% for 5m",
                "column 18: a criterion is judged on all that its stage has shown, and not 'for' a while "
                    + "(say in the gate's 'minimumDuration' how long a stage must take)"
            ),
            (
                "p95_latency <= 1.2 * legacy.p95_latency",
                "column 1: 'p95_latency <= 1.2 * legacy.p95_latency' asks for legacy.p95_latency, and a stage's evidence "
                    + "has the candidate's latencies alone (slower_rate <= 5% compares both sides on the same request)"
            ),
            (
                "legacy.p95_latency <= 200ms",
                "column 1: 'legacy.p95_latency <= 200ms' asks for legacy.p95_latency, and a stage's evidence has the "
                    + "candidate's latencies alone (slower_rate <= 5% compares both sides on the same request)"
            ),
            (
                "sync_success_rate <= 90%",
                "column 1: 'sync_success_rate' is a probe: its value is no rate that evidence is gathered about "
                    + "(give the probe an 'expect', and name it under the gate's 'probes')"
            ),
            (
                "error_rate + slower_rate <= 1%",
                "column 1: 'error_rate + slower_rate' is calculated: evidence is gathered about one rate or latency at a "
                    + "time (write a criterion for each)"
            ),
            (
                "error_rate <= slower_rate",
                "column 1: 'slower_rate' is no constant: evidence is gathered against a limit that stays "
                    + "(write a criterion for each, such as error_rate <= 1%)"
            ),
            (
                "p95_latency <= p50_latency * 4",
                "column 1: 'p50_latency * 4' is no constant: evidence is gathered against a limit that stays "
                    + "(write a criterion for each, such as p95_latency <= 200ms)"
            ),
            (
                "1% >= error_rate",
                "column 1: '1% >= error_rate' has its limit in front (write 'error_rate <= 1%')"
            ),
        ])
    func notJudgeable(text: String, message: String) { Self.expect(message, of: text) }

    private static func expect(_ message: String, of text: String) {
        #expect {
            try Criterion(parsing: text, probes: ["sync_success_rate"])
        } throws: { error in
            (error as? SyntaxError)?.description == message
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
