import ArgumentParser
import TradeSphere

/// `tradesphere seed`
struct SeedCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "seed",
        abstract: "Fill a database with made-up rows: the same seed gives byte-identical tables.",
        discussion: "Migrates first. Refuses a database that holds companies, unless --replace is given."
    )

    @Option(help: "How many customers.")
    var customers = 500

    @Option(help: "How many conversation rows.")
    var conversations = 5000

    @Option(help: "The seed.")
    var seed: UInt64 = 1

    @Flag(help: "Remove the rows that are there, from every table.")
    var replace = false

    @OptionGroup var database: DatabaseOptions

    func validate() throws {
        guard (0...1_000_000).contains(customers), (0...10_000_000).contains(conversations) else {
            throw ValidationError("at most 1000000 customers and 10000000 conversations, and not less than 0")
        }
    }

    func run() async throws {
        let plan = SeedPlan(customers: customers, conversations: conversations, seed: seed)
        try await database.withPool { pool in
            try await Migrator(pool: pool).migrate()
            try await Seeder(pool: pool).write(plan, replacing: replace)
        }
        StandardError.write(
            "seeded \(plan.companies.count) companies, \(plan.users.count) users, \(plan.customers.count) customers, "
                + "\(plan.conversations.count) conversations"
        )
    }
}
