import DataPlaneSimulation
import Testing

/// The data plane's own code, in virtual time, against clients and upstreams that do anything.
@Suite("Simulation")
struct SimulationTests {
    @Test("whatever happens, every invariant holds", arguments: 0..<8)
    func invariants(part: UInt64) {
        for seed in part * 100..<(part + 1) * 100 {
            let outcome = Simulation(seed: seed).run()
            #expect(outcome.violations.isEmpty, "seed \(seed): \(outcome.violations.joined(separator: "; "))")
        }
    }
}
