import ArgumentParser

/// The command line of the reference functions.
@main
struct TradeSphereCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tradesphere",
        abstract: "The customer functions of the migration guide, over PostgreSQL.",
        subcommands: [
            MigrateCommand.self,
            SeedCommand.self,
            ServeCommand.self,
            DriveCommand.self,
            StatementsCommand.self,
            TrapsCommand.self,
        ]
    )
}
