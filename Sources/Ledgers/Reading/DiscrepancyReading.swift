import GRDB
import Traffic

/// Adds up discrepancies and what rules hid.
enum DiscrepancyReading {
    static func discrepancies(
        _ database: Database,
        _ filter: LedgerFilter,
        limit: Int,
        routes: [RouteRecord]
    ) throws -> [DiscrepancyRecord] {
        let comparisons = Dictionary(uniqueKeysWithValues: routes.map { ($0.name, $0.comparisons) })
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT signature.*, sum(occurrence.count) AS count, sum(occurrence.differences) AS differences,
                    sum(occurrence.approximate) AS approximate
                FROM signature JOIN occurrence ON occurrence.signature = signature.id
                WHERE occurrence.interval >= :first AND (:route IS NULL OR signature.route = :route)
                GROUP BY signature.id ORDER BY sum(occurrence.count) DESC, signature.route, signature.at, signature.kind
                LIMIT :limit
                """, arguments: filter.arguments + ["limit": max(0, limit)])
        return try rows.map { row in
            let route: String = row["route"]
            let count: Int = row["count"]
            let compared = comparisons[route] ?? 0
            return DiscrepancyRecord(
                route: route,
                at: try Location(parsing: row["at"]),
                kind: try word(row["kind"]),
                count: count,
                differences: row["differences"],
                share: compared > 0 ? Double(count) / Double(compared) : 0,
                firstSeen: Timestamp(milliseconds: row["first_seen"]),
                lastSeen: Timestamp(milliseconds: row["last_seen"]),
                state: try word(row["state"]),
                noise: try word(row["noise"]),
                valueClass: try sharedClass(database, filter, of: row["id"], differences: row["differences"]),
                approximate: row["approximate"],
                examples: try examples(database, of: row["id"]),
                triage: try TriageReading.history(database, of: row["id"])
            )
        }
    }

    private static func sharedClass(
        _ database: Database,
        _ filter: LedgerFilter,
        of signature: Int64,
        differences: Int
    ) throws -> DiscrepancyRecord.SharedClass? {
        let statement = try database.cachedStatement(
            sql: """
                SELECT class, sum(differences) AS differences FROM value_class
                WHERE signature = ? AND interval >= ? GROUP BY class
                """)
        var counts: [ValueClass: Int] = [:]
        for row in try Row.fetchAll(statement, arguments: [signature, filter.firstInterval]) {
            // One that only a newer version knows says nothing to this one.
            if let valueClass = ValueClass(row["class"] as String) { counts[valueClass] = row["differences"] }
        }
        return DiscrepancyRecord.SharedClass(counts: counts, of: differences)
    }

    private static func examples(_ database: Database, of signature: Int64) throws -> [DiscrepancyRecord.Example] {
        let statement = try database.cachedStatement(
            sql: "SELECT * FROM example WHERE signature = ? ORDER BY id DESC")
        return try Row.fetchAll(statement, arguments: [signature]).map { row in
            DiscrepancyRecord.Example(
                requestID: row["request_id"],
                method: row["method"],
                target: row["target"],
                at: try Location(parsing: row["at"]),
                legacy: (row["legacy"] as String?).map { JSONFragment(validJSON: $0) },
                candidate: (row["candidate"] as String?).map { JSONFragment(validJSON: $0) }
            )
        }
    }

    static func rules(_ database: Database, _ filter: LedgerFilter) throws -> [RuleRecord] {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT rule.route, rule.at, rule.rule, sum(suppression.count) AS suppressed
                FROM rule JOIN suppression ON suppression.rule = rule.id
                WHERE suppression.interval >= :first AND (:route IS NULL OR rule.route = :route)
                GROUP BY rule.id ORDER BY suppressed DESC, rule.route, rule.at, rule.rule
                """, arguments: filter.arguments)
        return rows.map { row in
            RuleRecord(
                route: row["route"], at: row["at"], rule: row["rule"], suppressed: row["suppressed"], expired: false)
        }
    }

    static func word<Word: RawRepresentable<String>>(_ text: String) throws -> Word {
        guard let word = Word(rawValue: text) else {
            throw LedgerError(.corrupted, "the ledger says '\(text)', which is no \(Word.self)")
        }
        return word
    }
}
