import Foundation
import Rollouts
import Testing
import Traffic

@Suite("What a condition's reading carries")
struct ConditionReadingTests {
    @Test("the evidence against the limit of a plain 'NAME > LIMIT'")
    func evidence() throws {
        let reading = try Condition(parsing: "error_rate > 1%").reading(of: ConditionTests.window(bad: 4, of: 57))
        #expect(try #require(reading.evidence) >= 20)
        let fewer = try Condition(parsing: "error_rate > 1%").reading(of: ConditionTests.window(bad: 4, of: 58))
        #expect(try #require(fewer.evidence) < 20)
        let mirrored = try Condition(parsing: "1% < error_rate").reading(of: ConditionTests.window(bad: 4, of: 57))
        #expect(mirrored.evidence == reading.evidence)
        let zero = try Condition(parsing: "error_rate > 0%").reading(of: ConditionTests.window(bad: 1, of: 57))
        #expect(zero.holds && zero.evidence == nil)
        var slow = RouteEvidence(route: "r")
        slow.candidateLatencies = [.init(milliseconds: 10, count: 26), .init(milliseconds: 300, count: 5)]
        let latency = try Condition(parsing: "p95_latency > 200ms").reading(of: slow)
        let expected = try #require(EValue(limit: 0.05)).logFail(bad: 5, observations: 31)
        #expect(latency.evidence == exp(expected))
    }

    @Test(
        "no evidence for anything else",
        arguments: [
            "error_rate < 50%", "error_rate > 1% and error_rate > 1%", "error_rate * 2 > 1%", "orphans > 1",
            "p95_latency > legacy.p95_latency", "error_rate > slower_rate",
        ])
    func noEvidence(text: String) throws {
        let condition = try Condition(parsing: text, probes: ["orphans"])
        #expect(condition.reading(of: ConditionTests.busy, probes: ["orphans": 2]).evidence == nil)
    }

    @Test("each measure that it rests on, once, in the order written")
    func observed() throws {
        let text =
            "orphans > 1 or p95_latency > 50ms and error_rate > 1% and p95_latency > legacy.p99_latency * error_rate"
        let condition = try Condition(parsing: text, probes: ["orphans"])
        let reading = condition.reading(of: ConditionTests.busy)
        #expect(
            reading.observed == [
                .init(name: "orphans", value: nil, bad: nil, observations: nil),
                .init(name: "p95_latency", value: 100, bad: 10, observations: 100),
                .init(name: "error_rate", value: 0.02, bad: 2, observations: 100),
                .init(name: "p95_latency", value: 100, bad: nil, observations: 100),
                .init(name: "legacy.p99_latency", value: 50, bad: nil, observations: 100),
            ])
        #expect(reading.bad == 10 && reading.observations == 100)
    }

    /// A quantile and the rate of answers above a limit are two views of one thing, which must not contradict each other.
    @Test("a latency quantile is above a limit exactly where more answers took longer than may", arguments: 1...20)
    func quantiles(seed: UInt64) throws {
        var generator = SplitMix(seed: seed)
        for _ in 0..<25 {
            var values = Set<Int>()
            for _ in 0..<Int.random(in: 1...12, using: &generator) {
                values.insert(.random(in: 1...30, using: &generator))
            }
            let latencies = values.sorted().map {
                RouteEvidence.LatencyCount(milliseconds: Double($0), count: .random(in: 0...40, using: &generator))
            }
            let window = RouteEvidence(route: "r", candidateLatencies: latencies, legacyLatencies: latencies)
            for quantile in Measure.Quantile.allCases {
                let limit = Int.random(in: 1...31, using: &generator)
                let measure = Measure.latency(quantile, overMilliseconds: Double(limit))
                let rate = measure.rate(in: window)
                guard rate.observations > 0 else { continue }
                let isAbove = Double(rate.bad) > quantile.shareAbove * Double(rate.observations)
                for side in ["", "candidate.", "legacy."] {
                    for (text, expected) in [(">", isAbove), ("<=", !isAbove)] {
                        let condition = try Condition(parsing: "\(side)\(quantile.rawValue)_latency \(text) \(limit)ms")
                        #expect(condition.reading(of: window, minimumCount: 1).holds == expected)
                    }
                }
            }
        }
    }
}
