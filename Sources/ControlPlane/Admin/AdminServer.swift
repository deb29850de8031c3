import Hummingbird
public import Ledgers
public import Logging
import NIOCore
public import ServiceLifecycle

/// The admin listener, on an address of its own: `/live`, `/ready` and `/metrics` for machines, and `/api/v1`, by which people
/// see and move rollouts.
public struct AdminServer: Service {
    private let listen: ListenSection
    private let api: RolloutAPI
    private let readiness: @Sendable () async -> Readiness
    private let metrics: @Sendable () -> String
    private let logger: Logger

    /// - Parameters:
    ///   - access: Who may do what.
    ///   - readiness: Asked for each request of `/ready`.
    ///   - metrics: The Prometheus text format, asked for each request of `/metrics`.
    public init(
        _ listen: ListenSection,
        access: AdminAccess,
        controller: RolloutController,
        alerts: AlertMonitor,
        ledger: Ledger,
        readiness: @escaping @Sendable () async -> Readiness,
        metrics: @escaping @Sendable () -> String,
        logger: Logger
    ) {
        self.listen = listen
        api = RolloutAPI(access: access, controller: controller, alerts: alerts, ledger: ledger)
        self.readiness = readiness
        self.metrics = metrics
        self.logger = logger
    }

    /// Serves until the service group shuts down. An address that cannot be listened on is logged and does not stop the
    /// sidecar: traffic goes first.
    public func run() async throws {
        var quiet = logger
        quiet.logLevel = .warning
        let application = Application(
            router: router(),
            configuration: ApplicationConfiguration(address: address, serverName: nil),
            onServerRunning: { [logger] channel in
                logger.info("admin API listening", metadata: ["port": "\(channel.localAddress?.port ?? 0)"])
            },
            logger: quiet
        )
        do {
            try await application.run()
        } catch let error as IOError {
            logger.error("the admin API cannot listen on \(listen): \(error); serving without it")
            try? await gracefulShutdown()
        }
    }

    private var address: BindAddress {
        switch listen {
        case .tcp(let host, let port): .hostname(host, port: port)
        case .unix(let path): .unixDomainSocket(path: path)
        }
    }

    private func router() -> Router<BasicRequestContext> {
        let router = Router()
        api.add(to: router)
        router.get("live") { _, _ in Response(status: .ok, body: .init(byteBuffer: ByteBuffer(string: "live\n"))) }
        router.get("ready") { _, _ in
            let state = await readiness()
            let document = ReadinessDocument(
                ready: state.isServing, degraded: !state.warnings.isEmpty, warnings: state.warnings)
            return EditedResponse(status: state.isServing ? .ok : .serviceUnavailable, response: document)
        }
        router.get("metrics") { _, _ in
            Response(
                status: .ok,
                headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
                body: .init(byteBuffer: ByteBuffer(string: metrics()))
            )
        }
        return router
    }

    private struct ReadinessDocument: ResponseEncodable {
        let ready: Bool
        let degraded: Bool
        let warnings: [String]
    }
}
