@testable import DataPlane
import NIOCore
import Testing
import Traffic

/// A running proxy between a scripted legacy and a scripted candidate.
struct ProxyUnderTest {
    let server: ProxyServer
    let legacy: ScriptedUpstream
    let candidate: ScriptedUpstream
    let sink: RecordingSink
    let assigner: ScriptedAssigner

    var port: Int { server.localAddress?.port ?? 0 }

    func connect(receiveBufferBytes: Int32? = nil) throws -> StreamSocket {
        try StreamSocket.connect(port: port, receiveBufferBytes: receiveBufferBytes)
    }

    /// Sends one request on a connection of its own and gives the answer.
    func exchange(_ request: String, hasBody: Bool = true) throws -> RawMessage {
        let client = try connect()
        try client.send(request)
        return try client.receiveAnswer(hasBody: hasBody)
    }
}

extension StreamSocket {
    func receiveAnswer(hasBody: Bool = true) throws -> RawMessage {
        guard let answer = try receiveMessage(hasBody: hasBody, isAnswer: true) else {
            throw HarnessError("the connection closed before an answer")
        }
        return answer
    }
}

/// Something that everything in a proxy holds on to, and that says when it is let go.
private final class LifeSign: Sendable {
    let ended: Signal
    init(_ ended: Signal) { self.ended = ended }
    deinit { ended.give() }

    func now() -> Timestamp { Timestamp(milliseconds: 1_700_000_000_000) }
}

/// Runs a proxy for the time of a test, and then looks that nothing is left of it: every exchange ended, every copy gave its
/// place back, and no connection, exchange or leg is still held.
///
/// - Parameters:
///   - drain: How long what is under way may take at the end.
///   - resolver: Looks up the names of upstreams.
///   - beforeAccepting: Runs when the proxy has its address and takes no connection yet.
func withProxy(
    legacy: ScriptedUpstream,
    candidate: ScriptedUpstream,
    assigner: ScriptedAssigner = ScriptedAssigner(),
    drain: TimeAmount = .milliseconds(300),
    resolver: any HostResolver = SystemResolver(),
    configure: (inout ProxyConfiguration) throws -> Void = { _ in },
    _ body: (ProxyUnderTest) async throws -> Void,
    beforeAccepting: (ProxyUnderTest) throws -> Void = { _ in }
) async throws {
    var configuration = ProxyConfiguration(
        listen: .tcp(host: "127.0.0.1", port: 0),
        legacy: UpstreamConfiguration(host: "127.0.0.1", port: legacy.port),
        candidate: UpstreamConfiguration(host: "127.0.0.1", port: candidate.port),
        routes: [Route(name: "all", path: .anything)]
    )
    try configure(&configuration)
    let letGo = Signal()
    try await withTaskExecutorPreference(ThreadExecutor.shared) {
        let sink = RecordingSink()
        let sign = LifeSign(letGo)
        let server = try await ProxyServer.listen(
            SharedContext(
                configuration: configuration,
                assigner: assigner,
                sink: sink,
                resolver: resolver,
                wallClock: { sign.now() },
                randomSeed: { 42 }
            )
        )
        let proxy = ProxyUnderTest(
            server: server, legacy: legacy, candidate: candidate, sink: sink, assigner: assigner)
        try beforeAccepting(proxy)
        try await server.accept()
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await body(proxy)) } catch { outcome = .failure(error) }
        await server.stop(drainTimeout: drain)
        legacy.stop()
        candidate.stop()
        try outcome.get()
        #expect(server.copiesInFlight == 0, "every copy gives its place back")
        #expect(server.unfinishedExchanges == 0, "every exchange ends")
        #expect(server.counters.openConnections == 0, "every connection is counted out")
    }
    // Every connection, exchange and leg holds its loop, and every loop the clock.
    #expect(throws: Never.self, "everything is let go") { try letGo.wait() }
}
