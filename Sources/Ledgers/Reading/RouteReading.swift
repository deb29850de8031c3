import GRDB
import Traffic

/// Adds up the counters of routes.
enum RouteReading {
    static func routes(_ database: Database, _ filter: LedgerFilter) throws -> [RouteRecord] {
        let range = "counter.interval >= :first AND (:route IS NULL OR series.route = :route)"
        return try counters(database, where: range, filter.arguments).sorted { $0.key < $1.key }.map { name, counts in
            RouteRecord(
                name: name,
                requests: counts.requests,
                comparisons: counts.matches + counts.mismatches,
                matches: counts.matches,
                matchesWithSuppressed: counts.matchesWithSuppressed,
                mismatches: counts.mismatches,
                incomparable: counts.incomparable,
                notMirrored: counts.notMirrored,
                servedByCandidate: counts.servedByCandidate,
                candidateFailures: counts.candidateFailures,
                fallbacks: counts.fallbacks,
                approximate: counts.approximate,
                omittedDifferences: counts.omittedDifferences,
                latency: RouteRecord.Latencies(
                    legacy: counts.legacyLatencies.quantiles, candidate: counts.candidateLatencies.quantiles,
                    fallback: counts.fallbackLatencies.quantiles)
            )
        }
    }

    /// The counters by route.
    ///
    /// - Parameter condition: In terms of the tables `series` and `counter`.
    static func counters(
        _ database: Database,
        where condition: String,
        _ arguments: StatementArguments
    ) throws -> [String: Counters] {
        var counters: [String: Counters] = [:]
        let source = "series CROSS JOIN counter ON counter.series = series.id AND \(condition)"
        let sums = Counters.columns.map { "sum(counter.\($0.name)) AS \($0.name)" }.joined(separator: ", ")
        let rows = try Row.fetchCursor(
            database, sql: "SELECT route, \(sums) FROM \(source) GROUP BY route", arguments: arguments)
        while let row = try rows.next() {
            var counts = Counters()
            for column in Counters.columns { counts[keyPath: column.count] = row[column.name] }
            counters[row["route"]] = counts
        }
        let children = "USING (series, interval)"
        let reasons = try Row.fetchCursor(
            database,
            sql: """
                SELECT route, reason, sum(incomparable.count) AS count FROM \(source) JOIN incomparable \(children)
                GROUP BY route, reason
                """, arguments: arguments)
        while let row = try reasons.next() {
            counters[row["route"], default: Counters()].incomparable[row["reason"]] = row["count"]
        }
        let latencies = try Row.fetchCursor(
            database, sql: "SELECT route, side, counts FROM \(source) JOIN latency \(children)", arguments: arguments)
        while let row = try latencies.next() {
            let counts = try LatencyCounts(encoded: row["counts"])
            let name: String = row["side"]
            guard let kind = Counters.latencyKinds.first(where: { $0.name == name }) else { continue }
            counters[row["route"], default: Counters()][keyPath: kind.counts].add(counts)
        }
        return counters
    }
}
