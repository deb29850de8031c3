import ArgumentParser

/// The command line of the shadow-traffic comparison proxy.
@main
struct Parallax: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "parallax",
        abstract: "Compares a candidate backend with the legacy one under live traffic, and promotes it on evidence.",
        subcommands: [
            ServeCommand.self, CheckCommand.self, ReportCommand.self, TriageCommand.self, ExplainCommand.self,
            CompareCommand.self, StatusCommand.self, GateCommand.self, PromoteCommand.self, PauseCommand.self,
            ResumeCommand.self, RollbackCommand.self, HaltCommand.self,
        ]
    )
}
