/// The data plane in virtual time: its own code on one event loop whose clock only moves when it is told to, between
/// clients and upstreams that are scripts. Nothing sleeps, there is no socket, and one seed gives one run, byte for byte.
/// (The way of testing is that of FoundationDB's and TigerBeetle's simulators.)
///
/// ```
/// let outcome = Simulation(seed: 42).run()
/// outcome.violations   // what must never be, in words; empty where all is well
/// ```
///
/// A simulation belongs to the thread that runs it.
public struct Simulation {
    let scenario: Scenario

    /// A random scenario, the same for the same seed.
    public init(seed: UInt64) { self.init(Entropy(seed: seed), ScenarioSizes()) }

    /// The scenario that a fuzzer's bytes decide; every input is one, however short.
    /// It has little of everything, for a fuzzer to try many.
    public init(bytes: some Sequence<UInt8>) { self.init(Entropy(bytes: bytes), .compact) }

    private init(_ entropy: Entropy, _ sizes: ScenarioSizes) {
        var generator = ScenarioGenerator(entropy, sizes: sizes)
        var scenario = generator.anything()
        scenario.proxy.breaker = generator.breaker()
        self.scenario = scenario
    }

    init(_ scenario: Scenario) { self.scenario = scenario }

    /// Runs the scenario to its end and judges it.
    public func run() -> SimulationOutcome {
        let world = SimulatedWorld(scenario)
        world.run()
        let endedAt = world.now
        let clients = world.clients.map { $0.socket?.events ?? [] }
        let upstreams = world.network.connections.map { connection in
            SimulationOutcome.Upstream(side: connection.side, events: connection.socket?.events ?? [])
        }
        let leaks = world.tearDown()
        let violations = world.faults + leaks + Invariants(scenario: scenario, world: world).violations()
        return SimulationOutcome(
            violations: violations,
            clients: clients,
            upstreams: upstreams,
            endedAt: endedAt,
            exchanges: world.network.finished.count,
            answers: world.clients.reduce(0) { $0 + $1.answers.messages.count { $0.isComplete } },
            copies: world.network.requests.count { $0.isCopy },
            skipped: world.network.finished.count { $0.isSkipped }
        )
    }
}
