import DataPlane
import NIOCore
import Testing
import Traffic

@Suite("When the candidate serves and fails")
struct FallbackTests {
    enum Failure: String, CaseIterable, Sendable {
        case refuses, timesOut, sendsGarbage, resets, answers500, answers500Chunked

        func upstream() throws -> ScriptedUpstream {
            switch self {
            case .refuses: try .refusing()
            case .timesOut:
                try ScriptedUpstream { peer in
                    _ = try peer.receiveRequest()
                    _ = try peer.socket.takeUntilClose()
                }
            case .sendsGarbage: try .answering { _ in "garbage\r\n\r\n" }
            case .resets:
                try ScriptedUpstream { peer in
                    _ = try peer.receiveRequest()
                    peer.socket.reset()
                }
            case .answers500: try .answering { _ in Message.answer("500 No", fields: ["Content-Length: 4"]) + "oops" }
            case .answers500Chunked:
                try .answering { _ in
                    Message.answer("503 No", fields: ["Transfer-Encoding: chunked"]) + "4\r\noops\r\n0\r\n\r\n"
                }
            }
        }

        func fits(_ leg: Leg?) -> Bool {
            guard let leg, leg.side == .candidate else { return false }
            return switch self {
            case .refuses, .resets: leg.failure?.kind == .unreachable
            case .timesOut: leg.failure?.kind == .timeout
            case .sendsGarbage: leg.failure?.kind == .malformed
            case .answers500, .answers500Chunked:
                leg.answer.map { $0.status >= 500 && String(buffer: $0.body) == "oops" } ?? false
            }
        }

        var status: Int {
            switch self {
            case .refuses, .resets, .sendsGarbage: 502
            case .timesOut: 504
            case .answers500: 500
            case .answers500Chunked: 503
            }
        }
    }

    /// Only who does not answer is waited for in vain.
    private static func patience(with failure: Failure) -> (inout ProxyConfiguration) -> Void {
        { $0.candidate.timeout = failure == .timesOut ? 150_000_000 : 10_000_000_000 }
    }

    private static var promoted: ScriptedAssigner { ScriptedAssigner(served: .candidate) }

    @Test(
        "a safe request gets legacy's answer, and the exchange is the candidate's failure", arguments: Failure.allCases)
    func fallsBack(_ failure: Failure) async throws {
        let legacy = try ScriptedUpstream.answering { Message.ok($0.startLine + $0.bodyText) }
        try await withProxy(
            legacy: legacy, candidate: try failure.upstream(), assigner: Self.promoted,
            configure: Self.patience(with: failure)
        ) { proxy in
            let client = try proxy.connect()
            for number in 1...3 {
                let request = "GET /\(number) HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\nb"
                try client.send(request)
                #expect(try client.receiveAnswer().bodyText == "GET /\(number) HTTP/1.1b")
            }
            let exchanges = try proxy.sink.wait(3)
            for exchange in exchanges {
                #expect(exchange.fellBack)
                #expect(exchange.served.side == .legacy && exchange.served.answer?.status == 200)
                #expect(failure.fits(exchange.mirrored), "\(String(describing: exchange.mirrored))")
                // Of an answer its head is enough.
                #expect(exchange.fallbackDelay == exchange.mirrored?.timeToFirstByte ?? exchange.mirrored?.duration)
                #expect(failure != .timesOut || (exchange.fallbackDelay ?? 0) >= 150_000_000)
                #expect(exchange.assignment.served == .candidate)
            }
            #expect(proxy.legacy.requests.count == 3, "legacy gets each request once")
            #expect(proxy.legacy.requests.allSatisfy { $0.values("parallax-mirror") == [] })
        }
    }

