import GRDB
import Traffic

extension LedgerStore {
    /// What writing a batch brought to light.
    struct Written: Sendable {
        /// The epochs that hold now, for whom.
        var identity: LedgerIdentity
        var epochs: [EpochKey: Int]
        var discrepanciesNotKept: Int
    }

    /// A time in which the ledger could not be written, to be noted in it afterwards.
    struct Gap: Sendable, Equatable {
        var from: Timestamp
        var until: Timestamp
        var message: String
    }

    /// Writes a batch, and the gap that ends with it, in one transaction: all of it or nothing.
    func write(
        _ batch: Batch,
        as identity: LedgerIdentity,
        gap: Gap?,
        now: Timestamp,
        opened: () -> Void
    ) throws(LedgerError) -> Written {
        let bounds = bounds
        let examples = examples
        return try write(opened: opened) { database in
            var writer = BatchWriter(database: database, bounds: bounds, examples: examples, now: now)
            try writer.write(batch)
            if let gap {
                try writer.execute(
                    "INSERT INTO notice (instance, from_at, until_at, message) VALUES (?, ?, ?, ?)",
                    [identity.instance, gap.from.milliseconds, gap.until.milliseconds, gap.message])
            }
            return Written(
                identity: identity,
                epochs: try EpochKey.currentEpochs(
                    candidateVersion: identity.candidateVersion, fingerprint: identity.fingerprint, in: database),
                discrepanciesNotKept: writer.discrepanciesNotKept)
        }
    }

    /// Starts evidence anew, with nothing in it: the next epoch, the same one for all of the scopes.
    ///
    /// - Parameter ended: The last attempt that is known to have ended, though its evidence may be deleted; 0 for none.
    static func beginEvidence(
        of scopes: [EpochKey],
        unit: EvidenceUnit,
        after ended: Int,
        now: Timestamp,
        _ database: Database
    ) throws -> [EpochKey: Int] {
        let newest = try scopes.compactMap { try $0.newestEpoch(in: database) }.max()
        let epoch = max(newest ?? 0, ended) + 1
        for key in scopes {
            try database.execute(
                sql: """
                    INSERT INTO scope (route, stage, epoch, candidate_version, fingerprint, unit, started_at)
                    VALUES (?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    key.route, key.stage, epoch, key.candidateVersion, key.fingerprint, unit.rawValue,
                    now.milliseconds,
                ])
        }
        return Dictionary(uniqueKeysWithValues: scopes.map { ($0, epoch) })
    }
}
