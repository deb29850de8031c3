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
        let run = SplitRun(proxy: try ContractProxy.plain.get())
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
        let proxy = try ContractProxy.plain.get()
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

    @Test("refusals: the same verdict wherever the request is split, and nothing forwarded")
    func refusalsComeSplit() throws {
        let cases = RequestRefusalTests.all.flatMap { refusal in
            let wire = refusal.request + "GET /TOKEN/behind HTTP/1.1\r\nHost: a\r\n\r\n"
            return (1..<refusal.request.octets.count).map { (refusal, $0, SplitRun.Job(["GET"], wire, at: [$0])) }
        }
        let answers = try SplitRun(proxy: try ContractProxy.plain.get()).refusals(cases.map(\.2))
        #expect(answers.count == cases.count)
        for ((refusal, position, _), answer) in zip(cases, answers) where answer.status != refusal.status {
            Issue.record("\(refusal.name), split at \(position): \(answer)")
        }
    }
}
