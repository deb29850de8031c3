import Traffic

/// Promoted users in virtual time, while the candidate dies and comes back.
public struct OutageSchedule {
    let scenario: Scenario

    /// - Parameter behaviour: How the candidate is dead.
    public init(seed: UInt64, _ behaviour: MirroredBehaviour) {
        var generator = ScenarioGenerator(Entropy(seed: seed))
        scenario = generator.outage(behaviour)
    }

    /// Ways to be dead that no client need ever see.
    public static let deadly = Outage.deadly

    /// What came of it, with the circuit breaker or without.
    public func run(withBreaker: Bool = true) -> OutageOutcome {
        var scenario = scenario
        if !withBreaker { scenario.proxy.breaker = nil }
        let world = SimulatedWorld(scenario)
        world.run()
        let leaks = world.tearDown()
        return OutageOutcome(
            violations: world.faults + leaks + Invariants(scenario: scenario, world: world).violations(),
            scenario: scenario, world: world)
    }

    /// Requests that may pay for the candidate's death: as many failures as open the circuit, what other clients had on its
    /// way then, and single probes.
    public var mostPayers: Int {
        guard let breaker = scenario.proxy.breaker, let outage = scenario.outage else { return 0 }
        var probes = 0
        var time = 0
        var interval = breaker.openFor
        while time < outage.times.count {
            time += interval
            // The first one may be lost, and has then not doubled the time.
            if probes > 0 { interval = min(2 * interval, breaker.maxOpenFor) }
            probes += 1
        }
        return breaker.consecutiveFailures + scenario.clients.count - 1 + probes
    }
}

/// What promoted users noticed of the candidate's death.
public struct OutageOutcome {
    public let violations: [String]
    /// Requests that waited for the candidate, and were answered by legacy.
    public let paid: Int
    /// Requests that legacy answered without the candidate being asked.
    public let skipped: Int
    public let exchanges: Int
    /// Answers that were not a whole answer with 200, of all clients.
    public let faulty: Int
    /// How many of the last client's answers were the candidate's, and of how many.
    public let recovered: (count: Int, of: Int)

    init(violations: [String], scenario: Scenario, world: SimulatedWorld) {
        self.violations = violations
        let finished = world.network.finished
        exchanges = finished.count
        skipped = finished.count { $0.isSkipped }
        paid = finished.count { $0.fellBack && !$0.isSkipped }
        let answers = world.clients.flatMap(\.answers.messages)
        let wanted = scenario.clients.reduce(0) { $0 + $1.requests.count }
        faulty = wanted - answers.count { $0.isComplete && $0.status == 200 }
        let last = world.clients.last?.answers.messages ?? []
        recovered = (last.count { $0.first("x-answer")?.hasPrefix("n") == true }, last.count)
    }
}
