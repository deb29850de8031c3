import Hummingbird
public import Logging
import NIOCore
public import ServiceLifecycle

/// The admin listener: `/live`, `/ready` and `/metrics`, on an address of its own.
public struct AdminServer: Service {
    private let host: String
    private let port: Int
    private let readiness: @Sendable () -> Readiness
    private let metrics: @Sendable () -> String
    private let logger: Logger

    /// - Parameters:
    ///   - readiness: Asked for each request of `/ready`.
    ///   - metrics: The Prometheus text format, asked for each request of `/metrics`.
    public init(
        host: String,
        port: Int,
        readiness: @escaping @Sendable () -> Readiness,
        metrics: @escaping @Sendable () -> String,
        logger: Logger
    ) {
        self.host = host
        self.port = port
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
            configuration: ApplicationConfiguration(address: .hostname(host, port: port), serverName: nil),
            onServerRunning: { [logger] channel in
                logger.info("admin API listening", metadata: ["port": "\(channel.localAddress?.port ?? 0)"])
            },
            logger: quiet
        )
        do {
            try await application.run()
        } catch let error as IOError {
            logger.error("the admin API cannot listen on \(host):\(port): \(error); serving without it")
            try? await gracefulShutdown()
        }
    }

    private func router() -> Router<BasicRequestContext> {
        let router = Router()
        router.get("live") { _, _ in Response(status: .ok, body: .init(byteBuffer: ByteBuffer(string: "live\n"))) }
        router.get("ready") { _, _ in
            let state = readiness()
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
