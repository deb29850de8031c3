import ArgumentParser
import ControlPlane
import Logging

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// `parallax serve`: runs the sidecar until SIGTERM, which lets requests under way finish.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Runs the sidecar.",
        discussion: """
            SIGTERM and SIGINT drain and stop it. SIGHUP reloads rollouts, rules, redaction, alerts, webhooks, probes and tokens; \
            a wrong file, or a change that takes a restart, leaves the old configuration in force. Exits 78 where the \
            configuration is wrong.
            """
    )

    @OptionGroup var source: ConfigurationOption

    func run() async throws {
        // A hang-up before anybody waits for it must not end the sidecar; the file is about to be read anyway.
        signal(SIGHUP, SIG_IGN)
        let configuration = try source.load()
        LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
        for sentence in configuration.unhonoured {
            StandardError.write("parallax: not acted on by this version: \(sentence)")
        }
        try await Sidecar(configuration, logger: Logger(label: "parallax")).run()
    }
}
