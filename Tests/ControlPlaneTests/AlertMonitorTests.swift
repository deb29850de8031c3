import Foundation
import Ledgers
import Logging
import Rollouts
import Synchronization
import Testing
import Traffic

@testable import ControlPlane

@Suite("Alerts")
struct AlertMonitorTests {
    private let alerts = """
        probes:
          - { name: sync_success_rate, database: "postgres://localhost/x", sql: SELECT 1, expect: value >= 90 }
        alerts:
          - { name: errors, condition: error_rate > 10%, duration: 30s, severity: critical, minimumCount: 10 }
          - { name: sync, condition: sync_success_rate < 90%, duration: 30s }
          - { name: slow, condition: p95_latency > 200ms for 10s, duration: 60s, minimumCount: 10 }
        """

    /// Looks at alerts on a bench's traffic.
    private func withMonitor(
        _ body: (ControlBench, AlertMonitor, @Sendable () -> [AlertRecord]) async throws -> Void
    ) async throws {
        let text = ControlBench.text(more: alerts)
        let bench = try ControlBench(text)
        let (monitor, told) = try monitor(bench, text)
        await bench.controller.load()
        do { try await body(bench, monitor, told) } catch {
            await bench.remove()
            throw error
        }
        await bench.remove()
    }

    private func monitor(
        _ bench: ControlBench, _ text: String
    ) throws -> (AlertMonitor, @Sendable () -> [AlertRecord]) {
        final class Told: Sendable { let records = Mutex<[AlertRecord]>([]) }
        let told = Told()
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let configuration = try Configuration.parse(text, path: "/nowhere/parallax.yaml")
        let monitor = AlertMonitor(
            configuration.alerts, recent: bench.recent, probes: bench.probes, ledger: bench.ledger,
            clock: { bench.now }, announce: { record in told.records.withLock { $0.append(record) } }, logger: logger)
        return (monitor, { told.records.withLock { $0 } })
    }

    private func look(_ monitor: AlertMonitor, _ bench: ControlBench, seconds: Int64 = 1) {
        bench.advance(bySeconds: seconds)
        monitor.look()
    }

    @Test("one fires once, with what was seen, and is resolved once")
    func lifecycle() async throws {
        try await withMonitor { bench, monitor, told in
            bench.record(15, candidateFailed: true)
            for _ in 0..<5 { look(monitor, bench) }
            #expect(told().map(\.name) == ["errors"])
            #expect(told().first?.summary == "error_rate > 10% over 30s on route orders: error_rate 100 % (15 of 15)")
            #expect(told().first?.route == "orders" && told().first?.resolvedAt == nil)
            bench.record(1_000, from: 100)
            for _ in 0..<5 { look(monitor, bench) }
            #expect(told().map { $0.resolvedAt != nil } == [false, true])
            #expect(told()[1].firedAt == told()[0].firedAt)
        }
    }

    @Test("silence is no recovery")
    func silence() async throws {
        try await withMonitor { bench, monitor, told in
            bench.record(15, candidateFailed: true)
            look(monitor, bench)
            for _ in 0..<5 { look(monitor, bench, seconds: 60) }
            #expect(told().count == 1)
            #expect(monitor.firing.map(\.name) == ["errors"])
        }
    }

    @Test("a probe's value is looked at like a rate; without one nothing is known")
    func probe() async throws {
        try await withMonitor { bench, monitor, told in
            look(monitor, bench)
            #expect(told().isEmpty)
            bench.probes.post(ProbeRecord(name: "sync_success_rate", expectation: "", value: 0.85, at: bench.now))
            look(monitor, bench)
            #expect(told().map(\.name) == ["sync"])
            #expect(told().first?.summary == "sync_success_rate < 90% over 30s: sync_success_rate 0.85")
            bench.probes.post(ProbeRecord(name: "sync_success_rate", expectation: "", value: 0.95, at: bench.now))
            look(monitor, bench, seconds: 2)
            #expect(told().count == 2)
        }
    }

    @Test("status tells what is pending and what fires")
    func overview() async throws {
        try await withMonitor { bench, monitor, _ in
            bench.record(15, candidateFailed: true)
            look(monitor, bench)
            let states = await monitor.overview().alerts
            #expect(states.map(\.state) == ["firing", "inactive", "inactive"])
            #expect(states[0].route == "orders")
        }
    }

    @Test("one that fired before a restart is not told again, and is resolved when it ends")
    func restart() async throws {
        try await withMonitor { bench, first, _ in
            bench.record(15, candidateFailed: true)
            look(first, bench)
            let service = Task { try await first.run() }
            for _ in 0..<2_000 {
                let known = try await bench.ledger.read { reader throws(LedgerError) in try reader.alerts() }
                if !known.isEmpty { break }
                await Task.yield()
            }
            service.cancel()
            _ = try? await service.value

            let (second, told) = try monitor(bench, ControlBench.text(more: alerts))
            let running = Task { try await second.run() }
            for _ in 0..<200_000 where second.firing.isEmpty { await Task.yield() }
            #expect(second.firing.map(\.name) == ["errors"])
            #expect(told().isEmpty)
            bench.record(1_000, from: 100)
            bench.advance(bySeconds: 2)
            for _ in 0..<200_000 where told().isEmpty {
                second.look()
                await Task.yield()
            }
            #expect(told().map { $0.resolvedAt != nil } == [true])
            running.cancel()
            _ = try? await running.value
        }
    }

    @Test("one that is gone from the file is resolved")
    func gone() async throws {
        try await withMonitor { bench, monitor, told in
            bench.record(15, candidateFailed: true)
            look(monitor, bench)
            monitor.use([])
            #expect(told().map { $0.resolvedAt != nil } == [false, true])
        }
    }
}
