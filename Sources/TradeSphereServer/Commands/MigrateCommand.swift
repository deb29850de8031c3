import ArgumentParser
import TradeSphere

/// `tradesphere migrate`
struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: "Bring a database to the newest schema; does nothing where it is there already."
    )

    @OptionGroup var database: DatabaseOptions

    func run() async throws {
        let applied = try await database.withPool { pool in try await Migrator(pool: pool).migrate() }
        if applied.isEmpty {
            StandardError.write("the schema is up to date")
        }
        for migration in applied {
            StandardError.write("applied \(migration.version) \(migration.name)")
        }
    }
}
