import ArgumentParser
import PostgreSQL

/// Where the tables are.
struct DatabaseOptions: ParsableArguments {
    @Option(name: .customLong("database"), help: "The URL: postgres://user@host:port/name")
    var url: String

    @Option(help: "The largest number of connections.")
    var connections = 8

    func validate() throws {
        guard connections > 0 else { throw ValidationError("--connections must be at least 1") }
    }

    func pool() throws -> PostgresPool {
        try PostgresPool(
            PostgresConfiguration(url: url, maximumConnections: connections, applicationName: "tradesphere"))
    }

    /// Runs `work` with a pool, and closes it in any case.
    func withPool<Value: Sendable>(_ work: (PostgresPool) async throws -> Value) async throws -> Value {
        let pool = try pool()
        do {
            let value = try await work(pool)
            await pool.close()
            return value
        } catch {
            await pool.close()
            throw error
        }
    }
}
