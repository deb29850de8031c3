import NIOCore
import Testing
import Traffic

@testable import DataPlane

@Suite("Stopping")
struct DrainTests {
    @Test("idle connections close, the request under way is answered, its copy completes, and then all is over")
    func drain() async throws {
        let answer = Signal()
        let copy = Signal()
        let legacy = try ScriptedUpstream.answering { request in
            if request.startLine.contains("/slow") { try answer.wait() }
            return Message.ok("served")
        }
        let candidate = try ScriptedUpstream.answering { request in
            if request.startLine.contains("/slow") { try copy.wait() }
            return Message.ok("copied")
        }
        try await withProxy(legacy: legacy, candidate: candidate) { proxy in
            let idle = try proxy.connect()
            try idle.send(Message.get())
            #expect(try idle.receiveAnswer().status == 200)
            _ = try proxy.sink.wait(1)
            let busy = try proxy.connect()
            try busy.send(Message.get("/slow"))
            try proxy.candidate.wait(requests: 2)
            try proxy.legacy.wait(requests: 2)

            async let stopped: Void = proxy.server.stop(drainTimeout: .seconds(20))
            #expect(try idle.takeUntilClose() == [])
            #expect(throws: HarnessError.self) { _ = try proxy.connect() }
            answer.give()
            let served = try busy.receiveAnswer()
            #expect(served.bodyText == "served")
            #expect(served.values("connection") == ["close"])
            #expect(try busy.takeUntilClose() == [])
            #expect(proxy.sink.exchanges.count == 1, "the copy is still under way")
            copy.give()
            await stopped
            #expect(proxy.sink.exchanges.last?.mirrored?.answer?.status == 200)
        }
    }

    @Test("what does not finish in time is closed; every exchange with a complete request is still handed on")
    func timeout() async throws {
        let legacy = try ScriptedUpstream { peer in
            _ = try peer.receiveHead()
            _ = try peer.socket.takeUntilClose()
        }
        let candidate = try ScriptedUpstream { peer in
            _ = try peer.receiveHead()
            _ = try peer.socket.takeUntilClose()
        }
        try await withProxy(legacy: legacy, candidate: candidate) { proxy in
            let client = try proxy.connect()
            try client.send(Message.get("/slow"))
            let inside = try proxy.connect()
            try inside.send(Message.request("POST", "/", fields: ["Content-Length: 5"]) + "a")
            try proxy.legacy.wait(requests: 2)
            try proxy.candidate.wait(requests: 1)
            await proxy.server.stop(drainTimeout: .milliseconds(100))
            #expect(try client.takeUntilClose() == [])
            #expect(proxy.sink.exchanges.count == 1)
            let exchange = try proxy.sink.first()
            #expect(exchange.served.failure?.kind == .abandoned)
            #expect(exchange.mirrored?.failure?.kind == .abandoned)
        }
    }

    @Test("copies that wait for their turn are shed when the proxy stops")
    func waitingCopies() async throws {
        let candidate = try ScriptedUpstream { peer in _ = try peer.socket.takeUntilClose() }
        try await withProxy(legacy: try .ok(), candidate: candidate) { proxy in
            let client = try proxy.connect()
            try client.send(Message.post("/1") + Message.post("/2") + Message.post("/3"))
            for _ in 0..<3 { #expect(try client.receiveAnswer().status == 200) }
            await proxy.server.stop(drainTimeout: .milliseconds(50))
            let outcomes = proxy.sink.exchanges.map { $0.mirrored?.outcome }
            #expect(outcomes.filter { $0 == .shed }.count == 2)
            #expect(outcomes.count == 3)
        }
    }
}
