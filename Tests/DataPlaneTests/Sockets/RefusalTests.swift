import DataPlane
import NIOCore
import Testing
import Traffic

@Suite("What the proxy refuses by itself")
struct RefusalTests {
    @Test(
        "a refusal says what was wrong in JSON, closes, and goes nowhere else",
        arguments: [
            ("GET / HTTP/1.1\r\n\r\n", 400, "malformedRequest"),
            (
                "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400,
                "malformedRequest"
            ),
            ("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501, "unknownTransferCoding"),
            ("POST / HTTP/1.1\r\nHost: h\r\nExpect: more\r\n\r\n", 417, "unknownExpectation"),
            ("GET / HTTP/3.0\r\nHost: h\r\n\r\n", 505, "unsupportedVersion"),
            ("CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\n\r\n", 405, "methodRefused"),
            ("TRACE / HTTP/1.1\r\nHost: h\r\n\r\n", 405, "methodRefused"),
            ("GET /\(String(repeating: "x", count: 300)) HTTP/1.1\r\nHost: h\r\n\r\n", 414, "requestLineTooLong"),
            ("GET / HTTP/1.1\r\nHost: h\r\nA: \(String(repeating: "x", count: 900))\r\n\r\n", 431, "headTooLarge"),
            (
                "GET / HTTP/1.1\r\nHost: h\r\nConnection: \(String(repeating: "x,", count: 65))\r\n\r\n", 431,
                "headTooLarge"
            ),
            ("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 101\r\n\r\n", 413, "bodyTooLarge"),
        ])
    func refused(_ request: String, _ status: Int, _ error: String) async throws {
        try await withProxy(legacy: try .ok(), candidate: try .ok()) {
            $0.limits = FramingLimits(headBytes: 800, requestLineBytes: 200, bodyBytes: 100)
        } _: { proxy in
            let client = try proxy.connect()
            try client.send(request + Message.get("/behind"))
            let answer = try client.receiveAnswer()
            #expect(answer.startLine.hasPrefix("HTTP/1.1 \(status) "))
            #expect(answer.values("connection") == ["close"])
            #expect(answer.values("content-type") == ["application/json"])
            #expect(answer.bodyText.hasPrefix("{\"error\":\"\(error)\",\"message\":\""))
            #expect(try client.takeUntilClose() == [])
            #expect(proxy.server.counters.refusedRequests == 1)
            #expect(proxy.legacy.connections == 0 && proxy.candidate.connections == 0)
        }
    }

    @Test("a request that turns out malformed in its body is aborted upstream, and never mirrored")
    func malformedBody() async throws {
        let legacy = try ScriptedUpstream { peer in
            _ = try peer.receiveHead()
            _ = try peer.socket.takeUntilClose()
        }
        try await withProxy(legacy: legacy, candidate: try .ok()) { proxy in
            let client = try proxy.connect()
            try client.send(Message.request("POST", "/", fields: ["Transfer-Encoding: chunked"]) + "3\r\nabc\r\n")
            try proxy.legacy.wait(requests: 1)
            try client.send("zz\r\n")
            #expect(try client.receiveAnswer().status == 400)
            try proxy.legacy.wait(endedConnections: 1)
            #expect(proxy.candidate.connections == 0)
            #expect(proxy.sink.exchanges.isEmpty)
        }
    }

    @Test("a body found larger than the limit is refused, and aborted upstream")
    func bodyTooLarge() async throws {
        let legacy = try ScriptedUpstream { peer in
            _ = try peer.receiveHead()
            _ = try peer.socket.takeUntilClose()
        }
        try await withProxy(legacy: legacy, candidate: try .ok()) {
            $0.limits = FramingLimits(bodyBytes: 5)
        } _: { proxy in
            let client = try proxy.connect()
            try client.send(Message.request("POST", "/", fields: ["Transfer-Encoding: chunked"]) + "3\r\nabc\r\n")
            try proxy.legacy.wait(requests: 1)
            try client.send("3\r\nabc\r\n")
            #expect(try client.receiveAnswer().status == 413)
            try proxy.legacy.wait(endedConnections: 1)
            #expect(proxy.candidate.connections == 0)
        }
    }

    @Test(
        "a client that is too slow with its head or body gets 408",
        arguments: ["GET / HTT", "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nab"])
    func tooSlow(_ start: String) async throws {
        let legacy = try ScriptedUpstream { peer in _ = try peer.socket.takeUntilClose() }
        try await withProxy(legacy: legacy, candidate: try .ok()) {
            $0.timeouts = ClientTimeouts(head: 100_000_000, idle: 100_000_000)
        } _: { proxy in
            let client = try proxy.connect()
            try client.send(start)
            let answer = try client.receiveAnswer()
            #expect(answer.status == 408)
            #expect(answer.values("connection") == ["close"])
            #expect(try client.takeUntilClose() == [])
            #expect(proxy.sink.exchanges.isEmpty)
        }
    }

    @Test("a head that comes byte by byte has to be through in time, however steadily it comes")
    func trickle() async throws {
        try await withProxy(legacy: try .ok(), candidate: try .ok()) {
            $0.timeouts = ClientTimeouts(head: 200_000_000, idle: 60_000_000_000)
        } _: { proxy in
            let client = try proxy.connect()
            // Bounded: each wait is 20 ms, so that 500 of them are far more than the head may take.
            for _ in 0..<500 where client.buffered.isEmpty {
                try client.send("a")
                if try client.poll(1, milliseconds: 20) { try client.receiveMore() }
            }
            #expect(try client.receiveAnswer().status == 408)
        }
    }

    @Test("a body that comes byte by byte has to be through in time, where that is asked for, and is aborted upstream")
    func trickledBody() async throws {
        let legacy = try ScriptedUpstream { peer in
            _ = try peer.receiveHead()
            _ = try peer.socket.takeUntilClose()
        }
        try await withProxy(legacy: legacy, candidate: try .ok()) {
            $0.timeouts = ClientTimeouts(idle: 60_000_000_000, body: 200_000_000)
        } _: { proxy in
            let client = try proxy.connect()
            try client.send(Message.request("POST", "/", fields: ["Content-Length: 100000"]))
            // Bounded: each wait is 20 ms, so that 500 of them are far more than the body may take.
            for _ in 0..<500 where client.buffered.isEmpty {
                try client.send("a")
                if try client.poll(1, milliseconds: 20) { try client.receiveMore() }
            }
            let answer = try client.receiveAnswer()
            #expect(answer.status == 408 && answer.values("connection") == ["close"])
            try proxy.legacy.wait(endedConnections: 1)
            #expect(proxy.candidate.connections == 0, "never mirrored")
        }
    }

    @Test("the time for a body is no bound on the answer, nor on what comes between requests")
    func bodyTimeAlone() async throws {
        let legacy = try ScriptedUpstream { peer in
            while try peer.receiveRequest() != nil {
                _ = try peer.socket.poll(1, milliseconds: 250)
                try peer.send(Message.ok())
            }
        }
        try await withProxy(legacy: legacy, candidate: try .ok()) {
            $0.timeouts = ClientTimeouts(body: 100_000_000)
        } _: { proxy in
            let client = try proxy.connect()
            for _ in 0..<2 {
                try client.send(Message.post(body: "body"))
                #expect(try client.receiveAnswer().status == 200)
                #expect(try !client.poll(1, milliseconds: 150))
            }
        }
    }

    @Test("the answer to the last request that a connection may carry says so, and closes")
    func requestsPerConnection() async throws {
        try await withProxy(legacy: try .ok(), candidate: try .ok()) {
            $0.maximumRequestsPerConnection = 3
        } _: { proxy in
            let client = try proxy.connect()
            try client.send(Message.get("/1") + Message.get("/2") + Message.get("/3") + Message.get("/4"))
            for expected in [[], [], ["close"]] {
                let answer = try client.receiveAnswer()
                #expect(answer.status == 200 && answer.values("connection") == expected)
            }
            #expect(try client.takeUntilClose() == [])
            #expect(proxy.legacy.requests.count == 3, "nothing after it is looked at")
        }
    }

    @Test("an idle connection is closed without a word")
    func idle() async throws {
        try await withProxy(legacy: try .ok(), candidate: try .ok()) {
            $0.timeouts = ClientTimeouts(idle: 100_000_000)
        } _: { proxy in
            let client = try proxy.connect()
            try client.send(Message.get())
            #expect(try client.receiveAnswer().status == 200)
            #expect(try client.takeUntilClose() == [])
        }
    }

    @Test("more connections than allowed are turned away, and a place that becomes free is given again")
    func connectionLimit() async throws {
        try await withProxy(legacy: try .ok(), candidate: try .ok()) {
            $0.maximumConnections = 1
        } _: { proxy in
            let first = try proxy.connect()
            try first.send(Message.get())
            #expect(try first.receiveAnswer().status == 200)
            let second = try proxy.connect()
            #expect(try second.takeUntilClose() == [])
            #expect(proxy.server.counters.turnedAwayConnections == 1)
            first.finishSending()
            #expect(try first.takeUntilClose() == [])
            #expect(try proxy.exchange(Message.get()).status == 200)
            #expect(proxy.server.counters.acceptedConnections == 2)
        }
    }
}
