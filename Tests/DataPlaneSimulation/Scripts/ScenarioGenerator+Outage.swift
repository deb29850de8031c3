import Traffic

extension ScenarioGenerator {
    /// Promoted users read one thing after another while the candidate dies and comes back. One more comes when that must
    /// have been noticed.
    mutating func outage(_ behaviour: MirroredBehaviour) -> Scenario {
        var scenario = Scenario()
        scenario.proxy.breaker = breaker() ?? ProxyScript.Breaker()
        scenario.proxy.controlPercentage = 0
        scenario.proxy.upstreamTimeout = entropy.pick([40, 90])
        scenario.proxy.copyTimeout = entropy.pick([40, 200])
        let start = 50 + entropy.below(100)
        let outage = Outage(times: start..<start + 300 + entropy.below(900), behaviour: behaviour)
        scenario.outage = outage
        let clients = 1 + entropy.below(3)
        for index in 0..<clients {
            var client = reader(index, requests: 80)
            client.startsAt = entropy.below(30)
            client.pace = .oneByOne(pause: entropy.pick([5, 15]))
            scenario.clients.append(client)
        }
        var last = reader(clients, requests: 3)
        last.startsAt = outage.times.upperBound + 2 * (scenario.proxy.breaker?.maxOpenFor ?? 0) + 500
        last.pace = .oneByOne(pause: 10)
        scenario.clients.append(last)
        return scenario
    }

    private mutating func reader(_ index: Int, requests: Int) -> ClientScript {
        var client = ClientScript()
        for number in 0..<requests {
            var request = RequestScript(token: Token(client: index, request: number))
            request.method = entropy.pick(["GET", "GET", "HEAD"])
            request.prefix = "plain"
            (request.served, request.copy) = (.candidate, .sent)
            var answer = AnswerScript()
            answer.delay = entropy.pick([0, 1, 8])
            request.answers = [.legacy: [answer], .candidate: [answer]]
            request.copyAnswers = [answer]
            client.requests.append(request)
        }
        return client
    }
}
