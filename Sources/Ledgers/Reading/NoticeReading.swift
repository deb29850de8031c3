import GRDB
import Traffic

/// Collects what must be known about the figures themselves.
enum NoticeReading {
    static func notices(_ database: Database, _ filter: LedgerFilter) throws -> [String] {
        let gaps = try String.fetchAll(
            database, sql: "SELECT message FROM notice WHERE until_at >= ? ORDER BY until_at",
            arguments: [filter.firstInterval])
        return try gaps + notKept(database, filter) + fullScopes(database, filter)
    }

    private static func notKept(_ database: Database, _ filter: LedgerFilter) throws -> [String] {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT route, sum(discrepancies_not_kept) AS count FROM series
                CROSS JOIN counter ON counter.series = series.id AND counter.interval >= :first
                WHERE :route IS NULL OR route = :route
                GROUP BY route HAVING sum(discrepancies_not_kept) > 0 ORDER BY route
                """, arguments: filter.arguments)
        return rows.map { row in
            let (route, count): (String, Int) = (row["route"], row["count"])
            return "route \(route) shows more different discrepancies than the ledger keeps: \(count) have no entry"
        }
    }

    private static func fullScopes(_ database: Database, _ filter: LedgerFilter) throws -> [String] {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT route, stage, not_counted, distinct_count FROM scope
                WHERE not_counted > 0 AND coalesce(last_at, started_at) >= :first
                    AND (:route IS NULL OR route = :route) ORDER BY route, stage
                """, arguments: filter.arguments)
        return rows.map { row in
            let (route, stage): (String, Double) = (row["route"], row["stage"])
            let (kept, left): (Int, Int) = (row["distinct_count"], row["not_counted"])
            return "the evidence of route \(route) at \(stage) % is full at \(kept) distinct observations: "
                + "\(left) more were not counted"
        }
    }
}
