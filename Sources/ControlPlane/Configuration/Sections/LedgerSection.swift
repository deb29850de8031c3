/// Where the records are kept, and for how long.
public struct LedgerSection: Sendable, Hashable {
    /// The SQLite file.
    public var path: String
    public var retention = Duration.seconds(14 * 86_400)
    /// Examples kept of each discrepancy.
    public var examples = 20

    public init(path: String) { self.path = path }

    /// Where the ledger is kept unless said otherwise, relative to the configuration's folder.
    static let defaultPath = "../Reports/parallax.sqlite"

    static func read(_ field: ConfigurationField, folder: String) -> LedgerSection? {
        field.mapping { reader in
            var ledger = LedgerSection(path: ConfigurationFile.resolve(defaultPath, in: folder))
            reader.read("url", into: &ledger.path) { $0.ledgerPath(folder: folder) }
            reader.read("retention", into: &ledger.retention) {
                $0.duration(.seconds(3_600) ... .seconds(3_650 * 86_400))
            }
            reader.read("examples", into: &ledger.examples) { $0.integer(0...1_000) }
            return ledger
        }
    }
}

extension ConfigurationField {
    /// `sqlite:PATH`, the path relative to a folder.
    fileprivate func ledgerPath(folder: String) -> String? {
        let what = "a ledger such as sqlite:../Reports/parallax.sqlite"
        guard let text = text(what) else { return nil }
        guard !text.hasPrefix("postgres://"), !text.hasPrefix("postgresql://") else {
            return fail("a PostgreSQL ledger is not supported yet", suggestion: "write sqlite:PATH")
        }
        guard text.hasPrefix("sqlite:"), text.count > 7 else {
            let isPath = text.hasSuffix(".sqlite") || text.hasSuffix(".db")
            return expected(what, suggestion: isPath ? "did you mean 'sqlite:\(text)'?" : nil)
        }
        let path = String(text.dropFirst(text.hasPrefix("sqlite://") ? 9 : 7))
        guard !path.isEmpty, !path.hasSuffix("/") else { return expected(what) }
        return ConfigurationFile.resolve(path, in: folder)
    }
}
