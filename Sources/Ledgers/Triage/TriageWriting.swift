import GRDB
import Traffic

/// Adds entries to the history of discrepancies; their state is the newest one's.
enum TriageWriting {
    static func note(_ record: TriageRecord, at time: Timestamp, for signature: Int64, _ database: Database) throws {
        try database.cachedStatement(sql: "INSERT INTO triage (signature, state, at, who, why) VALUES (?, ?, ?, ?, ?)")
            .execute(arguments: [
                signature, record.state.rawValue, time.milliseconds, Bounded.identifier(record.who),
                Bounded.text(record.why, bytes: Bounded.targetBytes),
            ])
        try database.cachedStatement(sql: "UPDATE signature SET state = ? WHERE id = ?")
            .execute(arguments: [record.state.rawValue, signature])
    }

    /// Takes a discrepancy that was said to be fixed, and is seen in an exchange that began after that, for regressed.
    static func noteSeen(_ tally: SignatureTally, of signature: Int64, now: Timestamp, _ database: Database) throws {
        let statement = try database.cachedStatement(
            sql: """
                SELECT triage.at FROM signature JOIN triage ON triage.signature = signature.id
                WHERE signature.id = ? AND signature.state = 'fixed' ORDER BY triage.id DESC LIMIT 1
                """)
        guard let marked = try Int64.fetchOne(statement, arguments: [signature]),
            tally.lastSeen.milliseconds > marked
        else { return }
        let versions = Set(tally.occurrences.keys.map(\.candidateVersion)).filter { !$0.isEmpty }.sorted()
        let who = versions.isEmpty ? "the candidate" : "candidate \(versions.joined(separator: ", "))"
        try note(
            TriageRecord(
                state: .regressed, at: now, who: TriageRecord.program, why: "shown again by \(who) at \(tally.lastSeen)"
            ),
            at: now, for: signature, database)
    }
}

/// Reads the history of discrepancies.
enum TriageReading {
    private static let limit = 20

    /// The newest entries, newest first.
    static func history(_ database: Database, of signature: Int64) throws -> [TriageRecord] {
        let statement = try database.cachedStatement(
            sql: "SELECT state, at, who, why FROM triage WHERE signature = ? ORDER BY id DESC LIMIT ?")
        return try Row.fetchAll(statement, arguments: [signature, limit]).map { row in
            TriageRecord(
                state: try DiscrepancyReading.word(row["state"]), at: Timestamp(milliseconds: row["at"]),
                who: row["who"], why: row["why"])
        }
    }
}