    @Test("a POST that was sent is never sent again: the client gets the failure", arguments: Failure.allCases)
    func postIsSentOnce(_ failure: Failure) async throws {
        try await withProxy(
            legacy: try .ok("legacy"), candidate: try failure.upstream(), assigner: Self.promoted,
            configure: Self.patience(with: failure)
        ) { proxy in
            let answer = try proxy.exchange(Message.post("/", body: "b"))
            let exchange = try proxy.sink.first()
            if failure == .refuses {
                #expect(answer.bodyText == "legacy", "not one byte had reached the candidate")
                #expect(exchange.fellBack)
                #expect(failure.fits(exchange.mirrored))
                #expect(proxy.legacy.requests.map(\.bodyText) == ["b"])
            } else {
                #expect(answer.status == failure.status)
                #expect(!exchange.fellBack)
                #expect(failure.fits(exchange.served))
                #expect(proxy.candidate.requests.count == 1)
                // What legacy gets is the copy, once.
                #expect(proxy.legacy.requests.map { $0.values("parallax-mirror") } == [["?1"]])
            }
        }
    }

    @Test("a GET whose route says that it writes is sent once, as any write is")
    func declaredWrite() async throws {
        try await withProxy(
            legacy: try .ok("legacy"), candidate: try Failure.answers500.upstream(), assigner: Self.promoted
        ) {
            $0.routes[0].operation = .write
        } _: { proxy in
            let answer = try proxy.exchange(Message.get())
            let exchange = try proxy.sink.first()
            #expect(answer.status == 500 && !exchange.fellBack)
            #expect(proxy.candidate.requests.count == 1)
        }
    }

    @Test("without a fallback the client gets the failure of a safe request too", arguments: Failure.allCases)
    func noFallback(_ failure: Failure) async throws {
        try await withProxy(legacy: try .ok(), candidate: try failure.upstream(), assigner: Self.promoted) {
            Self.patience(with: failure)(&$0)
            $0.fallsBack = false
        } _: { proxy in
            #expect(try proxy.exchange(Message.get()).status == failure.status)
            let exchange = try proxy.sink.first()
            #expect(!exchange.fellBack && exchange.fallbackDelay == nil)
            #expect(failure.fits(exchange.served))
            #expect(exchange.mirrored?.side == .legacy && exchange.mirrored?.answer?.status == 200)
        }
    }

    @Test("once the client has seen a part of the candidate's answer there is no way back")
    func tooLate() async throws {
        let candidate = try ScriptedUpstream { peer in
            _ = try peer.receiveRequest()
            try peer.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello")
        }
        try await withProxy(legacy: try .ok(), candidate: candidate, assigner: Self.promoted) { proxy in
            let client = try proxy.connect()
            try client.send(Message.get())
            #expect(try client.takeUntilClose().suffix(5).elementsEqual("hello".utf8))
            let exchange = try proxy.sink.first()
            #expect(!exchange.fellBack && exchange.served.failure?.kind == .brokenOff)
        }
    }

    @Test("both sides down: 502, once")
    func bothDown() async throws {
        try await withProxy(legacy: try .refusing(), candidate: try .refusing(), assigner: Self.promoted) { proxy in
            #expect(try proxy.exchange(Message.get()).status == 502)
            let exchange = try proxy.sink.first()
            #expect(exchange.fellBack)
            #expect(exchange.served.side == .legacy && exchange.served.failure?.kind == .unreachable)
            #expect(exchange.mirrored?.side == .candidate && exchange.mirrored?.failure?.kind == .unreachable)
        }
    }

    @Test("a candidate that stalls inside its 500 neither holds the client up nor stays for ever")
    func stalledFailure() async throws {
        let candidate = try ScriptedUpstream { peer in
            _ = try peer.receiveRequest()
            try peer.send("HTTP/1.1 500 No\r\nContent-Length: 10\r\n\r\nhello")
            _ = try peer.socket.takeUntilClose()
        }
        try await withProxy(legacy: try .ok("legacy"), candidate: candidate, assigner: Self.promoted) {
            $0.mirror.timeout = 200_000_000
        } _: { proxy in
            #expect(try proxy.exchange(Message.get()).bodyText == "legacy")
            let exchange = try proxy.sink.first()
            #expect(exchange.fellBack && exchange.mirrored?.failure?.kind == .timeout)
            #expect(exchange.fallbackDelay == exchange.mirrored?.timeToFirstByte, "nobody waited for the rest")
        }
    }

