import Rollouts
import Testing
import Traffic

@Suite("Conditions")
struct ConditionTests {
    static func window(bad: Int, of observations: Int) -> RouteEvidence {
        RouteEvidence(route: "r", errors: .init(bad: bad, observations: observations))
    }

    /// A window in which every measure is known and different.
    static let busy = RouteEvidence(
        route: "r",
        mismatches: .init(bad: 1, observations: 100),
        errors: .init(bad: 2, observations: 100),
        candidateErrors: .init(bad: 3, observations: 100),
        legacyErrors: .init(bad: 4, observations: 100),
        slower: .init(bad: 5, observations: 100),
        incomparable: .init(bad: 6, observations: 100),
        candidateLatencies: [
            .init(milliseconds: 10, count: 90), .init(milliseconds: 100, count: 8), .init(milliseconds: 300, count: 2),
        ],
        legacyLatencies: [.init(milliseconds: 20, count: 95), .init(milliseconds: 50, count: 5)])

    @Test(
        "hold above their limit, on enough observations",
        arguments: [
            (0, 0, .notKnown), (19, 19, .notKnown), (1, 20, .holds), (1, 100, .doesNotHold), (2, 100, .holds),
            (0, 100, .doesNotHold),
        ] as [(Int, Int, Truth)])
    func holds(bad: Int, observations: Int, expected: Truth) throws {
        let reading = try Condition(parsing: "error_rate > 1%").reading(of: Self.window(bad: bad, of: observations))
        #expect(reading.truth == expected && reading.holds == (expected == .holds))
        #expect(reading.bad == bad && reading.observations == observations)
    }

    @Test(
        "compare in every way",
        arguments: [
            ("error_rate > 2%", false), ("error_rate >= 2%", true), ("error_rate < 2%", false),
            ("error_rate <= 2%", true), ("error_rate == 2%", true), ("error_rate != 2%", false),
            ("2% < error_rate", false), ("2% <= error_rate", true), ("1% < error_rate", true),
            ("error_rate > 0.019", true), ("error_rate > 0%", true),
        ])
    func relations(text: String, expected: Bool) throws { try Self.expect(text, expected ? .holds : .doesNotHold) }

    @Test(
        "know every name by its meaning",
        arguments: [
            "mismatch_rate == 1%", "error_rate == 2%", "candidate.error_rate == 3%", "legacy.error_rate == 4%",
            "slower_rate == 5%", "incomparable_rate == 6%", "p50_latency == 10ms", "p95_latency == 100ms",
            "p99_latency == 300ms", "candidate.p50_latency == 10ms", "candidate.p95_latency == 100ms",
            "candidate.p99_latency == 300ms", "legacy.p50_latency == 20ms", "legacy.p95_latency == 20ms",
            "legacy.p99_latency == 50ms", "sync_success_rate == 0.875", "orphaned-conversations == 12",
        ])
    func names(text: String) throws { try Self.expect(text, .holds) }

    @Test(
        "calculate, by the usual rules",
        arguments: [
            ("error_rate + 2 * mismatch_rate == 4%", true), ("(error_rate + mismatch_rate) * 2 > 5.9%", true),
            ("slower_rate - error_rate - mismatch_rate < 2.1%", true),
            ("incomparable_rate / error_rate / mismatch_rate > 299", true), ("-error_rate == -2%", true),
            ("- -error_rate > 1%", true), ("--error_rate > 3%", false), ("1% - -1% <= error_rate", true),
            ("p95_latency / legacy.p95_latency > 4", true), ("p95_latency > 4 * legacy.p95_latency", true),
            ("p95_latency > legacy.p95_latency * 5", false), ("p95_latency - legacy.p95_latency >= 80ms", true),
            ("p50_latency < legacy.p50_latency / 1.9", true), ("2 * p50_latency <= 1s / 50", true),
            ("orphaned-conversations - 2 == 10", true), ("orphaned-conversations > 1200%", false),
            ("sync_success_rate + 10% > 97%", true), ("orphaned-conversations * 10ms >= p95_latency", true),
        ])
    func arithmetic(text: String, expected: Bool) throws { try Self.expect(text, expected ? .holds : .doesNotHold) }

    @Test(
        "join comparisons, 'and' before 'or'",
        arguments: [
            ("error_rate > 1% and slower_rate > 1%", true), ("error_rate > 1% and slower_rate > 9%", false),
            ("error_rate > 9% or slower_rate > 1%", true), ("error_rate > 9% or slower_rate > 9%", false),
            ("error_rate > 1% or slower_rate > 9% and mismatch_rate > 9%", true),
            ("(error_rate > 1% or slower_rate > 9%) and mismatch_rate > 9%", false),
            ("((error_rate > (1%))) and (slower_rate) > 1% or error_rate > 9%", true),
        ])
    func joined(text: String, expected: Bool) throws { try Self.expect(text, expected ? .holds : .doesNotHold) }

