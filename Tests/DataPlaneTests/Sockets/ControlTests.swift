import NIOCore
import Testing
import Traffic

@testable import DataPlane

/// The second copy to legacy, from which its noise is learned.
@Suite("Control")
struct ControlTests {
    @Test("a control is left out, and counted, while half of the places are taken, and never costs a copy its place")
    func underLoad() async throws {
        let release = Signal()
        let candidate = try ScriptedUpstream { peer in
            while try peer.receiveRequest() != nil {
                try release.wait()
                try peer.send(Message.ok("late"))
            }
        }
        try await withProxy(legacy: try .ok(), candidate: candidate, assigner: ScriptedAssigner(hasControl: true)) {
            $0.mirror.maximumInFlight = 4
        } _: { proxy in
            let client = try proxy.connect()
            for number in 0..<4 {
                try client.send(Message.get())
                #expect(try client.receiveAnswer().status == 200)
                // The first one's control gives its place back, and the others get none.
                if number == 0 { _ = try await AddressTests.figures(proxy) { _ in proxy.server.copiesInFlight == 1 } }
            }
            // All four copies are under way: what the controls of the first ones took was given back, or not wanted.
            try proxy.candidate.wait(requests: 4)
            #expect(proxy.server.counters.shedCopies == 0)
            #expect(proxy.server.counters.shedControls >= 2)
            for _ in 0..<4 { release.give() }
            let exchanges = try proxy.sink.wait(4)
            #expect(exchanges.allSatisfy { $0.mirrored?.answer != nil })
            #expect(exchanges.count { $0.control == nil } == proxy.server.counters.shedControls)
        }
    }

    @Test(
        "a control that never answers holds nothing up: the client is served, and the exchange is handed on in the end")
    func hanging() async throws {
        let never = Signal()
        let legacy = try ScriptedUpstream { peer in
            while let request = try peer.receiveRequest() {
                if request.first("parallax-mirror") != nil { try never.wait() }
                try peer.send(Message.ok("legacy"))
            }
        }
        try await withProxy(legacy: legacy, candidate: try .ok("new"), assigner: ScriptedAssigner(hasControl: true)) {
            $0.mirror.timeout = 2_000_000_000
        } _: { proxy in
            let client = try proxy.connect()
            for _ in 0..<3 {
                try client.send(Message.get())
                #expect(try client.receiveAnswer().bodyText == "legacy")
            }
            let exchanges = try proxy.sink.wait(3)
            #expect(exchanges.allSatisfy { $0.mirrored?.answer != nil && $0.control?.failure?.kind == .timeout })
            #expect(proxy.server.copiesInFlight == 0)
            never.give()
        }
    }

    @Test("no control where the assignment asks for none, for a write, and where the candidate serves")
    func none() async throws {
        let assigner = ScriptedAssigner { question in
            Assignment(
                served: question.route == "promoted" ? .candidate : .legacy, reason: .bucket, copy: .sent,
                hasControl: question.route != "plain")
        }
        let promoted = try PathPattern(parsing: "/promoted")
        let write = try PathPattern(parsing: "/write")
        try await withProxy(legacy: try .ok(), candidate: try .ok(), assigner: assigner) {
            $0.routes = [
                Route(name: "promoted", path: promoted), Route(name: "write", path: write, operation: .write),
                Route(name: "plain", path: .anything),
            ]
        } _: { proxy in
            for target in ["/promoted", "/write", "/plain"] { _ = try proxy.exchange(Message.get(target)) }
            let exchanges = try proxy.sink.wait(3)
            #expect(exchanges.allSatisfy { $0.control == nil && $0.mirrored != nil })
            #expect(proxy.server.counters.shedControls == 0)
        }
    }
}
