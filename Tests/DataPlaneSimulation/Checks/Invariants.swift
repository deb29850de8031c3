import Traffic

/// What must hold after every run, whatever happened in it.
struct Invariants {
    /// Bytes that may be held for a client that does not read: up to the watermark, what one round of reads gives from an
    /// upstream and what had come when it closed, and some framing.
    private static let heldForClient =
        SimulatedSocket.Conditions().highWatermark + SimulatedSocket.Conditions().receiveBytes
        + SimulatedSocket.readsEach * SimulatedSocket.fullRead + 8192

    let scenario: Scenario
    let world: SimulatedWorld

    func violations() -> [String] {
        world.clients.flatMap(answers) + requests() + exchanges()
    }

    // MARK: Clients

    /// Each request gets one final answer, its own, in order; or the connection ends.
    private func answers(_ client: SimulatedClient) -> [String] {
        var found: [String] = []
        let name = "client \(client.index)"
        if let held = client.socket?.peakOutgoingBytes, held > Self.heldForClient {
            found.append("\(held) bytes were held for \(name)")
        }
        if let fault = client.answers.fault { found.append("\(name) got what is no HTTP: \(fault)") }
        if client.hasLostPatience { found.append("\(name) waited in vain") }
        var isEnded = false
        for (number, answer) in client.answers.messages.enumerated() {
            guard number < client.script.requests.count else {
                found.append("\(name) got more answers than it sent requests: '\(answer.startLine)'")
                break
            }
            if isEnded { found.append("\(name) got an answer after the one that closes") }
            let request = client.script.requests[number]
            if let fault = judge(answer, to: request, of: client) {
                found.append("\(name), answer \(number) ('\(answer.startLine)'): \(fault)")
            }
            isEnded = answer.first("connection")?.lowercased() == "close" || request.endsConnection
            if client.headEnds[number] > client.sentBytes, request.defect == nil, answer.status != 408,
                answer.status != 400
            {
                found.append("\(name) got answer \(number) before it had sent the head")
            }
        }
        return found
    }

    private func judge(_ answer: WireMessage, to request: RequestScript, of client: SimulatedClient) -> String? {
        guard let mark = answer.first("x-answer") else { return judgeOwn(answer, to: request, of: client) }
        guard !request.isRefusedAtHead else { return "a request that must be refused got \(mark)" }
        guard let seen = world.network.requests.first(where: { $0.name == mark }) else { return "nobody sent \(mark)" }
        guard !seen.isCopy else { return "the answer to a copy, \(mark)" }
        guard seen.token == request.token else { return "the answer of another request, \(mark)" }
        guard answer.status == 101 || answer.values("set-cookie") == ["a=1", "b=2"] else { return "fields are missing" }
        let content = answer.status == 101 ? Token.content(mark, count: seen.script.bodyBytes) : seen.content
        guard Content.matches(answer.body, startOf: content) else { return "content that is not that of \(mark)" }
        if answer.isComplete, answer.status != 101, seen.isExact, answer.body.count != content.count {
            return "whole with \(answer.body.count) of \(content.count) bytes of \(mark)"
        }
        return nil
    }

    private func judgeOwn(_ answer: WireMessage, to request: RequestScript, of client: SimulatedClient) -> String? {
        let text = String(decoding: answer.body, as: UTF8.self)
        let isEmpty = answer.body.isEmpty && (request.method == "HEAD" || !answer.isComplete)
        guard isEmpty || text.hasPrefix("{\"error\":") || "{\"error\":".hasPrefix(text) else {
            return "neither the proxy's own nor marked: \(text.prefix(80))"
        }
        let statuses = expectedStatuses(request, of: client)
        return statuses.contains(answer.status) ? nil : "the proxy's own, and none of \(statuses.sorted())"
    }

    private func expectedStatuses(_ request: RequestScript, of client: SimulatedClient) -> Set<Int> {
        // Upstreams fail, clients are slow, and a body may turn out to be too large.
        var expected: Set = [502, 504, 408]
        switch request.defect {
        case nil: break
        case .connect, .trace: expected = [405, 408]
        case .badVersion: expected = [505, 408]
        case .declaredTooLarge: expected = [413, 408]
        case .foundTooLarge: expected.insert(413)
        case .badChunk: expected.insert(400)
        case .lengthAndChunked, .blankBeforeColon, .noHost, .bareLineFeed: expected = [400, 408]
        }
        return expected
    }
}