    /// With enough errors, too few latencies, and a probe that has no value yet.
    @Test(
        "go on with what is known: S. C. Kleene's tables",
        arguments: [
            ("unknown > 1", .notKnown), ("p95_latency > 1s", .notKnown), ("legacy.p95_latency > 1s", .notKnown),
            ("p95_latency > legacy.p95_latency", .notKnown), ("error_rate > 1% and unknown > 1", .notKnown),
            ("error_rate > 9% and unknown > 1", .doesNotHold), ("unknown > 1 and error_rate > 9%", .doesNotHold),
            ("unknown > 1 and error_rate > 1%", .notKnown), ("error_rate > 1% or unknown > 1", .holds),
            ("unknown > 1 or error_rate > 1%", .holds), ("error_rate > 9% or unknown > 1", .notKnown),
            ("unknown > 1 or error_rate > 9%", .notKnown),
            ("error_rate > 1% and unknown > 1 or error_rate > 9%", .notKnown),
            ("unknown > 1 or unknown < 1", .notKnown), ("unknown > 1 and unknown < 1", .notKnown),
            ("error_rate + unknown > 1%", .notKnown), ("-unknown > 1", .notKnown),
        ] as [(String, Truth)])
    func kleene(text: String, expected: Truth) throws {
        var window = Self.window(bad: 2, of: 100)
        window.candidateLatencies = [.init(milliseconds: 2_000, count: 19)]
        let condition = try Condition(parsing: text, probes: ["unknown"])
        #expect(condition.reading(of: window).truth == expected)
        #expect(condition.reading(of: window, probes: ["unknown": .nan]).truth == expected)
    }

    @Test(
        "say nothing of a value that there is not",
        arguments: [
            "error_rate / mismatch_rate > 1", "p95_latency / (mismatch_rate * 0) > 1s", "0 / mismatch_rate > 0",
        ])
    func noValue(text: String) throws {
        var window = Self.busy
        window.mismatches.bad = 0
        #expect(try Condition(parsing: text).reading(of: window).truth == .notKnown)
    }

    @Test("take the minimum count for every measure, and for no probe")
    func minimumCount() throws {
        let errors = try Condition(parsing: "error_rate > 1%")
        #expect(errors.reading(of: Self.window(bad: 1, of: 5), minimumCount: 5).truth == .holds)
        #expect(errors.reading(of: Self.window(bad: 1, of: 5), minimumCount: 6).truth == .notKnown)
        #expect(errors.reading(of: RouteEvidence(route: "r"), minimumCount: 0).truth == .notKnown)
        let probe = try Condition(parsing: "orphans > 10", probes: ["orphans"])
        #expect(probe.reading(of: RouteEvidence(route: "r"), probes: ["orphans": 11]).truth == .holds)
    }

    @Test("tell how long they must hold, and what they say without that")
    func holdFor() throws {
        let text = "(error_rate>1%) and  p95_latency > 1h30m for 5  minutes"
        let condition = try Condition(parsing: text)
        #expect(condition.holdFor == .seconds(300))
        #expect(condition.description == "(error_rate > 1%) and p95_latency > 1h30m for 5 minutes")
        #expect(condition.statement == "(error_rate > 1%) and p95_latency > 1h30m")
        #expect(try Condition(parsing: "error_rate > 1%").holdFor == .zero)
        #expect(try Condition(parsing: "error_rate > 1% for 90s").holdFor == .seconds(90))
        #expect(try Condition(parsing: "error_rate > 1% for 1h 30m").holdFor == .seconds(5_400))
    }

    @Test("tell what they are about")
    func about() throws {
        let probes: Set = ["sync_success_rate", "orphans"]
        let mixed = try Condition(parsing: "sync_success_rate < 90% and error_rate > 1%", probes: probes)
        #expect(mixed.probes == ["sync_success_rate"] && mixed.isAboutTraffic)
        let alone = try Condition(parsing: "sync_success_rate < 90% or orphans > 1", probes: probes)
        #expect(alone.probes == probes && !alone.isAboutTraffic)
    }

    static func expect(_ text: String, _ expected: Truth) throws {
        let probes = ["sync_success_rate": 0.875, "orphaned-conversations": 12.0]
        let condition = try Condition(parsing: text, probes: Set(probes.keys))
        #expect(condition.reading(of: busy, probes: probes).truth == expected)
    }
}