    @Test("a request of any size goes to legacy where not one byte of it was sent to the candidate")
    func largeFallback() async throws {
        let body = String(repeating: "0123456789abcdef", count: 16 * 1024)
        try await withProxy(
            legacy: try .answering { Message.ok(String($0.body.count)) }, candidate: try .refusing(),
            assigner: Self.promoted
        ) {
            $0.mirror.maximumBodyBytes = 1000
        } _: { proxy in
            let client = try proxy.connect()
            for _ in 1...3 {
                try client.send(Message.post("/", body: body))
                #expect(try client.receiveAnswer().bodyText == String(body.utf8.count))
            }
            let exchanges = try proxy.sink.wait(3)
            #expect(exchanges.allSatisfy { $0.fellBack && !$0.isRequestCapturedWhole })
            #expect(proxy.legacy.requests.allSatisfy { $0.bodyText == body })
        }
    }

    @Test("failed answers that are still read take places of copies; beyond those they are let go")
    func failuresInFlight() async throws {
        let candidate = try ScriptedUpstream { peer in
            _ = try peer.receiveRequest()
            try peer.send("HTTP/1.1 500 No\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")
            _ = try peer.socket.takeUntilClose()
        }
        try await withProxy(legacy: try .ok("legacy"), candidate: candidate, assigner: Self.promoted) {
            $0.mirror.maximumInFlight = 2
            $0.mirror.timeout = 2_000_000_000
        } _: { proxy in
            let client = try proxy.connect()
            for _ in 1...5 {
                try client.send(Message.get())
                #expect(try client.receiveAnswer().bodyText == "legacy")
                #expect(proxy.server.copiesInFlight <= 2)
            }
            let exchanges = try proxy.sink.wait(5)
            #expect(exchanges.allSatisfy { $0.fellBack })
            #expect(exchanges.filter { $0.mirrored?.failure?.kind == .timeout }.count == 2)
            #expect(exchanges.filter { $0.mirrored?.failure?.kind == .abandoned }.count == 3)
            #expect(proxy.server.counters.shedCopies == 3)
        }
    }

    @Test("a failed answer that comes whole needs no place")
    func failureAtOnce() async throws {
        let candidate = try ScriptedUpstream { peer in
            while let request = try peer.receiveRequest() {
                if request.startLine.contains("/stalls") {
                    try peer.send("HTTP/1.1 500 No\r\nContent-Length: 10\r\n\r\nhello")
                    _ = try peer.socket.takeUntilClose()
                } else {
                    try peer.send(Message.answer("500 No", fields: ["Content-Length: 4"]) + "oops")
                }
            }
        }
        try await withProxy(legacy: try .ok("legacy"), candidate: candidate, assigner: Self.promoted) {
            $0.mirror.maximumInFlight = 1
        } _: { proxy in
            let client = try proxy.connect()
            for target in ["/stalls", "/1", "/2", "/3"] {
                try client.send(Message.get(target))
                #expect(try client.receiveAnswer().bodyText == "legacy")
            }
            let exchanges = try proxy.sink.wait(3)
            #expect(exchanges.allSatisfy { $0.mirrored?.answer?.status == 500 && $0.mirrored?.isTimed == true })
            #expect(proxy.candidate.connections == 2 && proxy.server.counters.shedCopies == 0)
        }
    }

    @Test("a promoted request goes to the candidate unmarked, and its copy to legacy, marked")
    func promotedCopy() async throws {
        try await withProxy(legacy: try .ok("old"), candidate: try .ok("new"), assigner: Self.promoted) { proxy in
            #expect(try proxy.exchange(Message.get()).bodyText == "new")
            let exchange = try proxy.sink.first()
            #expect(exchange.served.side == .candidate && exchange.mirrored?.side == .legacy)
            #expect(proxy.candidate.requests[0].values("parallax-mirror") == [])
            #expect(proxy.legacy.requests[0].values("parallax-mirror") == ["?1"])
        }
    }
}
