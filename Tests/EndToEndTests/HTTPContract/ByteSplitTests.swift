import Testing

/// However the bytes of a message are split on their way, and in either direction, the same comes of it.
@Suite("HTTP contract, split at every byte", .serialized)
struct ByteSplitTests {
    /// Requests of one connection, or the answer to one.
    struct Message: Sendable, CustomTestStringConvertible {
        let name: String
        let methods: [String]
        let wire: String
        var then = ContractUpstream.Next.keep

        init(_ name: String, _ methods: [String], _ wire: String, then: ContractUpstream.Next = .keep) {
            self.name = name
            self.methods = methods
            self.wire = wire
            self.then = then
        }

        var testDescription: String { name }
    }

    @Test("requests: both sides get what they get of the unsplit one, and so does the client", arguments: requests)
    func requestsComeSplit(_ message: Message) throws {
        let run = SplitRun(proxy: try ContractProxy.patient.get())
        let outcomes = try run.requests(SplitRun.Job.everywhere(message.methods, message.wire))
        let whole = try #require(outcomes.first)
        #expect(whole.answers.map(\.status) == message.methods.map { _ in 200 } && whole.isUsable)
        #expect(whole.legacy.count == message.methods.count && whole.legacy.allSatisfy(\.isComplete))
        let unmarked = whole.candidate.map { copy in
            var copy = copy
            copy.head = copy.head.replacing("Parallax-Mirror: ?1\r\n", with: "")
            return copy
        }
        #expect(unmarked == whole.legacy.sorted { $0.startLine < $1.startLine })
        for (position, outcome) in outcomes.enumerated() {
            #expect(outcome == whole, "split at \(position)")
        }
    }

    static let requests: [Message] = [
        Message("GET", ["GET"], "GET /TOKEN/a?b=c HTTP/1.1\r\nHost: a\r\nA: b\r\n\(Passage.identity)\r\n"),
        Message("HEAD", ["HEAD"], "HEAD /TOKEN/a HTTP/1.1\r\nHost: a\r\n\(Passage.identity)\r\n"),
        Message(
            "a length", ["POST"],
            "POST /TOKEN/a HTTP/1.1\r\nHost: a\r\nContent-Length: 12\r\n\(Passage.identity)\r\n\r\nGET / \r\n\r\n"),
        Message(
            "chunks with extensions and trailers", ["POST"],
            "POST /TOKEN/a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\(Passage.identity)\r\n"
                + "3;a=\"b\"\r\n\r\n0\r\n0A\r\n0123456789\r\n0;c\r\nX-A: b\r\nx-c:\r\n\r\n"),
        Message(
            "absolute form", ["GET"], "GET http://b.test:81/TOKEN/a HTTP/1.1\r\nHost: a\r\n\(Passage.identity)\r\n"),
        Message(
            "a pipelined pair", ["POST", "GET"],
            "POST /TOKEN/1 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\(Passage.identity)\r\nabc"
                + "GET /TOKEN/2 HTTP/1.1\r\nHost: a\r\n\(Passage.identity)\r\n"),
        Message(
            "pipelined chunks", ["PUT", "PUT"],
            (1...2).map { number in
                "PUT /TOKEN/\(number) HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\(Passage.identity)\r\n"
                    + "1\r\n\(number)\r\n0\r\n\r\n"
            }.joined()),
        Message(
            "HTTP/1.0 behind an empty line", ["GET"],
            "\r\nGET /TOKEN/a HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\(Passage.identity)\r\n"),
    ]

    @Test(
        "answers: the client gets what it gets of the unsplit one, and the comparison finds no difference",
        arguments: answers)
    func answersComeSplit(_ message: Message) throws {
        let proxy = try ContractProxy.patient.get()
        let before = try proxy.outcomes(of: "split")
        let jobs = SplitRun.Job.everywhere(message.methods, message.wire).map { (job: $0, then: message.then) }
        let outcomes = try SplitRun(proxy: proxy).answers(jobs)
        let whole = try #require(outcomes.first)
        #expect(whole.isUsable && whole.answers.allSatisfy(\.isComplete) && whole.legacy.count == 1)
        for (position, outcome) in outcomes.enumerated() {
            #expect(outcome == whole, "split at \(position)")
        }
        // Each has a next request behind it.
        #expect(try proxy.newOutcomes(of: "split", since: before, count: jobs.count * 2) == ["match": jobs.count * 2])
    }

    private static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

    static let answers: [Message] = [
        Message("a length", ["GET"], "HTTP/1.1 200 OK\r\nA: b\r\nContent-Length: 6\r\na:c\r\n\r\n\r\n\r\nok"),
        Message("to HEAD", ["HEAD"], "HTTP/1.1 200 OK\r\nContent-Length: 6\r\nA: b\r\n\r\n"),
        Message("no content", ["GET"], "HTTP/1.1 204 No Content\r\nA: b\r\n\r\n"),
        Message(
            "interim and final", ["GET"],
            "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 102 Processing\r\n\r\n" + ok),
        Message(
            "chunks with extensions and trailers", ["GET"],
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;a=\"b\"\r\n\r\n0\r\n0A\r\n0123456789\r\n0;c\r\n"
                + "X-A: b\r\nx-c:\r\n\r\n"),
        Message("until close", ["GET"], "HTTP/1.1 200 OK\r\nA: b\r\n\r\nbody until close\r\n\r\n", then: .close),
        Message("HTTP/1.0", ["GET"], "HTTP/1.0 200 OK\r\nContent-Length: 4\r\n\r\nbody", then: .close),
    ]

