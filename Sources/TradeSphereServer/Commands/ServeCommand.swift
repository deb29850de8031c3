import ArgumentParser
import Hummingbird
import Logging
import NIOCore
import PostgreSQL
import TradeSphere

/// `tradesphere serve`
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Host customer-context and customer-update until SIGTERM."
    )

    @Option(help: "legacy or repository.")
    var implementation: ImplementationOption

    @Flag(help: "With repository: the guide's listing as it is, with its defects (see the command traps).")
    var asWritten = false

    @Option(help: "With --as-written: a trap (7 or 12) that is repaired; may be repeated.")
    var repaired: [Int] = []

    @Option(help: "The address to listen on.")
    var host = "127.0.0.1"

    @Option(help: "The port to listen on; 0 takes a free one.")
    var port: Int

    @Option(help: "trace, debug, info, notice, warning, error or critical; debug shows requests, trace statements.")
    var logLevel = "info"

    @OptionGroup var database: DatabaseOptions

    func validate() throws {
        guard (0...65535).contains(port) else { throw ValidationError("--port must be between 0 and 65535") }
        guard !asWritten || implementation == .repository else {
            throw ValidationError("--as-written needs --implementation repository")
        }
        guard repaired.isEmpty || asWritten else { throw ValidationError("--repaired needs --as-written") }
        for number in repaired where !Trap.repairable.contains(where: { $0.rawValue == number }) {
            throw ValidationError("--repaired \(number): only the traps 7 and 12 can be repaired")
        }
        guard Logger.Level(rawValue: logLevel) != nil else { throw ValidationError("unknown --log-level \(logLevel)") }
    }

    func run() async throws {
        LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
        var logger = Logger(label: "tradesphere")
        logger.logLevel = Logger.Level(rawValue: logLevel) ?? .info
        // The framework has its own line about listening, at info; ours is the one that tools read.
        var frameworkLogger = logger
        frameworkLogger.logLevel = max(logger.logLevel, .notice)
        try await database.withPool { [logger, frameworkLogger] pool in
            let functions = CustomerFunctions(
                chosenImplementation,
                database: Database(pool: pool) { statement in logger.trace("statement \(statement.name)") }
            )
            let host = FunctionHost(functions: functions.byName, requestIdentifier: RequestIdentifierSource().next)
            let application = Application(
                responder: FunctionResponder(host: host, logger: logger),
                configuration: ApplicationConfiguration(address: .hostname(self.host, port: port)),
                onServerRunning: { channel in
                    let port = channel.localAddress?.port ?? self.port
                    StandardError.write("listening on http://\(self.host):\(port)")
                },
                logger: frameworkLogger
            )
            try await application.runService()
        }
    }

    private var chosenImplementation: Implementation {
        guard asWritten else { return implementation.implementation }
        return .repositoryAsWritten(repaired: Set(repaired.compactMap(Trap.init(rawValue:))))
    }
}
