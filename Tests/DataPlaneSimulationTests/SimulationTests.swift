import DataPlaneSimulation
import Testing

/// The data plane's own code, in virtual time, against clients and upstreams that do anything.
@Suite("Simulation")
struct SimulationTests {
    @Test("whatever happens, every invariant holds", arguments: 0..<8)
    func invariants(part: UInt64) {
        var (exchanges, answers, copies, skipped) = (0, 0, 0, 0)
        for seed in Campaign.seeds(part: part, count: 100) {
            let outcome = Simulation(seed: seed).run()
            Campaign.expectNone(of: outcome, "seed \(seed)")
            exchanges += outcome.exchanges
            answers += outcome.answers
            copies += outcome.copies
            skipped += outcome.skipped
        }
        // Simulations in which nothing happens prove nothing.
        #expect(exchanges > 150 && answers > 100 && copies > 40 && skipped > 0)
    }

    @Test("a seed gives the same run every time", arguments: [3, 36, 123] as [UInt64])
    func determinism(seed: UInt64) {
        #expect(Simulation(seed: seed).run().description == Simulation(seed: seed).run().description)
    }

    @Test(
        "any bytes make a scenario",
        arguments: [[], [0], [255], Array(0...255), [UInt8](repeating: 255, count: 64), Array("HTTP/1.1".utf8)]
    )
    func bytes(bytes: [UInt8]) {
        #expect(Simulation(bytes: bytes).run().violations.isEmpty)
    }
}
