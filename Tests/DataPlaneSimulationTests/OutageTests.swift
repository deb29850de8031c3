import DataPlaneSimulation
import Testing

/// A candidate that dies while it serves costs promoted users nothing after the first few.
@Suite("The candidate dies while it serves, in virtual time")
struct OutageTests {
    @Test(
        "everybody is answered, only the first few and single probes wait for it, and it serves again when it is back",
        arguments: OutageSchedule.deadly)
    func outage(_ behaviour: MirroredBehaviour) {
        for seed in Campaign.seeds(part: 0, count: 6) {
            let schedule = OutageSchedule(seed: seed, behaviour)
            let outcome = schedule.run()
            let name = "seed \(seed), \(behaviour)"
            #expect(outcome.violations.isEmpty, "\(name): \(outcome.violations.joined(separator: "; "))")
            #expect(outcome.faulty == 0, "\(name)")
            #expect(outcome.paid > 0 && outcome.paid <= schedule.mostPayers, "\(name): \(outcome.paid) paid")
            #expect(outcome.skipped > 0, "\(name)")
            #expect(outcome.recovered.count == outcome.recovered.of && outcome.recovered.of == 3, "\(name)")
        }
    }

    @Test("without a circuit breaker all pay", arguments: OutageSchedule.deadly)
    func withoutBreaker(_ behaviour: MirroredBehaviour) {
        let schedule = OutageSchedule(seed: 1, behaviour)
        let outcome = schedule.run(withBreaker: false)
        #expect(outcome.violations.isEmpty && outcome.faulty == 0 && outcome.skipped == 0)
        #expect(outcome.paid > schedule.run().paid)
    }
}
