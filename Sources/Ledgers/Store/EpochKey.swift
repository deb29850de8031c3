import GRDB
import Traffic

/// What an epoch counts the attempts of.
struct EpochKey: Sendable, Hashable {
    var route: String
    var stage: Double
    var candidateVersion: String
    var fingerprint: String

    init(route: String, stage: Double, candidateVersion: String, fingerprint: String) {
        self.route = route
        self.stage = stage
        self.candidateVersion = candidateVersion
        self.fingerprint = fingerprint
    }

    init(_ scope: EvidenceScope) {
        self.init(
            route: scope.route, stage: scope.stage, candidateVersion: scope.candidateVersion,
            fingerprint: scope.fingerprint)
    }

    /// The epoch that holds; the first one where there is none yet.
    func currentEpoch(in database: Database) throws -> Int { try newestEpoch(in: database) ?? 1 }

    /// The epoch that was begun last; `nil` where none was.
    ///
    /// - Parameter since: Only where it was begun at this moment or later.
    func newestEpoch(since: Timestamp? = nil, in database: Database) throws -> Int? {
        let sql = """
            SELECT max(epoch) FROM scope
            WHERE route = ? AND stage = ? AND candidate_version = ? AND fingerprint = ? AND started_at >= ?
            """
        return try Int.fetchOne(
            database, sql: sql,
            arguments: [route, stage, candidateVersion, fingerprint, since?.milliseconds ?? Int64.min])
    }

    /// The epochs that hold for a candidate and a configuration.
    static func currentEpochs(
        candidateVersion: String,
        fingerprint: String,
        in database: Database
    ) throws -> [EpochKey: Int] {
        let sql = """
            SELECT route, stage, max(epoch) AS epoch FROM scope
            WHERE candidate_version = ? AND fingerprint = ? GROUP BY route, stage
            """
        var epochs: [EpochKey: Int] = [:]
        let rows = try Row.fetchCursor(database, sql: sql, arguments: [candidateVersion, fingerprint])
        while let row = try rows.next() {
            let key = EpochKey(
                route: row["route"], stage: row["stage"], candidateVersion: candidateVersion, fingerprint: fingerprint)
            epochs[key] = row["epoch"]
        }
        return epochs
    }
}
