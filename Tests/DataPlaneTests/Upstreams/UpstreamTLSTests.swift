@testable import DataPlane
import Foundation
import NIOCore
import Testing
import Traffic

@Suite("TLS to a side")
struct UpstreamTLSTests {
    /// A file for the time of a test.
    static func withFile(_ text: String, _ body: (String) async throws -> Void) async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "parallax-\(UUID().uuidString).pem").path
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        try await body(path)
    }

    /// Runs a proxy whose candidate serves, and speaks TLS.
    static func withTLS(
        candidate: ScriptedUpstream,
        legacy: ScriptedUpstream? = nil,
        certificate: String = TestCertificates.server,
        authority: String? = TestCertificates.authority,
        closesCleanly: Bool = true,
        configure: (inout ProxyConfiguration) -> Void = { _ in },
        _ body: (ProxyUnderTest, TLSFront) async throws -> Void
    ) async throws {
        let front = try await TLSFront(
            before: candidate.port, certificate: certificate, closesCleanly: closesCleanly)
        try await withFile(authority ?? "") { path in
            try await withProxy(
                legacy: try legacy ?? .ok("legacy"), candidate: candidate,
                assigner: ScriptedAssigner(served: .candidate)
            ) {
                $0.candidate.host = "upstream.test"
                $0.candidate.port = 443
                $0.candidate.usesTLS = true
                $0.candidate.addresses = [UpstreamEndpoint(host: "127.0.0.1", port: front.port)]
                if authority != nil { $0.candidate.tls.trustRoots = path }
                $0.fallsBack = false
                configure(&$0)
            } _: { proxy in
                try await body(proxy, front)
            }
        }
        try await front.stop()
    }

    @Test("a request and its answer go through; the connection is used again, and names whom it wants")
    func works() async throws {
        let candidate = try ScriptedUpstream.answering { Message.ok($0.startLine + $0.bodyText) }
        try await Self.withTLS(candidate: candidate) { proxy, front in
            let client = try proxy.connect()
            let large = String(repeating: "b", count: 300_000)
            for body in ["", "body", large] {
                try client.send(Message.post("/", body: body))
                #expect(try client.receiveAnswer().bodyText == "POST / HTTP/1.1" + body)
            }
            #expect(front.clientHellos.count == 1)
            #expect(text(front.clientHellos[0]).contains("upstream.test"))
            let figures = try await AddressTests.figures(proxy, .candidate) { $0.reused == 2 }
            #expect(figures.connects == 1 && figures.connectFailures == 0)
        }
    }

    @Test("a copy goes over TLS as well")
    func mirrored() async throws {
        let front = Monitored<[TLSFront]>([])
        let candidate = try ScriptedUpstream.ok("candidate")
        let tls = try await TLSFront(before: candidate.port)
        front.withLock { $0.append(tls) }
        try await Self.withFile(TestCertificates.authority) { path in
            try await withProxy(legacy: try .ok("legacy"), candidate: candidate) {
                $0.candidate.host = "upstream.test"
                $0.candidate.usesTLS = true
                $0.candidate.tls.trustRoots = path
                $0.candidate.addresses = [UpstreamEndpoint(host: "127.0.0.1", port: tls.port)]
            } _: { proxy in
                #expect(try proxy.exchange(Message.get()).bodyText == "legacy")
                let answer = try #require(try proxy.sink.first().mirrored?.answer)
                #expect(String(buffer: answer.body) == "candidate")
            }
        }
        try await tls.stop()
    }

    struct Fault: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var certificate = TestCertificates.server
        var authority: String? = TestCertificates.authority
        var serverName: String?
        let detail: String
    }

    static let faults = [
        Fault(
            testDescription: "an authority that is unknown", authority: TestCertificates.otherAuthority,
            detail: "its TLS certificate is not trusted: expired, or not signed by a known authority"),
        Fault(
            testDescription: "the system's authorities, which do not know it", authority: nil,
            detail: "its TLS certificate is not trusted: expired, or not signed by a known authority"),
        Fault(
            testDescription: "a certificate that has expired", certificate: TestCertificates.expired,
            detail: "its TLS certificate is not trusted: expired, or not signed by a known authority"),
        Fault(
            testDescription: "a certificate for another name", serverName: "another.test",
            detail: "its TLS certificate is for another name"),
    ]

    @Test("a certificate that is not in order makes the side unreachable, and says why", arguments: faults)
    func refused(_ fault: Fault) async throws {
        let candidate = try ScriptedUpstream.ok()
        try await Self.withTLS(candidate: candidate, certificate: fault.certificate, authority: fault.authority) {
            $0.candidate.tls.serverName = fault.serverName
        } _: { proxy, _ in
            #expect(try proxy.exchange(Message.get()).status == 502)
            let failure = try #require(try proxy.sink.first().served.failure)
            #expect(failure == LegFailure(.unreachable, fault.detail))
            #expect(candidate.requests.isEmpty, "not one byte of a request goes to a stranger")
            _ = try await AddressTests.figures(proxy, .candidate) { $0.connectFailures == 1 && $0.open == 0 }
        }
    }

    @Test("nothing was written where the handshake failed: even a write gets legacy's answer")
    func writesFallBack() async throws {
        let candidate = try ScriptedUpstream.ok()
        try await Self.withTLS(candidate: candidate, certificate: TestCertificates.expired) {
            $0.fallsBack = true
        } _: { proxy, _ in
            let result = try proxy.exchange(Message.post(body: "write")).bodyText
            #expect(result == "legacy")
            #expect(try proxy.sink.first().fellBack)
            #expect(candidate.requests.isEmpty)
        }
    }

    @Test("with verification off anything goes; with another server name, that one counts")
    func loosened() async throws {
        try await Self.withTLS(candidate: try .ok("open"), certificate: TestCertificates.expired, authority: nil) {
            $0.candidate.tls.verifies = false
        } _: { proxy, _ in
            let result = try proxy.exchange(Message.get()).bodyText
            #expect(result == "open")
        }
        try await Self.withTLS(candidate: try .ok("named")) {
            $0.candidate.host = "127.0.0.2"
            $0.candidate.tls.serverName = "upstream.test"
        } _: { proxy, _ in
            let result = try proxy.exchange(Message.get()).bodyText
            #expect(result == "named")
        }
    }

    @Test("an address in the URL is looked for in the certificate, without server name indication")
    func byAddress() async throws {
        try await Self.withTLS(candidate: try .ok("by address"), certificate: TestCertificates.serverByAddress) {
            $0.candidate.host = "127.0.0.1"
        } _: { proxy, _ in
            let result = try proxy.exchange(Message.get()).bodyText
            #expect(result == "by address")
        }
    }

    @Test("a side that does not speak TLS is unreachable, and so is one that never answers the handshake")
    func noTLS() async throws {
        let silent = try ScriptedUpstream { peer in _ = try peer.socket.takeUntilClose() }
        let plain = try ScriptedUpstream { peer in
            _ = try peer.socket.take(16)
            try peer.send(Message.ok())
            _ = try peer.socket.takeUntilClose()
        }
        for (candidate, detail) in [(plain, "it does not speak TLS"), (silent, "the TLS handshake took too long")] {
            try await withProxy(
                legacy: try .ok(), candidate: candidate, assigner: ScriptedAssigner(served: .candidate)
            ) {
                $0.candidate.usesTLS = true
                $0.candidate.timeouts.connect = candidate === silent ? 200_000_000 : 10_000_000_000
                $0.fallsBack = false
            } _: { proxy in
                let result = try proxy.exchange(Message.get()).status
                #expect(result == 502)
                #expect(try proxy.sink.first().served.failure == LegFailure(.unreachable, detail))
            }
        }
    }

    @Test(
        "a body without a length ends well with TLS's own end, and is broken off without it (RFC 9112 §9.8)",
        arguments: [true, false])
    func untilClose(closesCleanly: Bool) async throws {
        let candidate = try ScriptedUpstream { peer in
            _ = try peer.receiveRequest()
            try peer.send("HTTP/1.1 200 OK\r\n\r\nall of it")
        }
        try await Self.withTLS(candidate: candidate, closesCleanly: closesCleanly) { proxy, _ in
            let client = try proxy.connect()
            try client.send(Message.get())
            if closesCleanly {
                #expect(try client.receiveAnswer().bodyText == "all of it")
            } else {
                let wire = text(try client.takeUntilClose())
                #expect(wire.contains("all of it") && !wire.hasSuffix("0\r\n\r\n"))
                #expect(try proxy.sink.first().served.failure?.kind == .brokenOff)
            }
        }
    }

    @Test("an end without close_notify does no harm to an answer that has a length")
    func uncleanAfterLength() async throws {
        let candidate = try ScriptedUpstream { peer in
            _ = try peer.receiveRequest()
            try peer.send(Message.ok("whole"))
        }
        try await Self.withTLS(candidate: candidate, closesCleanly: false) { proxy, _ in
            for _ in 0..<3 {
                let answer = try proxy.exchange(Message.get())
                #expect(answer.bodyText == "whole")
            }
            let exchanges = try proxy.sink.wait(3)
            #expect(exchanges.allSatisfy { $0.served.answer?.status == 200 })
        }
    }

    @Test("a client that does not read an answer of 64 MB stops a side that speaks TLS; when it reads, all comes")
    func slowReader() async throws {
        let size = 64 * 1024 * 1024
        let blocked = Monitored<Int?>(nil)
        let candidate = try ScriptedUpstream.answering(bytes: size, blocked: blocked)
        try await Self.withTLS(candidate: candidate) { proxy, _ in
            let client = try proxy.connect(receiveBufferBytes: 64 * 1024)
            try client.send(Message.get())
            try blocked.wait(for: "the upstream to block") { $0 != nil }
            // Sockets hold some on the three ways between the upstream and the client.
            #expect(try #require(blocked.withLock { $0 }) < size / 2)
            _ = try client.take(through: "\r\n\r\n")
            #expect(try client.discard(atMost: size) == size)
        }
    }

    @Test("trusted certificates that cannot be read keep the proxy from starting, and say why")
    func badTrustRoots() async throws {
        try await Self.withFile("no certificate") { path in
            #expect(UpstreamTLSError.problem(withTrustRoots: path) != nil)
            var configuration = UpstreamConfiguration(host: "127.0.0.1", port: 1, usesTLS: true)
            configuration.tls.trustRoots = path
            #expect(throws: UpstreamTLSError.self) { try UpstreamTLSContext(configuration) }
        }
        try await Self.withFile(TestCertificates.authority) { path in
            #expect(UpstreamTLSError.problem(withTrustRoots: path) == nil)
        }
    }
}
