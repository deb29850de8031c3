import DataPlane
import Foundation
import NIOCore
import Testing
import Traffic

@Suite("The server as a whole")
struct ServerTests {
    @Test("listens on a unix socket; such a client has no address")
    func unixSocket() async throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent(
            "parallax-\(UUID().uuidString.prefix(8))"
        )
        .path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try await withProxy(legacy: try .ok(), candidate: try .ok()) {
            $0.listen = .unix(path: path)
        } _: { proxy in
            let client = try StreamSocket.connect(path: path)
            try client.send(Message.get())
            #expect(try client.receiveAnswer().status == 200)
            #expect(proxy.legacy.requests[0].values("x-forwarded-for") == ["unknown"])
        }
    }

    @Test("a client that comes before connections are accepted waits, and is answered then")
    func early() async throws {
        var early: StreamSocket?
        try await withProxy(legacy: try .ok(), candidate: try .ok()) { _ in
            let client = try #require(early)
            #expect(try client.receiveAnswer().status == 200)
        } beforeAccepting: { proxy in
            let client = try proxy.connect()
            try client.send(Message.get())
            #expect(try !client.poll(Int16(POLLIN), milliseconds: 200))
            #expect(proxy.legacy.requests.isEmpty)
            early = client
        }
    }

    @Test("an upstream may be given by name")
    func hostName() async throws {
        try await withProxy(legacy: try .ok(), candidate: try .ok()) {
            $0.legacy.host = "localhost"
        } _: { proxy in
            let answer = try proxy.exchange(Message.get())
            #expect(answer.status == 200)
        }
    }

    @Test("an address that is taken cannot be listened on")
    func addressTaken() async throws {
        let taken = try ScriptedUpstream.ok()
        defer { taken.stop() }
        await #expect(throws: (any Error).self) {
            try await withProxy(legacy: try .ok(), candidate: try .ok()) {
                $0.listen = .tcp(host: "127.0.0.1", port: taken.port)
            } _: { _ in
            }
        }
    }

    /// A candidate that does something else with every request, and hangs now and then.
    private static func chaotic() throws -> ScriptedUpstream {
        try ScriptedUpstream { peer in
            var count = peer.index
            while let request = try peer.receiveRequest() {
                count += 1
                switch count % 7 {
                case 0: return peer.socket.reset()
                case 1: try peer.send("nonsense\r\n\r\n")
                case 2: try peer.send(Message.answer("503 No", fields: ["Content-Length: 0"]))
                case 3: try peer.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
                case 4: try peer.send(Message.ok("x") + "surplus")
                case 5:
                    try peer.send(
                        Message.answer("200 OK", fields: ["Transfer-Encoding: chunked"]) + "1\r\na\r\n0\r\n\r\n")
                default: try peer.send(Message.ok(request.startLine + request.bodyText))
                }
            }
        }
    }

    @Test("many clients on several loops, before a candidate in chaos, get legacy's answers and one exchange each")
    func stress() async throws {
        let (clients, requests) = (12, 150)
        let legacy = try ScriptedUpstream.answering { Message.ok($0.startLine + $0.bodyText) }
        try await withProxy(legacy: legacy, candidate: try Self.chaotic()) {
            $0.threads = 3
            $0.mirror = MirrorConfiguration(maximumInFlight: 16, timeout: 300_000_000)
        } _: { proxy in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for client in 0..<clients {
                    group.addTask {
                        let socket = try proxy.connect()
                        for number in 0..<requests {
                            let target = "/\(client)/\(number)"
                            let body = number % 3 == 0 ? String(repeating: "b", count: number * 40) : ""
                            try socket.send(
                                number % 3 == 0 ? Message.post(target, body: body) : Message.get(target))
                            let answer = try socket.receiveAnswer()
                            let method = number % 3 == 0 ? "POST" : "GET"
                            #expect(answer.bodyText == "\(method) \(target) HTTP/1.1\(body)")
                        }
                    }
                }
                try await group.waitForAll()
            }
            let exchanges = try proxy.sink.wait(clients * requests)
            #expect(Set(exchanges.map { $0.request.target }).count == clients * requests)
            #expect(exchanges.allSatisfy { $0.served.answer?.status == 200 && $0.mirrored != nil })
            #expect(proxy.legacy.requests.count == clients * requests)
            let copied = proxy.candidate.requests.filter { $0.startLine.hasPrefix("POST") }.map(\.startLine)
            #expect(Set(copied).count == copied.count, "no write is copied twice")
        }
    }

    @Test("many clients whose requests the candidate serves in chaos still get answers, and no write goes twice")
    func stressPromoted() async throws {
        let (clients, requests) = (8, 100)
        let legacy = try ScriptedUpstream.answering { _ in Message.ok("legacy") }
        try await withProxy(
            legacy: legacy, candidate: try Self.chaotic(), assigner: ScriptedAssigner(served: .candidate)
        ) {
            $0.threads = 2
            $0.candidate.timeout = 100_000_000
            $0.mirror.timeout = 100_000_000
        } _: { proxy in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for client in 0..<clients {
                    group.addTask {
                        var socket = try proxy.connect()
                        for number in 0..<requests {
                            let target = "/\(client)/\(number)"
                            try socket.send(number % 2 == 0 ? Message.get(target) : Message.post(target, body: "b"))
                            do { _ = try socket.receiveAnswer() } catch {
                                // Broken off inside the candidate's body: the next request needs a new connection.
                                socket = try proxy.connect()
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            _ = try proxy.sink.wait(clients * requests)
            let served = proxy.candidate.requests.filter { $0.startLine.hasPrefix("POST") }.map(\.startLine)
            #expect(Set(served).count == served.count)
        }
    }
}
