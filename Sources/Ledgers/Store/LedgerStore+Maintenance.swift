import Foundation
import GRDB
import Traffic

/// What keeps the file small, in steps that each take one short transaction.
extension LedgerStore {
    /// What is thinned out has one row in so many milliseconds.
    static let coarseInterval: Int64 = 600_000

    /// Adds up the intervals of the oldest ten minutes that still have fine ones.
    ///
    /// - Returns: Whether there may be more.
    func thinOut(before time: Timestamp) throws(LedgerError) -> Bool {
        try write { database in
            let done = try LedgerStore.thinnedOut(until: database)
            let sql = """
                SELECT min(first) FROM (
                    SELECT (SELECT min(interval) FROM counter WHERE series = series.id AND interval >= ?) AS first
                    FROM series)
                """
            guard let oldest = try Int64.fetchOne(database, sql: sql, arguments: [done]) else { return false }
            let start = oldest - oldest % LedgerStore.coarseInterval
            let end = start + LedgerStore.coarseInterval
            guard end <= time.milliseconds else { return false }
            try LedgerStore.addUp(database, from: start, to: end)
            try database.execute(
                sql: "INSERT OR REPLACE INTO progress (name, value) VALUES ('thinned_out_until', ?)", arguments: [end])
            return true
        }
    }

    /// Until when intervals are ten minutes long.
    static func thinnedOut(until database: Database) throws -> Int64 {
        try Int64.fetchOne(database, sql: "SELECT value FROM progress WHERE name = 'thinned_out_until'") ?? 0
    }

    private static func addUp(_ database: Database, from start: Int64, to end: Int64) throws {
        let range: StatementArguments = ["start": start, "end": end]
        let inside = "series IN (SELECT id FROM series) AND interval > :start AND interval < :end"
        let counts = Counters.columns.map(\.name)
        try database.execute(
            sql: """
                INSERT INTO counter (series, interval, \(counts.joined(separator: ", ")))
                SELECT series, :start, \(counts.map { "sum(\($0))" }.joined(separator: ", ")) FROM counter
                WHERE \(inside) GROUP BY series
                ON CONFLICT DO UPDATE SET \(counts.map { "\($0) = \($0) + excluded.\($0)" }.joined(separator: ", "))
                """, arguments: range)
        try database.execute(
            sql: """
                INSERT INTO incomparable (series, interval, reason, count)
                SELECT series, :start, reason, sum(count) FROM incomparable WHERE \(inside) GROUP BY series, reason
                ON CONFLICT DO UPDATE SET count = count + excluded.count
                """, arguments: range)
        try addUpLatencies(database, inside: inside, range: range, start: start)
        // Takes what belongs to the counters along.
        try database.execute(sql: "DELETE FROM counter WHERE \(inside)", arguments: range)
        try database.execute(
            sql: """
                INSERT INTO occurrence (signature, interval, series, count, differences, approximate)
                SELECT signature, :start, series, sum(count), sum(differences), sum(approximate) FROM occurrence
                WHERE interval > :start AND interval < :end GROUP BY signature, series
                ON CONFLICT DO UPDATE SET count = count + excluded.count,
                    differences = differences + excluded.differences, approximate = approximate + excluded.approximate
                """, arguments: range)
        try database.execute(
            sql: """
                INSERT INTO value_class (signature, interval, class, differences)
                SELECT signature, :start, class, sum(differences) FROM value_class
                WHERE interval > :start AND interval < :end GROUP BY signature, class
                ON CONFLICT DO UPDATE SET differences = differences + excluded.differences
                """, arguments: range)
        try database.execute(
            sql: """
                INSERT INTO suppression (rule, interval, count)
                SELECT rule, :start, sum(count) FROM suppression
                WHERE interval > :start AND interval < :end GROUP BY rule
                ON CONFLICT DO UPDATE SET count = count + excluded.count
                """, arguments: range)
        try addUpNoise(database, range: range)
        for table in ["occurrence", "value_class", "suppression", "noise_count", "noise_total"] {
            try database.execute(
                sql: "DELETE FROM \(table) WHERE interval > :start AND interval < :end", arguments: range)
        }
    }

    private static func addUpNoise(_ database: Database, range: StatementArguments) throws {
        let inside = "interval > :start AND interval < :end"
        for (table, key, counts) in [
            ("noise_count", ["place", "series"], LedgerSchema.noiseCounts),
            ("noise_total", ["series"], ["triples", "calibrated"]),
        ] {
            let columns = (key + counts).joined(separator: ", ")
            let values = (key + counts.map { "sum(\($0))" }).joined(separator: ", ")
            let sums = counts.map { "\($0) = \($0) + excluded.\($0)" }.joined(separator: ", ")
            try database.execute(
                sql: """
                    INSERT INTO \(table) (interval, \(columns)) SELECT :start, \(values) FROM \(table)
                    WHERE \(inside) GROUP BY \(key.joined(separator: ", ")) ON CONFLICT DO UPDATE SET \(sums)
                    """, arguments: range)
        }
    }

