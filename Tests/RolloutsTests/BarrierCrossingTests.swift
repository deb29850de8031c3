import Foundation
import Rollouts
import Testing

/// The figures of the design for α = 0.05 at a limit of 0.1 %, computed exactly rather than sampled.
@Suite("The chance to ever pass or fail")
struct BarrierCrossingTests {
    static let limit = 0.001
    static let threshold = log(20.0)

    static func passing(to horizon: Int) throws -> BarrierCrossing.Barrier {
        let evidence = try #require(EValue(limit: limit))
        var from: [Int] = []
        for bad in 0..<400 {
            let next = evidence.passingObservations(bad: bad, atLeast: from.last ?? 0, threshold: threshold)
            from.append(try #require(next))
            if from[bad] > horizon { break }
        }
        // States beyond the last one that can cross are still needed, to carry what has not crossed.
        return .passing(from: from + [Int](repeating: .max, count: 400))
    }

    static func failing() throws -> BarrierCrossing.Barrier {
        let evidence = try #require(EValue(limit: limit))
        return .failing(upTo: (0..<400).map { evidence.failingObservations(bad: $0, threshold: threshold) })
    }

    @Test("at the limit a rollout ever passes with a chance below α: 0.0328 to 10,000 and 0.0433 to 60,000")
    func passAtTheLimit() throws {
        let chances = BarrierCrossing(barrier: try Self.passing(to: 60_000), rate: Self.limit)
            .chances(by: [10_000, 60_000])
        #expect(abs(chances[0] - 0.0328) < 0.00005)
        #expect(abs(chances[1] - 0.0433) < 0.00005)
    }

    @Test("at a tenth of the limit half pass by 3678 and 95 % by 8832")
    func passAtATenth() throws {
        let chances = BarrierCrossing(barrier: try Self.passing(to: 9_000), rate: Self.limit / 10)
            .chances(by: [3_677, 3_678, 8_831, 8_832])
        #expect(chances[0] < 0.5 && chances[1] >= 0.5)
        #expect(chances[2] < 0.95 && chances[3] >= 0.95)
    }

    @Test(
        "by 60,000, 95.2 % pass at half of the limit and 43.5 % at 0.7 of it", arguments: [(0.5, 0.952), (0.7, 0.435)])
    func passBelow(share: Double, chance: Double) throws {
        let chances = BarrierCrossing(barrier: try Self.passing(to: 60_000), rate: Self.limit * share)
            .chances(by: [60_000])
        #expect(abs(chances[0] - chance) < 0.0005)
    }

    @Test("at the limit a rollout ever fails with a chance of 0.029")
    func failAtTheLimit() throws {
        let chances = BarrierCrossing(barrier: try Self.failing(), rate: Self.limit).chances(by: [60_000])
        #expect(abs(chances[0] - 0.029) < 0.0005)
    }

    @Test(
        "half fail by 7722 at twice the limit, by 902 at five times and by 356 at ten times",
        arguments: [(2, 7_722), (5, 902), (10, 356)])
    func medianToFail(multiple: Double, median: Int) throws {
        let chances = BarrierCrossing(barrier: try Self.failing(), rate: Self.limit * multiple)
            .chances(by: [median - 1, median])
        #expect(chances[0] < 0.5 && chances[1] >= 0.5)
    }
}
