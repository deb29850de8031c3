import Foundation
import Synchronization

/// A running sidecar between two upstreams whose bytes the tests write. Started once for all the tests that use it, and
/// ended with them.
final class ContractProxy: Sendable {
    private static let tokens = Atomic<Int>(46_656)

    /// As people configure it.
    static let plain = Result { try ContractProxy(named: "plain") }

    /// The same, for suites that look at which connection to an upstream is used again.
    static let answers = Result { try ContractProxy(named: "answers") }
    static let timing = Result { try ContractProxy(named: "timing") }

    /// With limits that a test can reach.
    static let limited = Result {
        try ContractProxy(named: "limited", mirror: "{ maxBodyBytes: 64KiB }") { configuration in
            configuration.limits = "{ bodyBytes: 100000 }"
        }
    }

    /// With little patience for clients, and for copies.
    static let impatient = Result {
        try ContractProxy(named: "impatient", mirror: "{ timeout: 300ms }") { configuration in
            configuration.limits = "{ headTimeout: 300ms, bodyTimeout: 500ms, idleTimeout: 300ms, answerTimeout: 2s }"
        }
    }

    /// With little patience for legacy.
    static let hasty = Result { try ContractProxy(named: "hasty") { $0.legacyTimeout = "2s" } }

    /// With room for few copies.
    static let crowded = Result { try ContractProxy(named: "crowded", mirror: "{ maxInFlight: 32, timeout: 600s }") }

    /// In front of a candidate that refuses connections.
    static let lonely = Result {
        // Bound, so that nobody else gets the port, and never listened on.
        let port = try Loopback.bound().port
        return try ContractProxy(named: "lonely") { $0.candidate = "http://127.0.0.1:\(port)" }
    }

    /// In front of a legacy that refuses connections.
    static let orphaned = Result {
        let port = try Loopback.bound().port
        return try ContractProxy(named: "orphaned") { $0.legacy = "http://127.0.0.1:\(port)" }
    }

    /// For bodies without measure.
    static let streaming = Result { try ContractProxy(named: "streaming") }

    let legacy: ContractUpstream
    let candidate: ContractUpstream
    private let sidecar: Sidecar

    /// - Parameters:
    ///   - name: Unique; names the folder.
    ///   - mirror: The section of the configuration.
    private init(
        named name: String,
        mirror: String = "{ maxInFlight: 1000 }",
        _ configure: (inout SidecarConfiguration) -> Void = { _ in }
    ) throws {
        let guardian = try Guardian.shared.get()
        legacy = try ContractUpstream()
        candidate = try ContractUpstream()
        let folder = "\(guardian.folder)/\(name)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        var configuration = SidecarConfiguration(
            legacy: "http://127.0.0.1:\(legacy.port)", candidate: "http://127.0.0.1:\(candidate.port)")
        // One loop: what was received before the barrier's request has been read when that is answered.
        configuration.threads = 1
        configuration.mirror = mirror
        configuration.routes = """
            routes:
              - { name: barrier, path: /barrier, operation: read, mirror: false }
              - { name: answers, path: "/{token}/answers/**", operation: read }
              - { name: mirror, path: "/{token}/mirror/**", operation: read }
              - { name: split, path: "/{token}/split/**", operation: read }
              - { name: streams, path: "/{token}/streams/**", operation: read }
              - { name: everything, path: /**, operation: read }
            """
        configuration.rolloutRoutes = ["everything"]
        configure(&configuration)
        sidecar = try Sidecar.start(configuration, in: folder, named: "parallax", guardian: guardian)
    }

    /// A word of five characters, like the word TOKEN for which it stands in a table: the first segment of a case's
    /// paths.
    func token() -> String { "T" + String(Self.tokens.add(1, ordering: .relaxed).newValue, radix: 36) }

    func connect(receiveBuffer: Int32? = nil) throws -> Wire {
        try Wire(port: sidecar.port, receiveBuffer: receiveBuffer)
    }

    /// Returns when the proxy has read everything that its sockets had received before: it asks for something itself,
    /// on a new connection, and the proxy's one event loop takes what comes in the order in which it comes.
    func barrier() throws {
        let wire = try connect()
        try wire.send("GET /barrier HTTP/1.1\r\nHost: barrier.test\r\nConnection: close\r\n\r\n")
        guard try wire.takeAnswer().status == 200 else { throw Failure("the barrier's request was not served") }
    }

    /// How many exchanges of a route were judged so far, by outcome, or by reason where they could not be. Judgement comes
    /// behind the answer, so a suite that counts has a route of its own, and each of its tests waits for all its outcomes.
    func outcomes(of route: String) throws -> [String: Int] {
        var counts: [String: Int] = [:]
        let line = /parallax_exchanges_total\{(.*)\} (\d+)/
        for match in try sidecar.admin("/metrics").text.matches(of: line) {
            let labels = match.1
            guard labels.contains("route=\"\(route)\""), let count = Int(match.2),
                let label = labels.firstMatch(of: /reason="(\w+)"/) ?? labels.firstMatch(of: /outcome="(\w+)"/)
            else { continue }
            counts[String(label.1), default: 0] += count
        }
        return counts
    }

    /// Waits until as many exchanges more have been judged than before.
    ///
    /// - Returns: How many more of each outcome.
    func newOutcomes(of route: String, since before: [String: Int], count: Int) throws -> [String: Int] {
        try eventually("\(count) judged exchanges") {
            let new = try outcomes(of: route).merging(before) { $0 - $1 }.filter { $0.value != 0 }
            return new.values.reduce(0, +) >= count ? new : nil
        }
    }

    /// Its resident memory, now or at its highest.
    func residentBytes(atMost: Bool = false) throws -> Int { try sidecar.program.residentBytes(atMost: atMost) }
}
