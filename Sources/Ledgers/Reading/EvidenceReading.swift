import GRDB
import Traffic

/// Reads evidence: what was counted in a scope, and every exchange of a window.
enum EvidenceReading {
    static func latestScopes(_ database: Database, route: String?) throws -> [EvidenceScope] {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT * FROM (
                    SELECT *, row_number() OVER (
                        PARTITION BY route ORDER BY max(started_at, coalesce(last_at, 0)) DESC, id DESC) AS newest
                    FROM scope WHERE ?1 IS NULL OR route = ?1)
                WHERE newest = 1 ORDER BY route
                """, arguments: [route])
        return try rows.map(scope)
    }

    static func evidence(_ database: Database, of scope: EvidenceScope) throws -> ScopeEvidence? {
        let row = try Row.fetchOne(
            database,
            sql: """
                SELECT * FROM scope WHERE route = ? AND stage = ? AND epoch = ? AND candidate_version = ?
                    AND fingerprint = ? AND unit = ?
                """,
            arguments: [
                scope.route, scope.stage, scope.epoch, scope.candidateVersion, scope.fingerprint, scope.unit.rawValue,
            ])
        guard let row else { return nil }
        return ScopeEvidence(
            scope: try self.scope(row),
            evidence: try evidence(row),
            startedAt: Timestamp(milliseconds: row["started_at"]),
            notCounted: row["not_counted"]
        )
    }

    private static func scope(_ row: Row) throws -> EvidenceScope {
        let word: String = row["unit"]
        guard let unit = EvidenceUnit(rawValue: word) else {
            throw LedgerError(.corrupted, "the ledger says '\(word)', which is no unit of evidence")
        }
        return EvidenceScope(
            route: row["route"], stage: row["stage"], epoch: row["epoch"],
            candidateVersion: row["candidate_version"], fingerprint: row["fingerprint"], unit: unit)
    }

    private static func evidence(_ row: Row) throws -> RouteEvidence {
        var totals = EvidenceTotals()
        for column in EvidenceTotals.columns {
            totals[keyPath: column.rate] = RouteEvidence.Rate(
                bad: row["\(column.name)_bad"], observations: row[column.name])
        }
        return RouteEvidence(
            route: row["route"],
            mismatches: totals.mismatches,
            errors: totals.errors,
            candidateErrors: totals.candidateErrors,
            legacyErrors: totals.legacyErrors,
            slower: totals.slower,
            incomparable: totals.incomparable,
            candidateLatencies: try LatencyCounts(encoded: row["latencies"]).latencies,
            users: row["users"],
            firstAt: (row["first_at"] as Int64?).map(Timestamp.init(milliseconds:)),
            lastAt: (row["last_at"] as Int64?).map(Timestamp.init(milliseconds:))
        )
    }

    static func window(
        _ database: Database,
        from: Timestamp,
        until: Timestamp,
        route: String?,
        scope: EvidenceScope?
    ) throws -> [RouteEvidence] {
        var condition = "counter.interval >= :from AND counter.interval < :until AND (:route IS NULL OR route = :route)"
        var arguments: StatementArguments = [
            "from": from.milliseconds, "until": until.milliseconds, "route": scope?.route ?? route,
        ]
        if let scope {
            condition += """
                 AND stage = :stage AND epoch = :epoch AND candidate_version = :version AND fingerprint = :fingerprint
                """
            arguments += [
                "stage": scope.stage, "epoch": scope.epoch, "version": scope.candidateVersion,
                "fingerprint": scope.fingerprint,
            ]
        }
        return try RouteReading.counters(database, where: condition, arguments).sorted { $0.key < $1.key }
            .map { RouteEvidence(route: $0.key, $0.value, from: from, until: until) }
    }
}
