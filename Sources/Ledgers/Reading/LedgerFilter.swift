import GRDB
import Traffic

/// Which part of the ledger is read.
struct LedgerFilter {
    /// The first interval that counts.
    var firstInterval: Int64
    var route: String?

    init(_ database: Database, since: Timestamp?, route: String?) throws {
        self.route = route
        guard let since else {
            firstInterval = Int64.min
            return
        }
        let thinnedOut = try LedgerStore.thinnedOut(until: database)
        let fine = LedgerConfiguration.standardInterval.wholeMilliseconds
        let length = since.milliseconds < thinnedOut ? LedgerStore.coarseInterval : fine
        firstInterval = since.milliseconds - since.milliseconds % length
    }

    /// For statements with `:first` and `:route`.
    var arguments: StatementArguments { ["first": firstInterval, "route": route] }
}
