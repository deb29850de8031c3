import Foundation
import Synchronization

/// A running sidecar between two upstreams whose bytes the tests write. Started once for all the tests that use it, and
/// ended with them.
final class ContractProxy: Sendable {
    /// From here on numbers have four digits to the base 36.
    private static let tokens = Atomic<Int>(36 * 36 * 36)

    /// The side that serves everybody; the other one gets the copies.
    enum Serving: Sendable, CaseIterable {
        case legacy
        case candidate

        /// A proxy where it does.
        var proxy: ContractProxy {
            get throws { try (self == .legacy ? ContractProxy.plain : ContractProxy.promoted).get() }
        }

        /// The same, for suites that look at which connection to an upstream is used again.
        var timing: ContractProxy {
            get throws { try (self == .legacy ? ContractProxy.timing : ContractProxy.promotedTiming).get() }
        }

        /// The same, with limits that a test can reach.
        var limited: ContractProxy {
            get throws { try (self == .legacy ? ContractProxy.limited : ContractProxy.promotedLimited).get() }
        }

        /// The same, where the other side refuses connections.
        var lonely: ContractProxy {
            get throws { try (self == .legacy ? ContractProxy.lonely : ContractProxy.promotedLonely).get() }
        }
    }

    /// As people configure it.
    static let plain = Result { try ContractProxy(named: "plain") }

    /// The same, for suites that look at which connection to an upstream is used again.
    static let answers = Result { try ContractProxy(named: "answers") }
    static let timing = Result { try ContractProxy(named: "timing") }
    static let promotedTiming = Result { try ContractProxy(named: "promoted-timing", serving: .candidate) }

    /// With everybody promoted, and without a fallback. No route takes the method `REPORT`.
    static let promoted = Result { try ContractProxy(named: "promoted", serving: .candidate) }

    /// With limits that a test can reach.
    static let limited = Result {
        try ContractProxy(named: "limited", mirror: "{ maxBodyBytes: 64KiB }") { configuration in
            configuration.limits = "{ bodyBytes: 100000 }"
        }
    }

    static let promotedLimited = Result {
        try ContractProxy(named: "promoted-limited", mirror: "{ maxBodyBytes: 64KiB }", serving: .candidate) {
            $0.limits = "{ bodyBytes: 100000 }"
        }
    }

    /// With time for what comes byte by byte.
    static let patient = Result {
        try ContractProxy(named: "patient", mirror: "{ maxInFlight: 1000, timeout: 60s }") { configuration in
            configuration.limits = "{ headTimeout: 60s }"
            configuration.legacyTimeout = "60s"
        }
    }

    /// With limits that can be reached byte by byte, and time for that.
    static let tight = Result {
        try ContractProxy(named: "tight") { configuration in
            configuration.limits =
                "{ headBytes: 1KiB, requestLineBytes: 256, headFields: 8, bodyBytes: 100, headTimeout: 60s }"
            configuration.legacyTimeout = "60s"
        }
    }

    /// With little patience for a client that does nothing, and any for one that is slow.
    static let idleOnly = Result {
        try ContractProxy(named: "idle-only") { configuration in
            configuration.limits =
                "{ idleTimeout: 1s, headTimeout: 60s, bodyTimeout: unlimited, answerTimeout: unlimited }"
        }
    }

    /// With little patience for a client that is slow, and much for one that does nothing.
    static let totalOnly = Result {
        try ContractProxy(named: "total-only") { configuration in
            configuration.limits = "{ idleTimeout: 60s, headTimeout: 500ms, bodyTimeout: 500ms, answerTimeout: 500ms }"
        }
    }

    /// With one connection to legacy, for which nobody waits.
    static let narrow = Result {
        try ContractProxy(named: "narrow") { $0.legacyKeys = ["pool: { maxConnections: 1, maxWaiting: 0 }"] }
    }

    /// With little patience for legacy.
    static let hasty = Result { try ContractProxy(named: "hasty") { $0.legacyTimeout = "2s" } }

    /// With room for few copies.
    static let crowded = Result { try ContractProxy(named: "crowded", mirror: "{ maxInFlight: 32, timeout: 600s }") }

    /// With copies of writes, and room for four copies.
    static let ordered = Result {
        try ContractProxy(named: "ordered", mirror: "{ maxInFlight: 4 }") { configuration in
            configuration.routes = """
                routes:
                  - { name: barrier, path: /barrier, operation: read, mirror: false }
                  - { name: isolated, path: /**, writes: isolated }
                """
            configuration.rolloutRoutes = ["isolated"]
        }
    }

    /// In front of a candidate that refuses connections.
    static let lonely = Result {
        // Bound, so that nobody else gets the port, and never listened on.
        let port = try Loopback.bound().port
        return try ContractProxy(named: "lonely") { $0.candidate = "http://127.0.0.1:\(port)" }
    }

    static let promotedLonely = Result {
        let port = try Loopback.bound().port
        return try ContractProxy(named: "promoted-lonely", serving: .candidate) {
            $0.legacy = "http://127.0.0.1:\(port)"
        }
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
    private let serving: Serving
    private let sidecar: Sidecar

    /// The side that serves.
    var served: ContractUpstream { serving == .legacy ? legacy : candidate }
    /// The side that gets the copies.
    var mirrored: ContractUpstream { serving == .legacy ? candidate : legacy }

    /// - Parameters:
    ///   - name: Unique; names the folder.
    ///   - mirror: The section of the configuration.
    private init(
        named name: String,
        mirror: String = "{ maxInFlight: 1000 }",
        serving: Serving = .legacy,
        _ configure: (inout SidecarConfiguration) -> Void = { _ in }
    ) throws {
        self.serving = serving
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
        configuration.routes = Self.routes(serving)
        configuration.rolloutRoutes = ["everything"]
        if serving == .candidate {
            configuration.rolloutRoutes = ["answers", "mirror", "split", "streams", "everything"]
            configuration.rolloutPercentage = 100
            configuration.fallback = "none"
        }
        configure(&configuration)
        sidecar = try Sidecar.start(configuration, in: folder, named: "parallax", guardian: guardian)
    }

    /// Who is to be promoted needs a user key.
    private static func routes(_ serving: Serving) -> String {
        let user = serving == .legacy ? "" : ", user: [/request/headers/host]"
        let methods = serving == .legacy ? "" : ", methods: [DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT]"
        return """
            routes:
              - { name: barrier, path: /barrier, operation: read, mirror: false }
              - { name: answers, path: "/{token}/answers/**", operation: read\(user) }
              - { name: mirror, path: "/{token}/mirror/**", operation: read\(user) }
              - { name: split, path: "/{token}/split/**", operation: read\(user) }
              - { name: streams, path: "/{token}/streams/**", operation: read\(user) }
              - { name: everything, path: /**, operation: read\(user)\(methods) }
            """
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

    /// Does something while the proxy's process stands still; what came meanwhile it then takes in the order in which it came.
    func whileStopped(_ body: () throws -> Void) throws {
        sidecar.program.signal(SIGSTOP)
        defer { sidecar.program.signal(SIGCONT) }
        try eventually("the proxy standing still", holds: { try sidecar.program.isStopped })
        try body()
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
