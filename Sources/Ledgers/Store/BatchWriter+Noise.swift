import Foundation
import GRDB
import Traffic

extension BatchWriter {
    mutating func writeNoise(of batch: NoiseBatch) throws {
        for (key, totals) in batch.totals {
            try execute(
                """
                INSERT INTO noise_total (series, interval, triples, calibrated) VALUES (?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET triples = triples + excluded.triples,
                    calibrated = calibrated + excluded.calibrated
                """, [try series(of: key), key.interval.milliseconds, totals.triples, totals.calibrated])
        }
        for (signature, tally) in batch.places {
            guard let place = try place(of: signature, tally) else {
                discrepanciesNotKept += tally.counts.count
                continue
            }
            for (key, counts) in tally.counts { try write(counts, under: key, of: place) }
        }
    }

    private mutating func write(_ counts: NoiseCounts, under key: CounterKey, of place: Int64) throws {
        let sums = LedgerSchema.noiseCounts.map { "\($0) = \($0) + excluded.\($0)" }.joined(separator: ", ")
        try execute(
            """
            INSERT INTO noise_count (place, interval, series, \(LedgerSchema.noiseCounts.joined(separator: ", ")))
            VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET \(sums)
            """,
            [
                place, key.interval.milliseconds, try series(of: key), counts.candidateOnly, counts.controlOnly,
                counts.both, counts.calibrated,
            ])
    }

    /// The row of a place, with what is there of its values summed up; `nil` where the route has too many.
    private func place(of signature: Signature, _ tally: NoiseBatch.Tally) throws -> Int64? {
        let key: StatementArguments = [signature.route, signature.kind.rawValue, signature.at]
        let sql = "SELECT id, spread FROM noise_place WHERE (route, kind, at) = (?, ?, ?)"
        let values: StatementArguments = [tally.example?.first, tally.example?.second]
        guard let row = try Row.fetchOne(database.cachedStatement(sql: sql), arguments: key) else {
            let count = try fetch(Int.self, "SELECT count(*) FROM noise_place WHERE route = ?", [signature.route]) ?? 0
            guard count < bounds.signaturesPerRoute else { return nil }
            try execute(
                """
                INSERT INTO noise_place (route, kind, at, last_seen, spread, first, second) VALUES (?, ?, ?, ?, ?, ?, ?)
                """, key + [tally.lastSeen.milliseconds, try tally.spread?.encoded] + values)
            return database.lastInsertedRowID
        }
        let place: Int64 = row["id"]
        try execute(
            "UPDATE noise_place SET last_seen = max(last_seen, ?) WHERE id = ?", [tally.lastSeen.milliseconds, place])
        guard var spread = tally.spread else { return place }
        if let stored: String = row["spread"] { spread.add(try ValueSpread(encoded: stored)) }
        try execute(
            "UPDATE noise_place SET spread = ?, first = ?, second = ? WHERE id = ?",
            [try spread.encoded] + values + [place])
        return place
    }
}

extension ValueSpread {
    /// The form in the ledger.
    var encoded: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        }
    }

    /// - Throws: ``LedgerError`` where the text is no such summary.
    init(encoded text: String) throws {
        do {
            self = try JSONDecoder().decode(ValueSpread.self, from: Data(text.utf8))
        } catch {
            throw LedgerError(.corrupted, "a summary of values that is none", cause: error)
        }
    }
}
