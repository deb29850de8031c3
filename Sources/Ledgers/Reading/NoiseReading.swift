import GRDB
import Traffic

/// Adds up what triples and calibration showed.
enum NoiseReading {
    static func noise(_ database: Database, _ filter: LedgerFilter) throws -> NoiseRecord {
        NoiseRecord(totals: try totals(database, filter), places: try places(database, filter))
    }

    private static func totals(_ database: Database, _ filter: LedgerFilter) throws -> [String: NoiseRecord.Totals] {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT route, sum(triples) AS triples, sum(calibrated) AS calibrated
                FROM noise_total JOIN series ON series.id = noise_total.series
                WHERE noise_total.interval >= :first AND (:route IS NULL OR route = :route) GROUP BY route
                """, arguments: filter.arguments)
        return Dictionary(
            uniqueKeysWithValues: rows.map { row in
                (row["route"], NoiseRecord.Totals(triples: row["triples"], calibrated: row["calibrated"]))
            })
    }

    private static func places(_ database: Database, _ filter: LedgerFilter) throws -> [NoiseRecord.Place] {
        let sums = LedgerSchema.noiseCounts.map { "sum(\($0)) AS \($0)" }.joined(separator: ", ")
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT noise_place.*, \(sums) FROM noise_place JOIN noise_count ON noise_count.place = noise_place.id
                WHERE noise_count.interval >= :first AND (:route IS NULL OR route = :route)
                GROUP BY noise_place.id ORDER BY route, at, kind
                """, arguments: filter.arguments)
        return try rows.map { row in
            let fragments = [row["first"] as String?, row["second"] as String?]
                .map { $0.map { JSONFragment(validJSON: $0) } }
            return NoiseRecord.Place(
                route: row["route"],
                at: try Location(parsing: row["at"]),
                kind: try DiscrepancyReading.word(row["kind"]),
                counts: NoiseCounts(
                    candidateOnly: row["candidate_only"], controlOnly: row["control_only"], both: row["both"],
                    calibrated: row["calibrated"]),
                spread: try (row["spread"] as String?).map { try ValueSpread(encoded: $0) },
                example: fragments)
        }
    }
}
