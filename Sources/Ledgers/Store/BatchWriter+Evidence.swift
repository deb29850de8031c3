import Foundation
import GRDB
import Traffic

extension BatchWriter {
    /// Adds evidence to its scope. What is there already decides what is new, so that nothing counts twice.
    mutating func write(_ tally: EvidenceTally, of scope: EvidenceScope) throws {
        let row = try row(of: scope)
        var totals = tally.totals
        var distinct = 0
        var notCounted = tally.notCounted
        for observation in tally.observations {
            let observed = observation.findings.observed
            let fingerprint = Int64(bitPattern: observation.fingerprint)
            let known = try fetch(
                UInt8.self, "SELECT observed FROM observation WHERE scope = ? AND fingerprint = ?",
                [row.id, fingerprint])
            if known == nil, row.distinct + distinct >= bounds.observationsPerScope {
                notCounted += 1
                continue
            }
            let new = observed.subtracting(ObservationKinds(rawValue: known ?? 0))
            if known == nil { distinct += 1 }
            guard !new.isEmpty else { continue }
            try execute(
                """
                INSERT INTO observation (scope, fingerprint, observed, bad) VALUES (?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET observed = observed | excluded.observed, bad = bad | excluded.bad
                """,
                [row.id, fingerprint, new.rawValue, observation.findings.bad.intersection(new).rawValue])
            totals.count(observation, of: new)
        }
        let users = try insert(tally.users, into: row)
        try add(totals, to: row.id, distinct: distinct, users: users, notCounted: notCounted)
    }

    private struct ScopeRow {
        var id: Int64
        var distinct: Int
        var users: Int
    }

    private mutating func row(of scope: EvidenceScope) throws -> ScopeRow {
        let wanted = EpochKey(
            route: scope.route, stage: scope.stage, candidateVersion: scope.candidateVersion,
            fingerprint: scope.fingerprint)
        let columns = "route, stage, epoch, candidate_version, fingerprint, unit"
        let key: StatementArguments = [
            scope.route, scope.stage, try epoch(scope.epoch, of: wanted), scope.candidateVersion, scope.fingerprint,
            scope.unit.rawValue,
        ]
        try execute(
            "INSERT OR IGNORE INTO scope (\(columns), started_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
            key + [now.milliseconds])
        let statement = try database.cachedStatement(
            sql: "SELECT id, distinct_count, users FROM scope WHERE (\(columns)) = (?, ?, ?, ?, ?, ?)")
        guard let row = try Row.fetchOne(statement, arguments: key) else {
            throw LedgerError(.corrupted, "an evidence scope that was just written is not there")
        }
        return ScopeRow(id: row["id"], distinct: row["distinct_count"], users: row["users"])
    }

    private func insert(_ users: [UInt64], into row: ScopeRow) throws -> Int {
        var added = 0
        for user in users where row.users + added < bounds.observationsPerScope {
            try execute(
                "INSERT OR IGNORE INTO evidence_user (scope, fingerprint) VALUES (?, ?)",
                [row.id, Int64(bitPattern: user)])
            added += database.changesCount
        }
        return added
    }

    private static let totalsUpdate: String = {
        let rates = EvidenceTotals.columns.map { "\($0.name) = \($0.name) + ?, \($0.name)_bad = \($0.name)_bad + ?" }
        return """
            UPDATE scope SET \(rates.joined(separator: ", ")), latencies = ?,
                distinct_count = distinct_count + ?, users = users + ?, not_counted = not_counted + ?,
                first_at = min(coalesce(first_at, ?), coalesce(?, first_at)),
                last_at = max(coalesce(last_at, ?), coalesce(?, last_at))
            WHERE id = ?
            """
    }()

    private func add(
        _ totals: EvidenceTotals,
        to scope: Int64,
        distinct: Int,
        users: Int,
        notCounted: Int
    ) throws {
        var latencies = totals.latencies
        if let stored = try fetch(Data.self, "SELECT latencies FROM scope WHERE id = ?", [scope]) {
            latencies.add(try LatencyCounts(encoded: stored))
        }
        let rates = EvidenceTotals.columns.flatMap { column in
            let rate = totals[keyPath: column.rate]
            return [rate.observations, rate.bad]
        }
        let first = totals.firstAt?.milliseconds
        let last = totals.lastAt?.milliseconds
        try execute(
            Self.totalsUpdate,
            StatementArguments(rates) + [latencies.encoded, distinct, users, notCounted]
                + [first, first, last, last, scope])
    }
}
