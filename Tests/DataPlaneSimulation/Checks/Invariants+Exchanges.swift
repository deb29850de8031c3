import NIOCore
import Traffic

/// What was handed to the sink.
extension Invariants {
    /// An exchange is handed on once, with answers to its own request, and the served one is what the client got.
    func exchanges() -> [String] {
        var found: [String] = []
        var seen: Set<Token> = []
        for exchange in world.network.finished {
            guard let token = Token(target: exchange.request.target), let script = scenario.request(token) else {
                found.append("an exchange was handed on that nobody began: \(exchange.request.target)")
                continue
            }
            if !seen.insert(token).inserted { found.append("the exchange of \(token) was handed on twice") }
            found += judge(exchange, token, script).map { "the exchange of \(token) was handed on \($0)" }
        }
        return found
            + world.clients.flatMap { client in answeredTokens(client).filter { !seen.contains($0) } }.map {
                "the exchange of \($0) was never handed on"
            }
    }

    /// Requests that were there as a whole when an upstream's whole answer to them came.
    private func answeredTokens(_ client: SimulatedClient) -> [Token] {
        zip(client.script.requests, client.answers.messages).compactMap { request, answer in
            let isAnswered = answer.isComplete && answer.first("x-answer") != nil
            return isAnswered && request.body == .none ? request.token : nil
        }
    }

    private func judge(_ exchange: Exchange, _ token: Token, _ script: RequestScript) -> [String] {
        var found: [String] = []
        if exchange.isRequestComplete {
            if script.defect != nil { found.append("though the proxy refused it") }
            if !world.clients[token.client].hasSent(token.request) { found.append("though its request never ended") }
        } else if exchange.mirrored != nil, !exchange.fellBack {
            found.append("with a copy, though its request is not whole")
        }
        if exchange.isRequestCapturedWhole,
            !Content.matches(Array(buffer: exchange.request.body), startOf: script.content)
        {
            found.append("with another body")
        }
        if exchange.isSkipped { found += judgeSkipped(exchange, token) }
        let legs = [("served", exchange.served), ("mirrored", exchange.mirrored), ("control", exchange.control)]
        for (role, leg) in legs {
            guard let leg, let fault = judge(leg, token, role, isCopy: role != "served" && !exchange.fellBack) else {
                continue
            }
            found.append("with a \(role) leg that has \(fault)")
        }
        return found
    }

    /// Not one byte of what the circuit breaker skips reaches the candidate, and no copy of it legacy.
    private func judgeSkipped(_ exchange: Exchange, _ token: Token) -> [String] {
        var found: [String] = []
        let seen = world.network.requests.filter { $0.token == token }
        if seen.contains(where: { $0.side == .candidate }) { found.append("as skipped, though the candidate got it") }
        if seen.contains(where: \.isCopy) { found.append("as skipped, with a copy") }
        if exchange.served.side != .legacy || !exchange.fellBack || exchange.fallbackDelay != 0 {
            found.append("as skipped, and legacy did not serve it at once")
        }
        if scenario.proxy.breaker == nil || !scenario.proxy.fallsBack { found.append("as skipped, without a breaker") }
        return found
    }

    private func judge(_ leg: Leg, _ token: Token, _ role: String, isCopy: Bool) -> String? {
        guard let answer = leg.answer else { return nil }
        guard let mark = answer.head.first("x-answer") else { return "an answer without a mark" }
        guard let sent = world.network.requests.first(where: { $0.name == mark }) else {
            return "an answer nobody sent"
        }
        guard sent.token == token, sent.side == leg.side, sent.isCopy == isCopy else {
            return "the answer of another: \(mark)"
        }
        guard answer.status != 101 else { return nil }
        // A copy may be given up once it is too large to be compared.
        let isCounted = answer.isCapturedWhole || role == "served"
        if sent.isExact, isCounted, answer.bodyLength != sent.content.count {
            return "\(answer.bodyLength) bytes of \(mark)"
        }
        let isOwn = Content.matches(Array(buffer: answer.body), startOf: sent.content)
        return answer.isCapturedWhole && !isOwn ? "another's content" : nil
    }
}

extension Exchange {
    /// Whether the circuit breaker kept it from the candidate.
    var isSkipped: Bool { mirrored?.failure?.kind == .skipped }
}