    private static func addUpLatencies(
        _ database: Database,
        inside: String,
        range: StatementArguments,
        start: Int64
    ) throws {
        struct Key: Hashable {
            var series: Int64
            var side: String
        }
        var sums: [Key: LatencyCounts] = [:]
        let rows = try Row.fetchCursor(
            database, sql: "SELECT series, side, counts FROM latency WHERE \(inside)", arguments: range)
        while let row = try rows.next() {
            sums[Key(series: row["series"], side: row["side"]), default: LatencyCounts()]
                .add(try LatencyCounts(encoded: row["counts"]))
        }
        for (key, counts) in sums {
            var sum = counts
            let stored = try Data.fetchOne(
                database, sql: "SELECT counts FROM latency WHERE series = ? AND interval = ? AND side = ?",
                arguments: [key.series, start, key.side])
            if let stored { sum.add(try LatencyCounts(encoded: stored)) }
            try database.execute(
                sql: "INSERT OR REPLACE INTO latency (series, interval, side, counts) VALUES (?, ?, ?, ?)",
                arguments: [key.series, start, key.side, sum.encoded])
        }
    }

    /// Deletes a part of what is older than a moment.
    ///
    /// - Returns: Whether there may be more.
    func deleteRecords(olderThan time: Timestamp) throws(LedgerError) -> Bool {
        let oldest = time.milliseconds
        let deleted = try write { database in
            var deleted = try LedgerStore.deleteCounters(database, olderThan: oldest)
            for statement in LedgerStore.deletions {
                try database.execute(sql: statement, arguments: ["oldest": oldest])
                deleted += database.changesCount
            }
            return deleted
        }
        guard deleted > 0 else { return false }
        try write { database in try database.execute(sql: "PRAGMA incremental_vacuum(1000)") }
        return true
    }

    /// At most an hour of each series.
    private static func deleteCounters(_ database: Database, olderThan oldest: Int64) throws -> Int {
        var deleted = 0
        for series in try Int64.fetchAll(database, sql: "SELECT id FROM series") {
            let first = try Int64.fetchOne(
                database, sql: "SELECT min(interval) FROM counter WHERE series = ?", arguments: [series])
            guard let first, first < oldest else { continue }
            try database.execute(
                sql: "DELETE FROM counter WHERE series = ? AND interval < ?",
                arguments: [series, min(oldest, first + 3_600_000)])
            deleted += database.changesCount
        }
        return deleted
    }

    /// What people said about a discrepancy, and the newest evidence of each route, stay whatever their age.
    private static let deletions = [
        """
        DELETE FROM occurrence WHERE (signature, interval, series) IN (
            SELECT signature, interval, series FROM occurrence WHERE interval < :oldest LIMIT 2000)
        """,
        """
        DELETE FROM value_class WHERE (signature, interval, class) IN (
            SELECT signature, interval, class FROM value_class WHERE interval < :oldest LIMIT 2000)
        """,
        """
        DELETE FROM suppression WHERE (rule, interval) IN (
            SELECT rule, interval FROM suppression WHERE interval < :oldest LIMIT 2000)
        """,
        """
        DELETE FROM noise_count WHERE (place, interval, series) IN (
            SELECT place, interval, series FROM noise_count WHERE interval < :oldest LIMIT 2000)
        """,
        """
        DELETE FROM noise_total WHERE (series, interval) IN (
            SELECT series, interval FROM noise_total WHERE interval < :oldest LIMIT 2000)
        """,
        """
        DELETE FROM noise_place WHERE id IN (
            SELECT id FROM noise_place WHERE last_seen < :oldest
            AND NOT EXISTS (SELECT 1 FROM noise_count WHERE place = noise_place.id) LIMIT 200)
        """,
        """
        DELETE FROM signature WHERE id IN (
            SELECT id FROM signature WHERE last_seen < :oldest AND state = 'open'
            AND NOT EXISTS (SELECT 1 FROM occurrence WHERE signature = signature.id) LIMIT 200)
        """,
        """
        DELETE FROM rule WHERE :oldest = :oldest
            AND NOT EXISTS (SELECT 1 FROM suppression WHERE suppression.rule = rule.id)
        """,
        "DELETE FROM notice WHERE until_at < :oldest",
        "DELETE FROM alert WHERE resolved_at < :oldest",
        """
        DELETE FROM observation WHERE (scope, fingerprint) IN (
            SELECT scope, observation.fingerprint FROM observation JOIN (\(expiredScopes)) ON scope = expired LIMIT 5000)
        """,
        """
        DELETE FROM scope WHERE id IN (\(expiredScopes))
            AND NOT EXISTS (SELECT 1 FROM observation WHERE observation.scope = scope.id)
        """,
        """
        DELETE FROM series WHERE :oldest = :oldest
            AND NOT EXISTS (SELECT 1 FROM counter WHERE counter.series = series.id)
            AND NOT EXISTS (SELECT 1 FROM occurrence WHERE occurrence.series = series.id)
            AND NOT EXISTS (SELECT 1 FROM noise_count WHERE noise_count.series = series.id)
            AND NOT EXISTS (SELECT 1 FROM noise_total WHERE noise_total.series = series.id)
        """,
    ]

    private static let expiredScopes = """
        SELECT id AS expired FROM scope AS old WHERE coalesce(last_at, started_at) < :oldest
            AND EXISTS (SELECT 1 FROM scope AS newer WHERE newer.route = old.route AND newer.id > old.id)
        """
}
