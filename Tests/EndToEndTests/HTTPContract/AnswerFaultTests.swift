import Foundation
import Testing

/// The rows of the table of answers in which something goes wrong at the upstream.
@Suite("HTTP contract, answers that fail", .serialized)
struct AnswerFaultTests {
    private static let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

    /// A method, and what the upstream sends and does in place of a good answer.
    struct Fault: Sendable, CustomTestStringConvertible {
        let name: String
        let answer: String
        var then = ContractUpstream.Next.close

        init(_ answer: String, then: ContractUpstream.Next = .close, _ name: String? = nil) {
            self.answer = answer
            self.then = then
            self.name = name ?? answer.shown
        }

        var testDescription: String { "\(name), \(then)" }
    }

    @Test(
        """
        upstream resets before a head, sends garbage, two Content-Length, Content-Length with Transfer-Encoding: 502, \
        and the client's connection goes on
        """,
        arguments: faults, ["GET", "POST"])
    func badGateway(_ fault: Fault, method: String) throws {
        let proxy = try ContractProxy.plain.get()
        let token = proxy.token()
        proxy.legacy.on(token, ContractUpstream.answering(fault.answer, then: fault.then))
        let client = try proxy.connect()
        let content = method == "POST" ? "Content-Length: 4\r\n\r\nbody" : "\r\n"
        try client.send("\(method) /\(token)/a HTTP/1.1\r\nHost: a\r\n\(content)")
        try Refusal.expectOwnAnswer(try client.takeAnswer(), 502, closes: false)
        try client.send("GET /\(token)-next HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try client.takeAnswer().text == Self.ok)
        let served = proxy.legacy.received(token)
        // Before any byte of an answer on a reused connection nobody can tell a fault from an idle connection's end, and
        // a safe request is sent once more.
        let limit = method == "GET" && fault.answer.isEmpty ? 2 : 1
        #expect((1...limit).contains(served.count), "sent \(served.count) times")
        try proxy.legacy.waitForEnds(token)
        // The copy went to the candidate all the same.
        try proxy.candidate.wait(token, whole: 1)
    }

    static let faults: [Fault] =
        [
            Fault("", "closes before a head"), Fault("", then: .reset, "resets before a head"),
            Fault("HTTP/1.1 200 OK\r\nContent-Le", "closes inside a head"),
            Fault("HTTP/1.1 200 OK\r\nContent-Le", then: .reset, "resets inside a head"),
        ]
        + [
            "garbage\r\n\r\n", "\u{0}\u{1}\u{2}\r\n\r\n", "HTTP/2.0 200 OK\r\n\r\n", "HTTP/1.1 OK\r\n\r\n",
            "HTTP/1.1 2000 OK\r\n\r\n", "HTTP/1.1 099 OK\r\n\r\n", "HTTP/1.1 600 OK\r\n\r\n",
            "HTTP/1.1  200 OK\r\n\r\n",
            "HTTP/1.1 200 OK\nContent-Length: 0\n\n", " HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 200 O\u{0}K\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nab",
            "HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\n\r\nab", "HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\nab",
            "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nab",
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n0\r\n\r\n",
            "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n",
            "HTTP/1.1 200 OK\r\nA : b\r\n\r\n", "HTTP/1.1 200 OK\r\nA: b\u{0}\r\n\r\n",
            "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
            "HTTP/1.1 200 OK\r\nA: b\rC: d\r\n\r\n",
        ].map { Fault($0) } + [
            Fault(
                "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: \(String(repeating: "x,", count: 65))\r\n\r\n",
                "65 fields in Connection"),
            Fault(
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n", "101 unasked"),
        ]

    @Test("upstream refuses: 502, and the client's connection goes on", arguments: ["GET", "POST"])
    func refused(method: String) throws {
        let proxy = try ContractProxy.orphaned.get()
        let token = proxy.token()
        let client = try proxy.connect()
        for _ in 0..<2 {
            try client.send("\(method) /\(token) HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n")
            try Refusal.expectOwnAnswer(try client.takeAnswer(), 502, closes: false)
        }
        try proxy.candidate.wait(token, whole: 2)
    }

    @Test("upstream breaks off inside the request's body: 502 at once, and the connection goes on behind the rest")
    func brokenInsideUpload() throws {
        let proxy = try ContractProxy.plain.get()
        let token = proxy.token()
        proxy.legacy.on(token) { _ in .reset }
        let client = try proxy.connect()
        try client.send("POST /\(token) HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nab")
        try Refusal.expectOwnAnswer(try client.takeAnswer(), 502, closes: false)
        try client.send("cdGET /\(token)-next HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try client.takeAnswer().text == Self.ok)
        #expect(proxy.legacy.received(token).count == 1)
    }

    @Test(
        "upstream breaks off behind an interim answer, or sends content with it: 502 behind the interim one",
        arguments: [
            "HTTP/1.1 103 X\r\n\r\nHTTP/1.1 20",
            "HTTP/1.1 103 X\r\nContent-Length: 5\r\n\r\nhelloHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
        ])
    func brokenBehindInterim(answer: String) throws {
        let proxy = try ContractProxy.plain.get()
        let token = proxy.token()
        proxy.legacy.on(token, ContractUpstream.answering(answer, then: .close))
        let client = try proxy.connect()
        try client.send("POST /\(token) HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n")
        #expect(try client.takeAnswer().text == "HTTP/1.1 103 X\r\n\r\n")
        try Refusal.expectOwnAnswer(try client.takeAnswer(), 502, closes: false)
        try client.send("GET /\(token)-next HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try client.takeAnswer().text == Self.ok)
        try proxy.legacy.waitForEnds(token)
    }

    @Test("upstream's head too late: 504", arguments: ["", "HTTP/1.1 200 OK\r\nContent-"])
    func late(start: String) throws {
        try expectLate { exchange in
            try exchange.send(start)
            _ = try exchange.wire.takeToEnd()
            return .close
        }
    }

    @Test(
        "upstream's head too late, though pieces of it or interim answers keep coming: 504",
        arguments: [("HTTP/1.1 200 OK\r\nA: ", "x"), ("", "HTTP/1.1 103 X\r\n\r\n")])
    func lateThoughSteady(start: String, piece: String) throws {
        try expectLate { exchange in
            try exchange.send(start)
            // Bounded, and many times as long as legacy may take.
            for _ in 0..<300 where try !exchange.wire.hasNews {
                try exchange.send(piece)
                usleep(100_000)
            }
            return .close
        }
    }

    private func expectLate(_ script: @escaping ContractUpstream.Script) throws {
        let proxy = try ContractProxy.hasty.get()
        let token = proxy.token()
        proxy.legacy.on(token, script)
        let client = try proxy.connect()
        try client.send("GET /\(token) HTTP/1.1\r\nHost: a\r\n\r\n")
        var answer = try client.takeAnswer()
        while answer.text == "HTTP/1.1 103 X\r\n\r\n" { answer = try client.takeAnswer() }
        try Refusal.expectOwnAnswer(answer, 504, closes: false)
        try client.send("GET /\(token)-next HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try client.takeAnswer().text == Self.ok)
        #expect(proxy.legacy.received(token).count == 1)
        try proxy.legacy.waitForEnds(token)
    }

    // MARK: Inside a body

    /// An answer that breaks off, and what the client gets of it.
    struct Break: Sendable, CustomTestStringConvertible {
        let name: String
        let answer: String
        var version = "1.1"
        var then = ContractUpstream.Next.close
        let received: String
        var ending = Wire.Ending.closed

        var testDescription: String { "\(name), \(then)" }
    }

    @Test(
        "upstream breaks off inside a body: the client's body breaks off too: never a last chunk, never padding",
        arguments: breaks)
    func brokenOff(_ item: Break) throws {
        let proxy = try ContractProxy.plain.get()
        let token = proxy.token()
        let isRead = Monitored(false)
        proxy.legacy.on(token) { exchange in
            try exchange.takeBody()
            try exchange.send(item.answer)
            // What was sent must not be lost to the reset.
            try isRead.wait(for: "the client") { $0 }
            return item.then
        }
        let client = try proxy.connect()
        try client.send("GET /\(token) HTTP/\(item.version)\r\nHost: a\r\n\r\n")
        #expect(String(octets: try client.take(upTo: item.received.octets.count)) == item.received)
        isRead.withLock { $0 = true }
        #expect(String(octets: try client.takeToEnd()) == "")
        #expect(client.ending == item.ending)
        client.close()
        #expect(proxy.legacy.received(token).count == 1)
        try proxy.legacy.waitForEnds(token)
        try proxy.barrier()
    }

    private static let eight = "HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n"
    private static let chunks = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"

    static let breaks: [Break] =
        [ContractUpstream.Next.close, .reset].flatMap { then in
            [
                Break(name: "behind the head", answer: eight, then: then, received: eight),
                Break(name: "of a length", answer: eight + "1234567", then: then, received: eight + "1234567"),
                Break(
                    name: "inside a chunk", answer: chunks + "5\r\nabc", then: then, received: chunks + "3\r\nabc\r\n"),
                Break(
                    name: "between chunks", answer: chunks + "3\r\nabc\r\n", then: then,
                    received: chunks + "3\r\nabc\r\n"),
                Break(
                    name: "inside the last chunk", answer: chunks + "3\r\nabc\r\n0\r\n", then: then,
                    received: chunks + "3\r\nabc\r\n"),
                Break(
                    name: "inside the trailers", answer: chunks + "3\r\nabc\r\n0\r\nA: b\r\n", then: then,
                    received: chunks + "3\r\nabc\r\n"),
                Break(
                    name: "of chunks, to HTTP/1.0", answer: chunks + "3\r\nabc\r\n", version: "1.0", then: then,
                    received: "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nabc", ending: .reset),
            ]
        } + [
            Break(
                name: "until close, by a reset", answer: "HTTP/1.1 200 OK\r\n\r\nabc", then: .reset,
                received: chunks + "3\r\nabc\r\n"),
            Break(
                name: "until close, by a reset, to HTTP/1.0", answer: "HTTP/1.1 200 OK\r\n\r\nabc", version: "1.0",
                then: .reset, received: "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nabc", ending: .reset),
            Break(
                name: "a malformed chunk", answer: chunks + "3\r\nabc\r\nzz\r\n", then: .keep,
                received: chunks + "3\r\nabc\r\n"),
            Break(
                name: "chunk data longer than its size", answer: chunks + "3\r\nabcd\r\n0\r\n\r\n", then: .keep,
                received: chunks + "3\r\nabc\r\n"),
        ]

    @Test(
        """
        chunk sizes, extensions and trailers that no request may have: the client's body breaks off, and that upstream \
        connection is not used again
        """,
        arguments: malformedChunks)
    func chunksAreRefused(_ fault: Fault) throws {
        let proxy = try ContractProxy.plain.get()
        let token = proxy.token()
        proxy.legacy.on(token, ContractUpstream.answering(fault.answer, then: fault.then))
        let client = try proxy.connect()
        try client.send("GET /\(token) HTTP/1.1\r\nHost: a\r\n\r\n")
        let answer = try client.takeAnswer()
        #expect(answer.head == Self.chunks && !answer.looksComplete, "\(answer)")
        #expect(try client.takeToEnd() == [])
        #expect(client.ending == .closed)
        #expect(proxy.legacy.received(token).count == 1)
        try proxy.legacy.waitForEnds(token)
    }

    static let malformedChunks: [Fault] = [
        RequestRefusalTests.chunkSizes, RequestRefusalTests.extensions, RequestRefusalTests.trailers,
    ].joined().map { refusal in
        let request = refusal.request.octets
        let headEnd = request.firstRange(of: "\r\n\r\n".octets)?.upperBound ?? 0
        return Fault(chunks + String(octets: request[headEnd...]), then: .keep, refusal.name)
    }
}

extension WireMessage {
    /// Whether a recipient may take it for whole: its end came, or at least a last chunk.
    var looksComplete: Bool {
        isComplete || !trailers.isEmpty || ("\r\n".octets + wire).suffix(5).elementsEqual("\r\n0\r\n".octets)
    }
}
