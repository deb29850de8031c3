import DataPlaneSimulation
import Testing

/// The mirrored side cannot be felt; ``IsolationSchedule`` says what exactly is shown.
@Suite("Isolation in virtual time")
struct IsolationTests {
    private static let behaviours = MirroredBehaviour.allCases.filter { $0 != .absent }
    /// Mirrored sides that each schedule is run with; another few for each, all of them in turn.
    private static let behavioursEach = 4

    @Test("whatever the mirrored side does, client and served side see the same at the same time", arguments: 0..<8)
    func isolation(part: UInt64) {
        var (exchanges, copies) = (0, 0)
        for seed in Campaign.seeds(part: part, count: 50) {
            let schedule = IsolationSchedule(seed: seed)
            let alone = schedule.run(.absent)
            #expect(alone.copies == 0)
            exchanges += alone.exchanges
            for offset in 0..<Self.behavioursEach {
                let behaviour = Self.behaviours[(Int(seed) * Self.behavioursEach + offset) % Self.behaviours.count]
                let outcome = schedule.run(behaviour)
                let difference = schedule.difference(alone, outcome)
                #expect(difference == nil, "seed \(seed), \(behaviour): \(difference ?? "")")
                Campaign.expectNone(of: outcome, "seed \(seed), \(behaviour)")
                copies += outcome.copies
            }
        }
        // Schedules in which nothing is copied prove nothing.
        #expect(exchanges > 75 && copies > 100)
    }
}
