@testable import DataPlaneSimulation
import Testing
import Traffic

/// What a candidate that is back failed at while it was away.
@Suite("Failures that come late, in virtual time")
struct LateFailureTests {
    /// A reader that sends a request every ten milliseconds, of which some get another answer.
    private static func client(
        _ index: Int,
        requests: Int,
        served: Side,
        answer: (Int) -> AnswerScript
    ) -> ClientScript {
        var client = ClientScript()
        client.pace = .oneByOne(pause: 10)
        for number in 0..<requests {
            var request = RequestScript(token: Token(client: index, request: number))
            (request.served, request.copy) = (served, .sent)
            request.answers = [.legacy: [AnswerScript()], .candidate: [answer(number)]]
            request.copyAnswers = [served == .legacy ? answer(number) : AnswerScript()]
            client.requests.append(request)
        }
        return client
    }

    @Test("copies that hung before the circuit was closed do not open it again")
    func hangingCopies() {
        var scenario = Scenario()
        scenario.proxy.breaker = ProxyScript.Breaker(consecutiveFailures: 2, openFor: 100, maxOpenFor: 100)
        scenario.proxy.copyTimeout = 300
        // Copies to the candidate, none of which is answered, so that they time out one after another, 300 ms later.
        var shadow = Self.client(0, requests: 4, served: .legacy) { _ in
            var answer = AnswerScript()
            answer.kind = .silent
            return answer
        }
        shadow.pace = .pipelined
        // The candidate fails promoted users twice, and is well from then on.
        let promoted = Self.client(1, requests: 60, served: .candidate) { number in
            var answer = AnswerScript()
            if number < 2 { answer.status = 500 }
            return answer
        }
        scenario.clients = [shadow, promoted]
        let outcome = Simulation(scenario).run()
        #expect(outcome.violations.isEmpty)
        #expect(outcome.endedAt > 500_000_000, "copies had the time to fail")
        #expect(outcome.exchanges == 64)
        #expect(outcome.skipped > 0 && outcome.skipped <= 10, "a tenth of a second's requests: \(outcome.skipped)")
    }
}
