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
            configuration.alerts, routes: ["orders"], recent: bench.recent, probes: bench.probes, ledger: bench.ledger,
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
            let limit = ContinuousClock.now + .seconds(60)
            while second.firing.isEmpty, ContinuousClock.now < limit { await Task.yield() }
            #expect(second.firing.map(\.name) == ["errors"])
            #expect(told().isEmpty)
            bench.record(1_000, from: 100)
            bench.advance(bySeconds: 2)
            let end = ContinuousClock.now + .seconds(60)
            while told().isEmpty, ContinuousClock.now < end {
                second.look()
                await Task.yield()
            }
            #expect(told().map { $0.resolvedAt != nil } == [true])
            running.cancel()
            _ = try? await running.value
        }
    }

    /// As it is noted by a sidecar before.
    private func older(_ bench: ControlBench, route: String = "orders") -> AlertRecord {
        AlertRecord(
            name: "errors", condition: "error_rate > 10%", severity: "critical", route: route, summary: "earlier",
            firedAt: bench.now.advanced(byMilliseconds: -60_000))
    }

    private func noted(_ bench: ControlBench) async throws -> [AlertRecord] {
        try await bench.ledger.read { reader throws(LedgerError) in try reader.alerts() }
    }

    @Test("one that fired anew before the ledger could be read goes on as the older one, and is not told as resolved")
    func restoredLate() async throws {
        try await withMonitor { bench, monitor, told in
            let older = older(bench)
            try await bench.ledger.note(older)
            bench.record(15, candidateFailed: true)
            look(monitor, bench)
            await monitor.restore()
            await monitor.writeWaiting()
            #expect(told().map(\.resolvedAt) == [nil])
            #expect(monitor.firing == [older])
            #expect(try await noted(bench).map { $0.resolvedAt != nil } == [false, true])
            #expect(try await noted(bench).first == older)
            bench.record(1_000, from: 100)
            look(monitor, bench, seconds: 2)
            await monitor.writeWaiting()
            #expect(told().map { $0.resolvedAt != nil } == [false, true])
            #expect(told().last?.firedAt == older.firedAt)
            #expect(try await noted(bench).allSatisfy { $0.resolvedAt != nil })
        }
    }

    @Test("one that receivers know by another route, or whose route is gone, is told as resolved")
    func restoredElsewhere() async throws {
        try await withMonitor { bench, monitor, told in
            for route in ["bills", "orders"] { try await bench.ledger.note(older(bench, route: route)) }
            await monitor.restore()
            #expect(monitor.firing.map(\.route) == ["orders"])
            #expect(told().map(\.route) == ["bills"] && told().allSatisfy { $0.resolvedAt != nil })
        }
    }

    @Test("one of this run is not taken for one from before a restart")
    func restoredOwn() async throws {
        try await withMonitor { bench, monitor, told in
            bench.record(15, candidateFailed: true)
            look(monitor, bench)
            await monitor.writeWaiting()
            bench.record(1_000, from: 100)
            look(monitor, bench)
            await monitor.restore()
            #expect(monitor.firing.isEmpty)
            #expect(told().map { $0.resolvedAt != nil } == [false, true])
        }
    }

    /// Holds up whatever comes to it.
    private final class Obstacle: Sendable {
        private let gate = DispatchSemaphore(value: 0)
        private let isReached = Atomic<Bool>(false)

        var holdsSomething: Bool { isReached.load(ordering: .acquiring) }

        func hold() {
            isReached.store(true, ordering: .releasing)
            gate.wait()
        }

        func open() { gate.signal() }
    }

    @Test("a ledger that hangs holds no alert up")
    func ledgerHangs() async throws {
        try await withMonitor { bench, monitor, told in
            let obstacle = Obstacle()
            let hanging = Task {
                try await bench.ledger.read { _ throws(LedgerError) in obstacle.hold() }
            }
            while !obstacle.holdsSomething { await Task.yield() }
            let running = Task { try await monitor.run() }
            let limit = ContinuousClock.now + .seconds(20)
            var step = 0
            while told().isEmpty {
                step += 1
                await Task.yield()
                guard step.isMultiple(of: 10_000) else { continue }
                guard ContinuousClock.now < limit else { break }
                bench.advance(bySeconds: 1)
                bench.record(15, from: step, candidateFailed: true)
            }
            #expect(told().map(\.name) == ["errors"])
            obstacle.open()
            try await hanging.value
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
