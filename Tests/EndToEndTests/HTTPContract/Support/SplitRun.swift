/// Many messages at once, each on a connection of its own and in its own pieces. Between one piece and the next the
/// proxy has read the former: no clock is involved.
struct SplitRun {
    /// A message, and how it is sent.
    struct Job {
        /// Of the requests, in order.
        let methods: [String]
        /// With `TOKEN` for the token, which is as long.
        let pieces: [ArraySlice<UInt8>]

        /// Split before these positions.
        init(_ methods: [String], _ wire: String, at positions: [Int]) {
            self.methods = methods
            let octets = wire.octets
            let edges = [0] + positions + [octets.count]
            pieces = zip(edges, edges.dropFirst()).map { octets[$0..<$1] }
        }

        /// The whole, split at each position into two, and byte by byte; what is long is split near its ends alone.
        ///
        /// - Parameter rest: What follows in the last piece.
        static func everywhere(_ methods: [String], _ wire: String, before rest: String = "") -> [Job] {
            let count = wire.octets.count
            let positions = (1..<count).filter { min($0, count - $0) <= 200 }
            let wire = wire + rest
            return [Job(methods, wire, at: [])] + positions.map { Job(methods, wire, at: [$0]) }
                + [Job(methods, wire, at: positions)]
        }
    }

    /// What came of a message, whatever its token and its framing on the wire.
    struct Outcome: Equatable {
        var answers: [WireMessage]
        var legacy: [WireMessage]
        /// In the order of their request lines: copies of reads may pass each other.
        var candidate: [WireMessage]
        /// Whether a next request was served on the same connection.
        var isUsable: Bool
    }

    /// What a client got until its connection ended.
    struct Reception {
        var answer: WireMessage
        /// What came behind the answer.
        var rest: [UInt8]
        var ending: Wire.Ending?
    }

    private static let batch = 100

    let proxy: ContractProxy

    // MARK: Requests

    /// Sends requests, which both sides answer with `200`.
    func requests(_ jobs: [Job]) throws -> [Outcome] {
        try inBatches(jobs) { jobs in
            let (tokens, clients) = try send(jobs)
            return try zip(jobs, zip(tokens, clients)).map { job, pair in
                try outcome(of: job, pair.0, pair.1)
            }
        }
    }

    /// Sends what is refused.
    ///
    /// - Returns: The answer of each, where nothing follows but the end of the connection.
    func refusals(_ jobs: [Job]) throws -> [WireMessage] {
        try inBatches(jobs) { jobs in
            let (tokens, clients) = try send(jobs)
            return try zip(tokens, clients).map { token, client in
                let answer = try client.takeAnswer()
                let rest = try client.takeToEnd()
                let isForwarded =
                    proxy.legacy.received(token).contains(where: \.message.isComplete)
                    || !proxy.candidate.received(token).isEmpty
                guard rest.isEmpty, client.ending == .closed, !isForwarded else {
                    throw Failure("behind \(answer): \(String(octets: rest)), \(proxy.legacy.received(token))")
                }
                return answer
            }
        }
    }

    /// Sends the pieces, with a barrier behind each round of them.
    private func send(_ jobs: [Job]) throws -> (tokens: [String], clients: [Wire]) {
        let tokens = jobs.map { _ in proxy.token() }
        let clients = try jobs.map { _ in try proxy.connect() }
        let wholes = zip(jobs, tokens).map { job, token in Self.replacingToken(in: job.pieces, with: token) }
        for round in 0..<(jobs.map(\.pieces.count).max() ?? 0) {
            if round > 0 { try barrier() }
            for (index, client) in clients.enumerated() where round < jobs[index].pieces.count {
                let piece = jobs[index].pieces[round]
                try client.send(wholes[index][piece.startIndex..<piece.endIndex])
            }
        }
        return (tokens, clients)
    }

    /// The whole with the token in it, which may lie across the edges of pieces.
    private static func replacingToken(in pieces: [ArraySlice<UInt8>], with token: String) -> [UInt8] {
        var whole = Array(pieces.joined())
        let (word, token) = ("TOKEN".octets, token.octets)
        var start = 0
        while let range = whole[start...].firstRange(of: word) {
            whole.replaceSubrange(range, with: token)
            start = range.upperBound
        }
        return whole
    }

    // MARK: Answers

    /// Asks for answers that both sides send in these pieces, and end as they say.
    func answers(_ jobs: [(job: Job, then: ContractUpstream.Next)]) throws -> [Outcome] {
        try inBatches(jobs) { jobs in
            let (tokens, clients) = try ask(
                jobs, of: [proxy.legacy, proxy.candidate], path: "/split", fields: Passage.identity)
            return try zip(jobs, zip(tokens, clients)).map { item, pair in
                try outcome(of: item.job, pair.0, pair.1, path: "/split")
            }
        }
    }

