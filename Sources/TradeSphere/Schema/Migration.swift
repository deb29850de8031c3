/// One step of the schema.
public struct Migration: Sendable {
    /// Its number; steps are applied in this order, each once.
    public let version: Int
    /// What it adds.
    public let name: String
    /// The statements.
    public let sql: String

    /// All steps, in order.
    public static let all: [Migration] = [
        Migration(1, "tables", PackageResources.migration_01_tables_sql),
        Migration(2, "matching", PackageResources.migration_02_matching_sql),
        Migration(3, "triggers", PackageResources.migration_03_triggers_sql),
        Migration(4, "metrics", PackageResources.migration_04_metrics_sql),
    ]

    private init(_ version: Int, _ name: String, _ sql: [UInt8]) {
        self.version = version
        self.name = name
        self.sql = String(decoding: sql, as: UTF8.self)
    }
}
