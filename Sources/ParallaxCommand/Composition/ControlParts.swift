import ControlPlane
import Ledgers
import Logging
import Rollouts
import ServiceLifecycle
import Traffic

/// The parts that move rollouts and tell people, joined: none of them is on a request's way.
struct ControlParts: Sendable {
    let recent: RecentTraffic
    let probes: ProbeBoard
    let probeRunner: ProbeRunner
    let notifier: Notifier
    let alerts: AlertMonitor
    let controller: RolloutController
    let access: AdminAccess
    private let ledger: Ledger

    init(_ configuration: Configuration, ledger: Ledger, assignment: AssignmentSwitch, logger: Logger) {
        let clock: @Sendable () -> Timestamp = { SystemClock.now() }
        self.ledger = ledger
        let recent = RecentTraffic(windows: configuration.windows, clock: clock)
        let probes = ProbeBoard()
        let notifier = Notifier(configuration.notify, instance: Host.name, clock: clock, logger: logger)
        self.recent = recent
        self.probes = probes
        access = AdminAccess(tokens: configuration.admin.tokens)
        self.notifier = notifier
        probeRunner = ProbeRunner(
            configuration.probes, board: probes, clock: clock,
            keep: { record in
                // The next one is kept, should this one not be; gates look at the board.
                do { try await ledger.note(record) } catch { logger.debug("a probe's value is not kept: \(error)") }
            }, logger: logger)
        alerts = AlertMonitor(
            configuration.alerts, routes: Set(configuration.routes.map(\.route.name)), recent: recent, probes: probes,
            ledger: ledger, clock: clock, announce: { notifier.post(.alert($0)) }, logger: logger)
        controller = RolloutController(
            configuration: configuration, ledger: ledger, recent: recent, probes: probes, clock: clock,
            publish: { assignment.use($0) }, announce: { notifier.post(.decision($0)) }, logger: logger)
    }

    /// What runs until the shutdown.
    var services: [any Service] { [notifier, probeRunner, alerts, RolloutService(controller: controller)] }

    /// Finds out where rollouts stand, for a bounded time: the first request does not wait for a disk that hangs.
    func load() async {
        let controller = controller
        _ = await Deadline.wait(for: Task { await controller.load() }, atMost: .seconds(5))
    }

    /// Another configuration is in force from now on.
    func use(_ changed: Configuration) async {
        access.use(changed.admin.tokens)
        probeRunner.use(changed.probes)
        notifier.use(changed.notify)
        alerts.use(changed.alerts)
        let controller = controller
        // Before the ledger counts for it: what is counted then belongs to the attempt that has begun.
        _ = await Deadline.wait(for: Task { await controller.reconfigure(changed) }, atMost: .seconds(5))
        ledger.reconfigure(changed.ledgerIdentity(instance: Host.name))
    }
}

/// Looks at the rollouts until the shutdown: at alarms by itself, since they need no disk, and at evidence.
struct RolloutService: Service {
    private static let pause = Duration.milliseconds(200)

    let controller: RolloutController

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                group.addTask {
                    while !Task.isCancelled {
                        await controller.lookForAlarms()
                        do { try await Task.sleep(for: Self.pause) } catch { return }
                    }
                }
                group.addTask {
                    while !Task.isCancelled {
                        await controller.look()
                        do { try await Task.sleep(for: Self.pause) } catch { return }
                    }
                }
            }
        }
    }
}
