import Foundation
import Ledgers
import Testing
import Traffic

@testable import ControlPlane

@Suite("The report, composed from a ledger")
struct ReportComposerTests {
    private static let now = Timestamp(milliseconds: 1_760_000_000_000)

    private func configuration(stage: Int = 10, gate: String = "") throws -> Configuration {
        try Configuration.parse(
            """
            upstreams:
              legacy: { url: "http://127.0.0.1:1" }
              candidate: { url: "http://127.0.0.1:2", version: "2" }
            routes:
              - name: orders
                path: /orders/{id}
                user: [/request/query/u]
                rules:
                  - { at: /body/clock, ignore: true }
                  - { at: /body/old, ignore: true, until: 2020-01-01 }
            probes:
              - { name: p, database: "postgres://localhost/x", sql: SELECT 1, expect: value <= 10, every: 5m }
            rollouts:
              - feature: f
                routes: [orders]
                rolloutPercentage: \(stage)
                gate: { minimumComparisons: 10, minimumDuration: 0s, criteria: [mismatch_rate <= 50%]\(gate) }
            """,
            path: "/nowhere/parallax.yaml"
        )
    }

    /// A report on comparisons that were counted under one configuration and are judged under another.
    private func report(
        _ comparisons: [Comparison],
        countedUnder counted: Configuration,
        judgedUnder judged: Configuration
    ) async throws -> ReportDocument {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "ledger.sqlite").path()
        let ledger = Ledger(
            LedgerConfiguration(
                path: path,
                instance: "one",
                candidateVersion: counted.candidate.version ?? "",
                fingerprint: counted.fingerprint
            ),
            clock: { Self.now },
            log: { _ in }
        )
        for comparison in comparisons { ledger.record(comparison) }
        try await ledger.flush()
        let document = try ReportComposer(configuration: judged).compose(
            from: LedgerReader(path: path), now: Self.now.advanced(byMilliseconds: 1_000))
        await ledger.close()
        return document
    }

    private var distinct: [Comparison] { (1...80).map { .sample(id: "\($0)", fingerprint: UInt64($0)) } }

    @Test("evidence of this configuration passes the gate")
    func pass() async throws {
        let configuration = try configuration()
        let document = try await report(distinct, countedUnder: configuration, judgedUnder: configuration)
        #expect(document.verdict.readiness == .ready)
        #expect(document.rollouts.first?.criteria.first?.observations == 80)
        #expect(document.warnings.isEmpty)
    }

    @Test("one request forty times is one observation")
    func repetition() async throws {
        let configuration = try configuration()
        let same = (1...40).map { Comparison.sample(id: "\($0)", fingerprint: 7) }
        let document = try await report(same, countedUnder: configuration, judgedUnder: configuration)
        #expect(document.verdict.readiness == .undecided)
        #expect(document.rollouts.first?.criteria.first?.observations == 1)
        #expect(document.routes.first?.comparisons == 40)
    }

    @Test("evidence of another stage does not count, and the report says that there is some")
    func otherStage() async throws {
        let document = try await report(
            distinct, countedUnder: configuration(), judgedUnder: configuration(stage: 25))
        #expect(document.verdict.readiness == .undecided)
        #expect(document.warnings.contains { $0.contains("another configuration, candidate version or stage") })
    }

    @Test("a gate with a probe does not pass while nothing runs the probe")
    func probe() async throws {
        let configuration = try configuration(gate: ", probes: [p]")
        let document = try await report(distinct, countedUnder: configuration, judgedUnder: configuration)
        #expect(document.rollouts.first?.verdict == .inconclusive)
        #expect(document.rollouts.first?.missing.contains { $0.contains("probe p") } == true)
    }

    @Test("configured rules show, those that hid nothing and those that expired too")
    func rules() async throws {
        let configuration = try configuration()
        let document = try await report(distinct, countedUnder: configuration, judgedUnder: configuration)
        #expect(document.rules.map(\.at) == ["/body/clock", "/body/old"])
        #expect(document.rules.map(\.suppressed) == [0, 0])
        #expect(document.rules.map(\.expired) == [false, true])
    }
}
