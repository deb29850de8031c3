import ControlPlane
import DataPlane
import Foundation
import Ledgers
import Logging
import NIOCore
import Rollouts
import ServiceLifecycle
import UnixSignals

/// Keeps the ledger written; at the end everything that was counted is.
struct LedgerService: Service {
    let ledger: Ledger

    func run() async throws {
        await cancelWhenGracefulShutdown { await ledger.run() }
        await ledger.close()
    }
}

/// Compares what the proxy hands on; at the end nothing is left, or what is left is counted as dropped.
struct ComparisonService: Service {
    let queue: ComparisonQueue
    /// How long after the proxy's end the rest may take.
    let patience: Duration
    let logger: Logger

    func run() async throws {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await queue.run() }
            group.addTask {
                // Cancelled or asked to stop: either way the queue ends, at once where it was cancelled.
                try? await gracefulShutdown()
                queue.finish()
                try? await Task.sleep(for: patience)
                let dropped = queue.giveUp()
                guard dropped > 0 else { return }
                logger.warning("\(dropped) exchanges were not compared in time at the end; they count as dropped")
            }
            await group.next()
            group.cancelAll()
        }
    }
}

/// Gives back what only the start has used, once all services have begun and looked at the world for the first time.
struct StartupPagesService: Service {
    private static let pause = Duration.seconds(5)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            do { try await Task.sleep(for: Self.pause) } catch { return }
            StartupPages.release()
        }
        // To the end, like all: a group that shuts down takes a service that ends by itself for one that failed.
        try? await gracefulShutdown()
    }
}

/// Keeps the proxy until the shutdown, and lets it drain then.
struct ProxyService: Service {
    let proxy: ProxyServer
    let url: String
    let status: SidecarStatus
    let drainTimeout: Duration

    func run() async throws {
        // Not before services run: from then on a signal drains, where earlier it would just end the process.
        StandardError.write("parallax: listening on \(url)")
        // Cancelled or asked to stop: either way the proxy drains.
        try? await gracefulShutdown()
        status.beginDraining()
        await proxy.stop(drainTimeout: .milliseconds(drainTimeout.wholeMilliseconds))
    }
}

/// Reloads the configuration on SIGHUP, and lets its rules expire: one after the other, since each takes over all of it.
struct ReloadService: Service {
    private enum Event {
        case signal
        case tick
    }

    let live: LiveConfiguration
    let assignment: AssignmentSwitch
    let control: ControlParts
    let logger: Logger

    func run() async throws {
        let (events, source) = AsyncStream<Event>.makeStream()
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                group.addTask {
                    for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
                        source.yield(.signal)
                    }
                    source.finish()
                }
                group.addTask {
                    while !Task.isCancelled {
                        do { try await Task.sleep(for: .seconds(1)) } catch { return }
                        source.yield(.tick)
                    }
                }
                for await event in events { await handle(event) }
            }
        }
    }

    private func handle(_ event: Event) async {
        switch event {
        case .signal:
            await live.reload(
                environment: ProcessInfo.processInfo.environment, assignment: assignment, control: control,
                logger: logger)
        case .tick:
            await live.expireRules(at: SystemClock.now(), assignment: assignment, control: control, logger: logger)
        }
    }
}
