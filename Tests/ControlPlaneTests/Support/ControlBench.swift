import Foundation
import Ledgers
import Logging
import Rollouts
import Synchronization
import Testing
import Traffic

@testable import ControlPlane

/// A controller on a ledger of its own, with a clock that stands still until it is moved.
final class ControlBench: Sendable {
    static let feature = "f"
    static let somebody = Author(name: "release-managers", reason: "a quiet weekend")

    let folder: URL
    let ledger: Ledger
    let recent: RecentTraffic
    let probes = ProbeBoard()
    let controller: RolloutController

    /// - Parameters:
    ///   - folder: Where the ledger of an earlier bench lies; `nil` for a new one.
    ///   - ledgerPath: In place of the folder's ledger.
    ///   - observationsPerScope: How many distinct observations a stage's evidence holds.
    init(
        _ text: String = ControlBench.text(), folder: URL? = nil, ledgerPath: String? = nil, at start: Int64? = nil,
        observationsPerScope: Int? = nil
    ) throws {
        let configuration = try Configuration.parse(text, path: "/nowhere/parallax.yaml")
        let directory = folder ?? FileManager.default.temporaryDirectory.appending(path: "control-\(UUID().uuidString)")
        self.folder = directory
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        // The closures must not keep the bench, which owns what keeps them.
        let time = TimeBox(start ?? 1_760_000_000_000)
        box = time
        let clock: @Sendable () -> Timestamp = { Timestamp(milliseconds: time.milliseconds.withLock { $0 }) }
        var bounds = LedgerBounds()
        if let observationsPerScope { bounds.observationsPerScope = observationsPerScope }
        ledger = Ledger(
            LedgerConfiguration(
                path: ledgerPath ?? directory.appending(path: "ledger.sqlite").path(), instance: "one",
                candidateVersion: configuration.candidate.version ?? "", fingerprint: configuration.fingerprint,
                bounds: bounds),
            clock: clock, log: { _ in })
        recent = RecentTraffic(windows: configuration.windows, clock: clock)
        let log = LogBox()
        self.log = log
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        controller = RolloutController(
            configuration: configuration, ledger: ledger, recent: recent, probes: probes, clock: clock,
            publish: { inForce in log.inForce.withLock { $0.append(inForce) } },
            announce: { decision in log.announced.withLock { $0.append(decision) } }, logger: logger)
    }

    private final class TimeBox: Sendable {
        let milliseconds: Mutex<Int64>
        init(_ start: Int64) { milliseconds = Mutex(start) }
    }

    private final class LogBox: Sendable {
        let inForce = Mutex<[RolloutsInForce]>([])
        let announced = Mutex<[DecisionRecord]>([])
    }

    private let box: TimeBox
    private let log: LogBox

    static func text(
        percentage: Double = 0,
        promotion: String = "automatic",
        version: String = "2",
        criteria: String = "[mismatch_rate <= 50%]",
        more: String = ""
    ) -> String {
        """
        upstreams:
          legacy: { url: "http://127.0.0.1:1" }
          candidate: { url: "http://127.0.0.1:2", version: "\(version)" }
        routes:
          - { name: orders, path: "/orders/{id}", user: [/request/query/u] }
        rollouts:
          - feature: f
            routes: [orders]
            rolloutPercentage: \(percentage)
            userWhitelist: [friend]
            promotion: \(promotion)
            evaluateEvery: 1s
            gate: { criteria: \(criteria) }
        \(more)
        """
    }

    // MARK: Time and traffic

    var now: Timestamp { Timestamp(milliseconds: box.milliseconds.withLock { $0 }) }

    func advance(bySeconds seconds: Int64) { box.milliseconds.withLock { $0 += seconds * 1_000 } }

    /// Comparisons of distinct requests, at the stage in force.
    func record(
        _ count: Int, from first: Int = 0, outcome: Outcome = .match, candidateFailed: Bool = false,
        candidateLatency: Double = 1, secondsAgo: Int64 = 0
    ) {
        let policy = published.last?.policies.first
        let stage = policy.map { $0.isRolledBack ? 0 : $0.percentage } ?? 0
        for number in first..<(first + count) {
            var comparison = Comparison.sample(id: "\(number)", outcome: outcome)
            comparison.stage = stage
            comparison.requestFingerprint = UInt64(number)
            comparison.startedAt = now.advanced(byMilliseconds: -1_000 * secondsAgo)
            comparison.candidateFailed = candidateFailed
            comparison.candidateLatency = candidateLatency
            if outcome == .mismatch {
                comparison.differences = [
                    Difference(
                        at: Location(["body"]), kind: .changed, legacy: nil, candidate: nil,
                        generalisedLocation: Location(["body"]))
                ]
            }
            ledger.record(comparison)
            recent.record(comparison)
        }
    }

    /// Everything that looks, looks once.
    func look() async throws {
        advance(bySeconds: 1)
        try? await ledger.flush()
        await controller.lookForAlarms()
        await controller.look()
        await controller.writeWaiting()
    }

    // MARK: What came of it

    var published: [RolloutsInForce] { log.inForce.withLock { $0 } }
    var announced: [DecisionRecord] { log.announced.withLock { $0 } }

    /// What is in force of the one rollout.
    func policy() async throws -> RolloutPolicy {
        let inForce = await controller.inForce
        #expect(published.last == inForce, "whoever assigns knows what is in force")
        return try #require(inForce.policies.first)
    }

    func decisions() async throws -> [DecisionRecord] {
        await controller.writeWaiting()
        return try await ledger.read { reader throws(LedgerError) in try reader.decisions(limit: 1_000) }.reversed()
    }

    func actions() async throws -> [DecisionRecord.Action] { try await decisions().map(\.action) }

    func remove() async {
        await ledger.close()
        try? FileManager.default.removeItem(at: folder)
    }
}
