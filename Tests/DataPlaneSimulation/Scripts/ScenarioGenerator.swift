import Traffic

/// Draws scenarios.
struct ScenarioGenerator {
    var entropy: Entropy
    private let sizes: ScenarioSizes

    init(_ entropy: Entropy, sizes: ScenarioSizes = ScenarioSizes()) {
        self.entropy = entropy
        self.sizes = sizes
    }

    /// Anything may happen on either side.
    mutating func anything() -> Scenario {
        var scenario = Scenario()
        scenario.proxy = proxy()
        let count = 1 + entropy.below(sizes.clients)
        for index in 0..<count { scenario.clients.append(client(index)) }
        for side in Side.allCases { scenario.connections[side] = (0..<4).map { _ in connection() } }
        if entropy.chance(8) { scenario.proxy.drainsAt = entropy.below(400) }
        if entropy.chance(6) { scenario.proxy.stopsAt = entropy.below(600) }
        return scenario
    }

    // MARK: The proxy

    mutating func proxy() -> ProxyScript {
        var proxy = ProxyScript()
        proxy.copiesInFlight = entropy.pick([8, 1, 2, 3])
        proxy.bodyBytesCaptured = entropy.pick(sizes.captured)
        proxy.bodyBytesTaken = sizes.taken
        proxy.fallsBack = entropy.chance(70)
        proxy.controlPercentage = entropy.pick([0, 0, 50, 100])
        return proxy
    }

    /// Drawn behind everything else.
    mutating func breaker() -> ProxyScript.Breaker? {
        guard entropy.chance(80) else { return nil }
        return ProxyScript.Breaker(
            consecutiveFailures: entropy.pick([1, 1, 1, 2, 3]), minimumCount: entropy.pick([20, 3]),
            openFor: entropy.pick([400, 200, 20]), maxOpenFor: entropy.pick([400, 800]))
    }

    // MARK: Clients

    mutating func client(_ index: Int) -> ClientScript {
        var client = ClientScript()
        client.startsAt = index == 0 ? 0 : entropy.pick([0, 5, 60, 150])
        let count = 1 + entropy.below(sizes.requestsEach)
        for number in 0..<count {
            client.requests.append(request(Token(client: index, request: number), isLast: number == count - 1))
        }
        client.pace = entropy.pick([.oneByOne(pause: 0), .oneByOne(pause: 30), .pipelined])
        client.pieces = pieces()
        client.pieceDelay = entropy.pick([0, 1, 5, 20])
        client.readBytes = entropy.pick(sizes.reads)
        client.ending = entropy.pick([.waits, .waits, .waits, .stays, .halfCloses, .closes, .resets])
        client.endingDelay = entropy.pick([0, 10, 60, 200])
        if entropy.chance(12) { client.cutAt = entropy.below(600) }
        if entropy.chance(15) {
            client.stopsReading = (entropy.pick([0, 1, 100, 5000]), entropy.pick([50, 300, 900, nil]))
        }
        return client
    }

    /// Not so far apart that it takes longer than anybody waits.
    mutating func pieces() -> Pieces {
        switch entropy.below(4) {
        case 1: return Pieces(sizes: [1 + entropy.below(200)], limit: sizes.pieces)
        case 2:
            return Pieces(
                sizes: [1 + entropy.below(30), 1 + entropy.below(300), 1 + entropy.below(3)], limit: sizes.pieces)
        case 3: return Pieces(sizes: [1], limit: sizes.pieces)
        default: return Pieces()
        }
    }

    mutating func request(_ token: Token, isLast: Bool) -> RequestScript {
        var request = RequestScript(token: token)
        request.method = entropy.pick(["GET", "GET", "POST", "HEAD", "PUT", "OPTIONS", "DELETE"])
        request.prefix = entropy.pick(ProxyScript.prefixes + ["unmatched"])
        request.hasRequestID = !entropy.chance(10)
        drawBody(&request)
        if entropy.chance(8) {
            request.isHTTP10 = true
            request.keepsAlive = entropy.chance(50)
            if case .chunked(let sizes) = request.body { request.body = .length(sizes.reduce(0, +)) }
            (request.expectsContinue, request.hasTrailers) = (false, false)
        }
        request.closes = entropy.chance(8)
        drawDefect(&request)
        if isLast, request.defect == nil, !request.isHTTP10, request.body == .none, entropy.chance(6) {
            (request.upgrades, request.method, request.closes) = (true, "GET", false)
        }
        // Who sends no identifier cannot be told apart by the assigner.
        if request.hasRequestID {
            request.served = entropy.pick([.legacy, .candidate])
            request.copy = entropy.pick([.sent, .sent, .sentAsDryRun, .notMirrored, .writeNotMirrored])
        }
        for side in Side.allCases { request.answers[side] = (0..<2).map { _ in answer(request) } }
        request.copyAnswers = (0..<2).map { _ in answer(request) }
        return request
    }

