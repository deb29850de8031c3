/// Rows that a write changes, read from both databases after both answers and compared like a body.
public struct EffectSection: Sendable, Hashable {
    /// The name under `/effects`.
    public var name: String
    /// The projection that is compared: a query that is run in both databases.
    public var sql: String
    /// The URL of legacy's database.
    public var legacyDatabase: String
    /// The URL of the candidate's own database.
    public var candidateDatabase: String

    public init(name: String, sql: String, legacyDatabase: String, candidateDatabase: String) {
        self.name = name
        self.sql = sql
        self.legacyDatabase = legacyDatabase
        self.candidateDatabase = candidateDatabase
    }

    static func read(_ field: ConfigurationField) -> EffectSection? {
        field.mapping { reader in
            let name = reader.require("name") { $0.name() }
            let sql = reader.require("sql") { $0.query() }
            let legacy = reader.require("legacy") { $0.databaseURL() }
            let candidate = reader.require("candidate") { $0.databaseURL() }
            guard let name, let sql, let legacy, let candidate else { return nil }
            guard legacy != candidate else {
                reader.fail("legacy and candidate are the same database, so nothing could differ")
                return nil
            }
            return EffectSection(name: name, sql: sql, legacyDatabase: legacy, candidateDatabase: candidate)
        }
    }
}

extension ConfigurationField {
    /// SQL that is not blank. That it is right is for the database to say.
    func query() -> String? {
        guard let text = text("an SQL query") else { return nil }
        guard !text.allSatisfy(\.isWhitespace) else { return expected("an SQL query") }
        return text
    }
}
