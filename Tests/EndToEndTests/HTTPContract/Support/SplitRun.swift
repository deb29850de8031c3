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

        /// The whole, split at each position into two, and byte by byte.
        static func everywhere(_ methods: [String], _ wire: String) -> [Job] {
            let count = wire.octets.count
            return [Job(methods, wire, at: [])] + (1..<count).map { Job(methods, wire, at: [$0]) }
                + [Job(methods, wire, at: Array(1..<count))]
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
            if round > 0 { try proxy.barrier() }
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
            let progress = Monitored((sent: 0, round: 0))
            let tokens = jobs.map { _ in proxy.token() }
            for (token, (job, then)) in zip(tokens, jobs) {
                let script: ContractUpstream.Script = { exchange in
                    for (round, piece) in job.pieces.enumerated() {
                        try progress.wait(for: "round \(round)") { $0.round >= round }
                        try exchange.wire.send(piece)
                        progress.withLock { $0.sent += 1 }
                    }
                    return then
                }
                proxy.legacy.on(token, script)
                proxy.candidate.on(token, script)
            }
            let clients = try zip(tokens, jobs).map { token, item in
                let client = try proxy.connect()
                try client.send("\(item.job.methods[0]) /\(token)/split HTTP/1.1\r\nHost: a\r\n\(Passage.identity)\r\n")
                return client
            }
            try lead(jobs.map(\.job), progress)
            return try zip(jobs, zip(tokens, clients)).map { item, pair in
                try outcome(of: item.job, pair.0, pair.1, path: "/split")
            }
        }
    }

    /// Lets each round begin when both sides have sent the one before, and the proxy has read it.
    private func lead(_ jobs: [Job], _ progress: Monitored<(sent: Int, round: Int)>) throws {
        var expected = 0
        for round in 0..<(jobs.map(\.pieces.count).max() ?? 0) {
            let count = jobs.filter { $0.pieces.count > round }.count * 2
            expected += count
            try progress.wait(for: "\(expected) pieces") { $0.sent >= expected }
            try proxy.barrier()
            progress.withLock { $0.round = round + 1 }
        }
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