    private mutating func drawBody(_ request: inout RequestScript) {
        guard request.method == "POST" || request.method == "PUT" || entropy.chance(5) else { return }
        switch entropy.below(3) {
        case 1: request.body = .chunked((0..<1 + entropy.below(4)).map { _ in 1 + entropy.below(sizes.chunk) })
        case 2: request.body = .length(entropy.pick(sizes.longRequests))
        default: request.body = .length(entropy.below(sizes.shortRequest))
        }
        if case .chunked = request.body { request.hasTrailers = entropy.chance(30) }
        request.expectsContinue = entropy.chance(20)
        request.leavesBodyOut = entropy.chance(50)
    }

    private mutating func drawDefect(_ request: inout RequestScript) {
        guard entropy.chance(8) else { return }
        let defect = entropy.pick(RequestScript.Defect.allCases)
        request.defect = defect
        request.isHTTP10 = false
        request.expectsContinue = false
        switch defect {
        case .badChunk: request.body = .chunked([5, 100])
        case .declaredTooLarge: request.body = .length(2 * sizes.excess)
        case .foundTooLarge: request.body = .chunked([sizes.excess, sizes.excess])
        default: break
        }
    }

    // MARK: Upstreams

    mutating func connection() -> ConnectionScript {
        var connection = ConnectionScript()
        connection.acceptance = entropy.pick([
            .accepts(after: 0), .accepts(after: 0), .accepts(after: 1), .accepts(after: 35), .refuses(after: 0),
            .refuses(after: 50), .never,
        ])
        if entropy.chance(12) { connection.endsAfter = entropy.below(120) }
        connection.endsByReset = entropy.chance(50)
        connection.speaksFirst = entropy.chance(4)
        if entropy.chance(12) {
            connection.stopsReading = (entropy.pick([0, 200, 3000]), entropy.pick([40, 250, nil]))
        }
        connection.readBytes = entropy.pick(sizes.reads)
        return connection
    }

    mutating func answer(_ request: RequestScript) -> AnswerScript {
        var answer = AnswerScript()
        if entropy.chance(15) { answer.trigger = entropy.pick([.head, .body(10), .body(1000)]) }
        answer.delay = entropy.pick([0, 0, 1, 30, 120, 350])
        if entropy.chance(10) { answer.interims = entropy.pick([[103], [102, 103], [100]]) }
        if request.expectsContinue, entropy.chance(60) { answer.interims = [100] }
        if entropy.chance(12) { answer.kind = entropy.pick(AnswerScript.Kind.allCases) }
        if request.upgrades, answer.kind == .unaskedSwitch { answer.kind = .garbage }
        answer.status = entropy.pick([200, 200, 200, 404, 500, 503, 204, 304, 301])
        answer.framing = entropy.pick([.length, .length, .chunked, .untilClose])
        answer.isHTTP10 = entropy.chance(6)
        if answer.isHTTP10, answer.framing == .chunked { answer.framing = .untilClose }
        answer.bodyBytes = entropy.pick(sizes.answers)
        answer.hasTrailers = entropy.chance(20)
        answer.closes = entropy.chance(10)
        answer.hasSurplus = entropy.chance(4) && answer.bodyBytes < 8000
        if entropy.chance(12) {
            answer.cut = (entropy.below(400), entropy.pick(AnswerScript.Cut.allCases))
            // Inside the content garbage would be content.
            if let cut = answer.cut, cut.how == .turnsToGarbage { answer.cut?.at = cut.at % 60 }
        }
        answer.pieces = pieces()
        answer.pieceDelay = entropy.pick([0, 1, 5, 15])
        if entropy.chance(15) { answer.idleCloseAfter = entropy.pick([0, 1, 40, 200]) }
        return answer
    }
}
