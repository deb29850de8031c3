import ArgumentParser
import Comparisons
import ControlPlane
import DataPlane
import Ledgers
import Logging
import NIOCore
import ServiceLifecycle
import Traffic
import UnixSignals

/// The running sidecar: constructs every part, joins them at their seams, and stops them in the order in which a request
/// flows, so that nothing that was begun is lost.
struct Sidecar {
    private let configuration: Configuration
    private let logger: Logger
    /// For what is left to be compared when the proxy has drained, where `drainTimeout` is not shorter. With the 10 s for
    /// closing the ledger it fits into the 20 s that a shutdown may take beyond the draining.
    private static let comparisonTimeout = Duration.seconds(8)

    init(_ configuration: Configuration, logger: Logger) {
        self.configuration = configuration
        self.logger = logger
    }

    /// Runs until SIGTERM or SIGINT; SIGHUP reloads the configuration.
    ///
    /// - Throws: `ExitCode` 78 where the address cannot be listened on, or TLS cannot be set up.
    func run() async throws {
        let ledger = makeLedger()
        let metrics = TrafficMetrics()
        let live = LiveConfiguration(configuration)
        let assignment = AssignmentSwitch(configuration)
        let control = ControlParts(configuration, ledger: ledger, assignment: assignment, logger: logger)
        let queue = ComparisonQueue(
            compare: { live.compare($0) },
            record: { comparison in
                metrics.record(comparison)
                control.recent.record(comparison)
                ledger.record(comparison)
            }
        )
        // A sidecar that cannot listen decides nothing; where rollouts stand is known before the first request.
        let proxy = try await listen(assigner: assignment.assigner, sink: queue)
        raiseFileLimit()
        assignment.attach(proxy)
        await control.load()
        try await proxy.accept()
        let status = SidecarStatus(
            proxy: proxy, queue: queue, ledger: ledger, metrics: metrics, assignment: assignment, control: control)
        // Stopped from the last to the first: the proxy drains, what it handed on is compared, and then written.
        var services: [any Service] = [
            LedgerService(ledger: ledger),
            ComparisonService(
                queue: queue, patience: min(configuration.drainTimeout, Self.comparisonTimeout), logger: logger),
        ]
        services += control.services
        services.append(StartupPagesService())
        services.append(
            AdminServer(
                configuration.admin.listen,
                access: control.access,
                controller: control.controller,
                alerts: control.alerts,
                ledger: ledger,
                readiness: { await status.readiness() },
                metrics: { status.metrics() },
                logger: logger
            )
        )
        services.append(ReloadService(live: live, assignment: assignment, control: control, logger: logger))
        services.append(
            ProxyService(
                proxy: proxy,
                url: Self.url(of: proxy, configuration.listen),
                status: status,
                drainTimeout: configuration.drainTimeout
            )
        )
        var group = ServiceGroupConfiguration(
            services: services.map { .init(service: $0, successTerminationBehavior: .ignore) },
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: quiet(logger)
        )
        group.maximumGracefulShutdownDuration = configuration.drainTimeout + .seconds(20)
        try await ServiceGroup(configuration: group).run()
        let losses = ledger.health.losses
        if losses.isEmpty {
            logger.info("stopped; everything that was compared is written")
        } else {
            logger.error("stopped; the ledger lost records: \(losses)")
        }
    }

    private func raiseFileLimit() {
        let shortage = OpenFiles.shortage(
            OpenFiles.raiseLimit(), clients: configuration.limits.connections,
            copies: configuration.mirror.maxInFlight)
        if let shortage { logger.warning("\(shortage)") }
    }

    private func quiet(_ logger: Logger) -> Logger {
        var quiet = logger
        quiet.logLevel = .warning
        return quiet
    }

    private func makeLedger() -> Ledger {
        let logger = logger
        return Ledger(configuration.ledgerConfiguration(instance: Host.name), clock: { SystemClock.now() }) { notice in
            switch notice.severity {
            case .info: logger.info("\(notice.message)")
            case .warning: logger.warning("\(notice.message)")
            case .error: logger.error("\(notice.message)")
            }
        }
    }

    private func listen(assigner: any Assigner, sink: any ExchangeSink) async throws -> ProxyServer {
        do {
            return try await ProxyServer.listen(
                configuration: configuration.proxy,
                assigner: assigner,
                sink: sink,
                wallClock: { SystemClock.now() },
                randomSeed: { UInt64.random(in: .min ... .max) }
            )
        } catch let error as UpstreamTLSError {
            StandardError.write("parallax serve: \(error)")
            throw ExitCode(78)
        } catch {
            StandardError.write(
                "parallax serve: cannot listen on \(configuration.listen): \(error) (is another process there, or the "
                    + "address not this machine's?)"
            )
            throw ExitCode(78)
        }
    }

    private static func url(of proxy: ProxyServer, _ listen: ListenSection) -> String {
        guard case .tcp(let host, _) = listen, let port = proxy.localAddress?.port else { return "\(listen)" }
        return "http://\(host.contains(":") ? "[\(host)]" : host):\(port)"
    }
}