    /// Asks for the last answers of connections, which legacy sends in these pieces, and ends as it says; the candidate
    /// answers `200`. Of legacy's connections none is used again.
    func faults(_ jobs: [(job: Job, then: ContractUpstream.Next)]) throws -> [Reception] {
        try inBatches(jobs) { jobs in
            let (tokens, clients) = try ask(jobs, of: [proxy.legacy], fields: "Connection: close\r\n")
            return try zip(jobs, zip(tokens, clients)).map { item, pair in
                let (token, client) = pair
                let answer = try client.takeAnswer(to: item.job.methods[0])
                let rest = try client.takeToEnd()
                try proxy.legacy.waitForEnds(token)
                return Reception(answer: answer, rest: rest, ending: client.ending)
            }
        }
    }

    /// Sends requests, and returns when these servers have sent their answers.
    private func ask(
        _ jobs: [(job: Job, then: ContractUpstream.Next)], of servers: [ContractUpstream], path: String = "",
        fields: String
    ) throws -> (tokens: [String], clients: [Wire]) {
        let progress = Monitored((done: 0, round: 0))
        let tokens = jobs.map { _ in proxy.token() }
        for (token, item) in zip(tokens, jobs) {
            for server in servers { server.on(token, Self.script(item.job, then: item.then, progress)) }
        }
        let clients = try zip(tokens, jobs).map { token, item in
            let client = try proxy.connect()
            try client.send("\(item.job.methods[0]) /\(token)\(path) HTTP/1.1\r\nHost: a\r\n\(fields)\r\n")
            return client
        }
        try lead(jobs.map(\.job), of: servers.count, progress)
        return (tokens, clients)
    }

    /// Sends a piece a round.
    private static func script(
        _ job: Job, then: ContractUpstream.Next, _ progress: Monitored<(done: Int, round: Int)>
    ) -> ContractUpstream.Script {
        { exchange in
            progress.withLock { $0.done += 1 }
            for (index, piece) in job.pieces.enumerated() {
                try progress.wait(for: "round \(index + 1)") { $0.round > index }
                try exchange.wire.send(piece)
                progress.withLock { $0.done += 1 }
            }
            // What was sent must not be lost to a reset.
            try progress.wait(for: "the last round") { $0.round > job.pieces.count }
            return then
        }
    }

    /// Lets each round begin when all servers have done the one before, and the proxy has read it. In the first the
    /// requests come: on an idle connection one would wait for the rest of another's answer.
    private func lead(_ jobs: [Job], of servers: Int, _ progress: Monitored<(done: Int, round: Int)>) throws {
        var expected = 0
        for round in 0...(jobs.map(\.pieces.count).max() ?? 0) {
            expected += jobs.count { $0.pieces.count >= round } * servers
            try progress.wait(for: "\(expected) pieces") { $0.done >= expected }
            try barrier()
            progress.withLock { $0.round = round + 1 }
        }
    }

    /// Returns when the proxy has read everything that its sockets had received before, like
    /// ``ContractProxy/barrier()``, and asks neither side: its request, too, would wait on an idle connection.
    private func barrier() throws {
        let wire = try proxy.connect()
        try wire.send("TRACE / HTTP/1.1\r\nHost: a\r\n\r\n")
        guard try wire.takeAnswer().status == 405 else { throw Failure("the barrier's request was not refused") }
    }

    // MARK: Outcomes

    private func outcome(of job: Job, _ token: String, _ client: Wire, path: String = "") throws -> Outcome {
        var answers: [WireMessage] = []
        for method in job.methods {
            repeat {
                answers.append(try client.takeAnswer(to: method))
            } while answers.last.map { $0.status < 200 } ?? false
        }
        try client.send("GET /\(token)-next\(path) HTTP/1.1\r\nHost: a\r\n\r\n")
        let next = try client.takeAnswer()
        try proxy.candidate.wait(token, whole: job.methods.count)
        func plain(_ received: [ContractUpstream.Received]) -> [WireMessage] {
            received.map { item in
                var message = item.message.unframed
                message.head = message.head.replacing(token, with: "TOKEN")
                return message
            }
        }
        return Outcome(
            answers: answers.map(\.unframed), legacy: plain(proxy.legacy.received(token)),
            candidate: plain(proxy.candidate.received(token)).sorted { $0.startLine < $1.startLine },
            isUsable: next.status == 200 && next.isComplete)
    }

    private func inBatches<Item, Result>(_ items: [Item], _ run: ([Item]) throws -> [Result]) rethrows -> [Result] {
        try stride(from: 0, to: items.count, by: Self.batch).flatMap { start in
            try run(Array(items[start..<min(start + Self.batch, items.count)]))
        }
    }
}
