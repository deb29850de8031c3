@testable import DataPlaneSimulation
import Testing
import Traffic

/// Faults that simulations found, each as the smallest scenario that shows it.
@Suite("What simulations found")
struct RegressionTests {
    private static func scenario(_ configure: (inout ClientScript, inout RequestScript, inout AnswerScript) -> Void)
        -> Scenario
    {
        var client = ClientScript()
        var request = RequestScript(token: Token(client: 0, request: 0))
        var answer = AnswerScript()
        configure(&client, &request, &answer)
        request.answers = [.legacy: [answer], .candidate: [answer]]
        client.requests = [request]
        var scenario = Scenario()
        scenario.clients = [client]
        return scenario
    }

    @Test("an answer that ends with its connection is cut off by a reset, so that it does not look whole")
    func cutOffUntilClose() {
        let scenario = Self.scenario { client, request, answer in
            request.isHTTP10 = true
            (answer.framing, answer.bodyBytes) = (.chunked, 300_000)
            client.stopsReading = (after: 100, milliseconds: nil)
        }
        let outcome = Simulation(scenario).run()
        #expect(outcome.clients.first?.last?.event == .close(byReset: true))
        #expect(outcome.violations.isEmpty)
    }
}
