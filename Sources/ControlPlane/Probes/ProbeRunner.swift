public import Logging
import PostgreSQL
import Rollouts
public import ServiceLifecycle
import Synchronization
public import Traffic

/// Asks every probe's database in its interval, each by itself, and posts what it said.
public final class ProbeRunner: Service {
    private static let pause = Duration.milliseconds(250)

    private struct State {
        var probes: [ProbeSection]
        var askedAt: [String: Timestamp] = [:]
        var running: Set<String> = []
    }

    private let state: Mutex<State>
    private let board: ProbeBoard
    private let clock: @Sendable () -> Timestamp
    private let keep: @Sendable (ProbeRecord) async -> Void
    private let logger: Logger

    /// - Parameter keep: Takes every result, to be kept.
    public init(
        _ probes: [ProbeSection],
        board: ProbeBoard,
        clock: @escaping @Sendable () -> Timestamp,
        keep: @escaping @Sendable (ProbeRecord) async -> Void,
        logger: Logger
    ) {
        state = Mutex(State(probes: probes))
        self.board = board
        self.clock = clock
        self.keep = keep
        self.logger = logger
    }

    /// Runs these from now on; one that has changed is asked at once.
    public func use(_ probes: [ProbeSection]) {
        state.withLock { state in
            for probe in probes where !state.probes.contains(probe) { state.askedAt[probe.name] = nil }
            state.probes = probes
        }
    }

    public func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                while !Task.isCancelled {
                    for probe in self.takeDue() { group.addTask { await self.ask(probe) } }
                    do { try await Task.sleep(for: Self.pause) } catch { break }
                }
                group.cancelAll()
            }
        }
    }

    private func takeDue() -> [ProbeSection] {
        let now = clock()
        return state.withLock { state in
            let due = state.probes.filter { probe in
                let age = state.askedAt[probe.name].map { now.milliseconds - $0.milliseconds }
                return !state.running.contains(probe.name)
                    && (age.map { $0 < 0 || $0 >= probe.interval.wholeMilliseconds } ?? true)
            }
            for probe in due {
                state.askedAt[probe.name] = now
                state.running.insert(probe.name)
            }
            return due
        }
    }

    private func ask(_ probe: ProbeSection) async {
        var record = ProbeRecord(name: probe.name, expectation: probe.expectation.description, at: clock())
        do {
            let value = try await ProbeQuery.value(of: probe)
            record.value = value
            record.holds = probe.expectation.holds(for: value)
        } catch {
            record.error = "\(error)"
        }
        _ = state.withLock { $0.running.remove(probe.name) }
        guard !Task.isCancelled else { return }
        let before = board.records.first { $0.name == probe.name }
        if let error = record.error, before?.error != error { logger.error("probe \(probe.name) failed: \(error)") }
        board.post(record)
        await keep(record)
    }
}
