/// What one statement gave.
public struct PostgresResult: Sendable {
    /// The rows, for a statement that returns some.
    public let rows: [PostgresRow]
    /// How many rows the statement selected, inserted, updated or deleted; 0 for one that does none of these.
    public let affectedRows: Int
    /// The command that the server says it has done: `SELECT`, `INSERT`, `CREATE TABLE` ….
    public let command: String

    static let empty = PostgresResult(rows: [], affectedRows: 0, command: "")
}
