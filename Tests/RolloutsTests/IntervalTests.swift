import Foundation
import Rollouts
import Testing
import Traffic

@Suite("The interval that people see")
struct IntervalTests {
    private let threshold = log(20.0)

    /// The picture must never contradict the verdict.
    @Test("lies on the side of the limit that the verdict says", arguments: [0.001, 0.01, 0.05, 0.3])
    func agrees(limit: Double) throws {
        let evidence = try #require(EValue(limit: limit))
        for observations in [0, 1, 5, 20, 72, 73, 366, 367, 1_000, 3_677, 3_678, 20_000] {
            for bad in Set([0, 1, 2, 3, 5, observations / 50, observations / 10, observations / 3, observations])
            where bad <= observations {
                let isPass = evidence.logPass(bad: bad, observations: observations) >= threshold
                let isFail = evidence.logFail(bad: bad, observations: observations) >= threshold + log(2)
                let interval = evidence.interval(
                    bad: bad, observations: observations, passThreshold: threshold, failThreshold: threshold + log(2))
                let place = "k = \(bad), n = \(observations): \(interval)"
                #expect((interval.upper <= limit) == isPass, "\(place)")
                #expect((interval.lower >= limit) == isFail, "\(place)")
                #expect(interval.lower <= interval.upper && interval.lower >= 0 && interval.upper <= 1, "\(place)")
                if observations > 0 {
                    let rate = Double(bad) / Double(observations)
                    #expect(interval.lower <= rate && rate <= interval.upper, "\(place)")
                }
            }
        }
    }

    @Test("is everything without an observation, and narrows with more of them")
    func narrows() throws {
        let evidence = try #require(EValue(limit: 0.01))
        func interval(_ bad: Int, _ observations: Int) -> (lower: Double, upper: Double) {
            let found = evidence.interval(
                bad: bad, observations: observations, passThreshold: threshold, failThreshold: threshold)
            return (found.lower, found.upper)
        }
        #expect(interval(0, 0) == (0, 1))
        let few = interval(1, 100)
        let many = interval(100, 10_000)
        #expect(few.lower < many.lower && many.upper < few.upper)
    }
}
