/// An SQL statement with a name. Its text is a constant: what comes from a client is a parameter.
public struct Statement: Sendable, Hashable {
    /// What it is for, as logs show it.
    public let name: String
    /// The text, with `$1`, `$2` … for the parameters.
    public let sql: String

    init(_ name: String, _ sql: String) {
        self.name = name
        self.sql = sql
    }
}
