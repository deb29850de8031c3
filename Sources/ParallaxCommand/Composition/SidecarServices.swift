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

/// Compares what the proxy hands on; at the end nothing is left.
struct ComparisonService: Service {
    let queue: ComparisonQueue

    func run() async throws {
        await withGracefulShutdownHandler {
            await queue.run()
        } onGracefulShutdown: {
            queue.finish()
        }
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

/// Reloads the configuration on SIGHUP.
struct ReloadService: Service {
    let live: LiveConfiguration
    let assignment: AssignmentSwitch
    let control: ControlParts
    let logger: Logger

    func run() async throws {
        for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
            await live.reload(
                environment: ProcessInfo.processInfo.environment, assignment: assignment, control: control,
                logger: logger)
        }
    }
}
