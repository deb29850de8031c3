import Traffic

extension ScenarioGenerator {
    /// What clients and one side do that serves everything; the mirrored side comes later.
    mutating func schedule() -> (scenario: Scenario, served: Side) {
        var scenario = anything()
        let served = entropy.pick(Side.allCases)
        scenario.proxy.controlPercentage = 0
        scenario.unnamed = (served, .sent)
        for client in scenario.clients.indices {
            for number in scenario.clients[client].requests.indices {
                scenario.clients[client].requests[number].served = served
                scenario.clients[client].requests[number].copy =
                    scenario.clients[client].requests[number].hasRequestID
                    ? entropy.pick([.sent, .sent, .sentAsDryRun]) : .sent
            }
        }
        if served == .candidate, scenario.proxy.fallsBack {
            soothe(&scenario)
        } else {
            scenario.proxy.breaker = breaker()
        }
        return (scenario, served)
    }

    /// The candidate never fails, so that legacy never serves.
    private func soothe(_ scenario: inout Scenario) {
        scenario.connections[.candidate] = [ConnectionScript()]
        for client in scenario.clients.indices {
            for number in scenario.clients[client].requests.indices {
                let answers = scenario.clients[client].requests[number].answers[.candidate] ?? []
                scenario.clients[client].requests[number].answers[.candidate] = answers.map { drawn in
                    var answer = drawn
                    if answer.status >= 500 { answer.status = 200 }
                    (answer.kind, answer.cut) = (.plain, nil)
                    // So that the head is there in time, however it is cut.
                    (answer.delay, answer.pieceDelay) = (min(answer.delay, 120), min(answer.pieceDelay, 1))
                    return answer
                }
            }
        }
    }
}
