import Foundation
import Rollouts
import Testing

@Suite("Always-valid evidence on a rate")
struct EValueTests {
    static let threshold = log(20.0)

    func evidence(_ limit: Double) throws -> EValue { try #require(EValue(limit: limit)) }

    @Test(
        "passes at α = 0.05 from exactly the stated number of observations",
        arguments: [
            (0.001, [3_678, 6_593, 8_832, 10_827]), (0.01, [367, 657, 881, 1_080]), (0.05, [72, 130, 174, 213]),
        ])
    func passTable(limit: Double, observations: [Int]) throws {
        let evidence = try evidence(limit)
        for (bad, expected) in observations.enumerated() {
            #expect(evidence.passingObservations(bad: bad, threshold: Self.threshold) == expected, "k = \(bad)")
            #expect(evidence.logPass(bad: bad, observations: expected) >= Self.threshold)
            #expect(evidence.logPass(bad: bad, observations: expected - 1) < Self.threshold)
        }
    }

    @Test(
        "fails at α = 0.05 up to exactly the stated number of observations",
        arguments: [
            (0.001, 1, 1, [nil, nil, 170, 554, 984, 1_451, 1_947, 2_469]),
            (0.001, 10, 4, [69, 377, 727, 1_113]),
            (0.01, 1, 1, [nil, nil, 18, 57, 100, 147, 197, 249]),
            (0.05, 1, 1, [nil, nil, 5, 13, 21, 31, 41, 52]),
        ] as [(Double, Double, Int, [Int?])])
    func failTable(limit: Double, pairs: Double, firstBad: Int, observations: [Int?]) throws {
        let evidence = try evidence(limit)
        let threshold = Self.threshold + log(pairs)
        for (offset, expected) in observations.enumerated() {
            let found = evidence.failingObservations(bad: firstBad + offset, threshold: threshold)
            #expect(found == expected, "k = \(firstBad + offset)")
        }
    }

    @Test("starts from nothing: without an observation both e-values are 1", arguments: [1e-6, 0.001, 0.05, 0.5, 0.9])
    func start(limit: Double) throws {
        let evidence = try evidence(limit)
        #expect(evidence.logPass(bad: 0, observations: 0) == 0)
        #expect(evidence.logFail(bad: 0, observations: 0) == 0)
    }

    /// At the limit itself the next e-value is worth, on average, exactly the present one. That is the property the whole
    /// promise rests on, and it ties neighbouring values together without a second implementation.
    @Test("is a martingale at the limit", arguments: [1e-6, 0.001, 0.01, 0.05, 0.3, 0.5, 0.97])
    func martingale(limit: Double) throws {
        let evidence = try evidence(limit)
        for observations in [0, 1, 2, 10, 137, 5_000, 100_000] {
            for bad in [0, 1, 2, 7, observations / 100, observations / 3, observations] where bad <= observations {
                for value in [evidence.logPass, evidence.logFail] {
                    let now = value(bad, observations)
                    let next =
                        limit * exp(value(bad + 1, observations + 1) - now)
                        + (1 - limit) * exp(value(bad, observations + 1) - now)
                    #expect(abs(next - 1) < 1e-8, "k = \(bad), n = \(observations)")
                }
            }
        }
    }

    @Test("has no gap, overflow or NaN up to a thousand million observations", arguments: [1e-6, 0.001, 0.05, 0.5])
    func extremes(limit: Double) throws {
        let evidence = try evidence(limit)
        for observations in [1_000, 1_000_000, 1_000_000_000] {
            let mean = limit * Double(observations)
            let spread = (mean * (1 - limit)).squareRoot()
            let bads = [0, 1, mean / 2, mean - 3 * spread, mean, mean + 3 * spread, 2 * mean, Double(observations)]
            var before: (pass: Double, fail: Double)?
            for bad in Set(bads.map { min(observations, max(0, Int($0))) }).sorted() {
                let now = (
                    pass: evidence.logPass(bad: bad, observations: observations),
                    fail: evidence.logFail(bad: bad, observations: observations)
                )
                #expect(now.pass.isFinite && now.fail.isFinite, "k = \(bad), n = \(observations)")
                if let before {
                    #expect(now.pass < before.pass, "k = \(bad), n = \(observations)")
                    #expect(now.fail > before.fail, "k = \(bad), n = \(observations)")
                }
                before = now
            }
        }
    }

    /// Computed with 80 digits from the hypergeometric form of the incomplete beta function (DLMF 8.17.8).
    @Test(
        "agrees with values of many digits",
        arguments: [
            (0.001, 1, 6_593, 2.9958382315851, -2.1670662928653),
            (0.001, 900, 1_000_000, 1.6578752962853, -4.9605313357223),
            (0.001, 1_100, 1_000_000, -5.7244969518946, 1.9883736726241),
            (0.000001, 3, 1_000_000, -1.9182202782006, 0.88861809388785),
            (0.000001, 1, 50_000_000, 43.459058012622, -4.1832806743735),
            (0.5, 5_100, 10_000, -5.921009018988, -2.1607161568379),
            (0.05, 40, 10_000, 367.14880450697, -6.4694526595027),
        ])
    func reference(limit: Double, bad: Int, observations: Int, logPass: Double, logFail: Double) throws {
        let evidence = try evidence(limit)
        #expect(abs(evidence.logPass(bad: bad, observations: observations) - logPass) < 1e-8)
        #expect(abs(evidence.logFail(bad: bad, observations: observations) - logFail) < 1e-8)
    }

    @Test("finds nothing where nothing can be shown, and refuses limits outside (0, 1)")
    func bounds() throws {
        #expect(try evidence(0.001).passingObservations(bad: 0, threshold: 1e300) == nil)
        #expect(try evidence(0.001).failingObservations(bad: 0, threshold: Self.threshold) == nil)
        for limit in [0, 1, -0.1, 1.5, .nan, .infinity] { #expect(EValue(limit: limit) == nil) }
    }

    @Test("searches from the observations at hand")
    func fromHere() throws {
        let evidence = try evidence(0.001)
        #expect(evidence.passingObservations(bad: 1, atLeast: 6_592, threshold: Self.threshold) == 6_593)
        #expect(evidence.passingObservations(bad: 1, atLeast: 9_000, threshold: Self.threshold) == 9_000)
        #expect(evidence.passingObservations(bad: 1, atLeast: 1, threshold: Self.threshold) == 6_593)
    }
}
