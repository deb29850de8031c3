import PostgreSQL
import Rollouts

/// Runs a probe's query: in a transaction that can only read, for a bounded time, over a connection of its own.
enum ProbeQuery {
    /// Why a query gave no value.
    struct Failure: Error, CustomStringConvertible {
        let description: String
        init(_ description: String) { self.description = description }
    }

    private static let limit = Duration.seconds(10)

    /// - Throws: Where the database cannot be asked, or does not answer with one number.
    static func value(of probe: ProbeSection) async throws -> Double {
        let pool = try PostgresPool(
            PostgresConfiguration(
                url: probe.database, maximumConnections: 1, statementTimeout: limit, applicationName: "parallax probe"))
        do {
            let value = try await pool.withTransaction { connection in
                try await connection.runScript("SET TRANSACTION READ ONLY")
                return try number(await connection.query(PostgresQuery(unsafeSQL: probe.sql)))
            }
            await pool.close()
            return value
        } catch {
            await pool.close()
            throw error
        }
    }

    private static func number(_ result: PostgresResult) throws -> Double {
        guard let row = result.rows.first, result.rows.count == 1, row.columns.count == 1 else {
            let columns = result.rows.first?.columns.count ?? 0
            throw Failure("it gives \(result.rows.count) rows of \(columns) columns, where one number is wanted")
        }
        guard let text = row[row.columns[0]] else { throw Failure("it gives NULL, where one number is wanted") }
        guard let value = Double(text), value.isFinite else { throw Failure("it gives no number") }
        return value
    }
}