    // MARK: Answers with something wrong about them

    @Test("faulty answers: the same 502 wherever they are split", arguments: faults)
    func faultsComeSplit(_ fault: AnswerFaultTests.Fault) throws {
        let answers = try answersAlike(to: "GET", fault.answer, then: fault.then)
        try Refusal.expectOwnAnswer(try #require(answers.first), 502, closes: true)
    }

    static let faults = AnswerFaultTests.faults.filter { !$0.answer.isEmpty }

    @Test("answers broken off: the same of them wherever they are split, and never a last chunk", arguments: breaks)
    func breaksComeSplit(_ item: AnswerFaultTests.Break) throws {
        let answers = try answersAlike(to: "GET", item.answer, then: item.then)
        #expect(answers.first?.text == Self.closing(item.received))
        for (position, answer) in answers.enumerated() {
            #expect(!answer.looksComplete, "split at \(position)")
        }
    }

    static let breaks = AnswerFaultTests.breaks.filter { $0.version == "1.1" }

    @Test(
        "surplus bytes: only the answer wherever it is split, and that upstream connection is not used again",
        arguments: surplus)
    func surplusComesSplit(_ item: AnswerPassageTests.Case) throws {
        let answers = try answersAlike(to: item.method, item.answer, then: item.then)
        #expect(answers.first?.text == Self.closing(item.received ?? item.answer))
        #expect(answers.first?.isComplete == true)
    }

    static let surplus = (AnswerPassageTests.surplus + AnswerPassageTests.bodyless).filter { !$0.isReused }

    /// Expects that the client gets the same of an answer wherever it is split, but for the framing of chunks, and then
    /// an end in order.
    ///
    /// - Returns: What it gets each time, of the unsplit one first.
    private func answersAlike(to method: String, _ wire: String, then: ContractUpstream.Next) throws -> [WireMessage] {
        let jobs = SplitRun.Job.everywhere([method], wire).map { (job: $0, then: then) }
        let receptions = try SplitRun(proxy: try ContractProxy.tight.get()).faults(jobs)
        let whole = try #require(receptions.first).answer.unframed
        for (position, reception) in receptions.enumerated() {
            #expect(reception.answer.unframed == whole, "split at \(position)")
            #expect(reception.rest == [] && reception.ending == .closed, "split at \(position)")
        }
        return receptions.map(\.answer)
    }

    /// An answer as the last one of a connection.
    private static func closing(_ answer: String) -> String {
        answer.replacing("\r\n\r\n", with: "\r\nConnection: close\r\n\r\n", maxReplacements: 1)
    }

    // MARK: Refusals

    @Test("refusals: the same verdict wherever the request is split, and nothing forwarded")
    func refusalsComeSplit() throws {
        try expectRefusedAlike(RequestRefusalTests.all, by: try ContractProxy.patient.get())
    }

    @Test("requests just over a limit: the same verdict wherever they are split, and nothing forwarded")
    func excessComesSplit() throws {
        try expectRefusedAlike(Self.excess, by: try ContractProxy.tight.get())
    }

    static let excess: [Refusal] = [
        Refusal("a line of 256 bytes and one", RequestRefusalTests.sized(line: 257), 414),
        Refusal("a head of 1 KiB and one byte", RequestRefusalTests.sized(head: 1_025), 431),
        Refusal("9 fields", RequestRefusalTests.sized(fields: 9), 431),
        Refusal("101 bytes declared", "POST /TOKEN/a HTTP/1.1\r\nHost: a\r\nContent-Length: 101\r\n\r\n", 413),
        .chunks("101 bytes in a chunk", "65\r\n\(bytes(101))\r\n0\r\n\r\n", 413),
        .chunks("101 bytes in two chunks", "33\r\n\(bytes(51))\r\n32\r\n\(bytes(50))\r\n0\r\n\r\n", 413),
        .chunks("4 KiB and one byte of extensions", "1;\(bytes(4_097))\r\na\r\n0\r\n\r\n"),
    ]

    private static func bytes(_ count: Int) -> String { String(repeating: "x", count: count) }

    /// Expects the answer to the unsplit request, which has the refusal's status, wherever it is split.
    private func expectRefusedAlike(_ refusals: [Refusal], by proxy: ContractProxy) throws {
        let behind = "GET /TOKEN/behind HTTP/1.1\r\nHost: a\r\n\r\n"
        let jobs = refusals.indices.flatMap { index in
            SplitRun.Job.everywhere(["GET"], refusals[index].request, before: behind).map { (index: index, job: $0) }
        }
        // The unsplit first, and those in many pieces together: a batch has as many rounds as its longest job.
        let cases = jobs.sorted { $0.job.pieces.count < $1.job.pieces.count }
        let answers = try SplitRun(proxy: proxy).refusals(cases.map(\.job))
        #expect(answers.count == cases.count)
        var unsplit: [Int: WireMessage] = [:]
        for ((index, job), answer) in zip(cases, answers) {
            let whole = unsplit[index] ?? answer
            unsplit[index] = whole
            guard answer != whole || answer.status != refusals[index].status else { continue }
            Issue.record("\(refusals[index].name), in pieces of \(job.pieces.map(\.count)): \(answer)")
        }
    }
}
