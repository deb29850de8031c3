import GRDB
import Traffic

extension BatchWriter {
    mutating func writeDiscrepancies(of batch: Batch) throws {
        var signaturesOfRoute: [String: Int] = [:]
        for (signature, tally) in batch.discrepancies {
            guard let row = try row(of: signature, tally, &signaturesOfRoute) else {
                try countAsNotKept(tally)
                continue
            }
            for (key, occurrences) in tally.occurrences {
                try execute(
                    """
                    INSERT INTO occurrence (signature, interval, series, count, differences, approximate)
                    VALUES (?, ?, ?, ?, ?, ?)
                    ON CONFLICT DO UPDATE SET count = count + excluded.count,
                        differences = differences + excluded.differences,
                        approximate = approximate + excluded.approximate
                    """,
                    [
                        row, key.interval.milliseconds, try series(of: key), occurrences.count,
                        occurrences.differences, occurrences.approximate,
                    ])
            }
            try writeClasses(tally, of: row)
            try write(tally.examples.all, of: row)
        }
    }

    /// The row of a signature; `nil` where the route has too many.
    private func row(
        of signature: Signature,
        _ tally: SignatureTally,
        _ signaturesOfRoute: inout [String: Int]
    ) throws -> Int64? {
        let key: StatementArguments = [signature.route, signature.kind.rawValue, signature.at]
        if let known = try fetch(Int64.self, "SELECT id FROM signature WHERE (route, kind, at) = (?, ?, ?)", key) {
            try execute(
                """
                UPDATE signature SET first_seen = min(first_seen, ?), last_seen = max(last_seen, ?) WHERE id = ?
                """, [tally.firstSeen.milliseconds, tally.lastSeen.milliseconds, known])
            try TriageWriting.noteSeen(tally, of: known, now: now, database)
            return known
        }
        let count = try signaturesOfRoute[signature.route] ?? self.count(ofSignaturesOn: signature.route)
        guard count < bounds.signaturesPerRoute else {
            signaturesOfRoute[signature.route] = count
            return nil
        }
        signaturesOfRoute[signature.route] = count + 1
        try execute(
            "INSERT INTO signature (route, kind, at, first_seen, last_seen) VALUES (?, ?, ?, ?, ?)",
            key + [tally.firstSeen.milliseconds, tally.lastSeen.milliseconds])
        return database.lastInsertedRowID
    }

    private func count(ofSignaturesOn route: String) throws -> Int {
        try fetch(Int.self, "SELECT count(*) FROM signature WHERE route = ?", [route]) ?? 0
    }

    private mutating func countAsNotKept(_ tally: SignatureTally) throws {
        for (key, occurrences) in tally.occurrences {
            discrepanciesNotKept += occurrences.count
            try execute(
                """
                UPDATE counter SET discrepancies_not_kept = discrepancies_not_kept + ?
                WHERE series = ? AND interval = ?
                """, [occurrences.count, try series(of: key), key.interval.milliseconds])
        }
    }

    /// Adds what values have in common; an interval that has enough classes gets no new ones.
    private func writeClasses(_ tally: SignatureTally, of signature: Int64) throws {
        for (interval, counts) in tally.classes {
            for (valueClass, count) in counts.sorted(by: { $0.key.amount == nil && $1.key.amount != nil }) {
                try execute(
                    """
                    INSERT INTO value_class (signature, interval, class, differences)
                    SELECT :signature, :interval, :class, :count
                    WHERE (SELECT count(*) FROM value_class WHERE signature = :signature AND interval = :interval) < :limit
                        OR EXISTS (SELECT 1 FROM value_class
                            WHERE signature = :signature AND interval = :interval AND class = :class)
                    ON CONFLICT DO UPDATE SET differences = differences + excluded.differences
                    """,
                    [
                        "signature": signature, "interval": interval.milliseconds, "class": valueClass.description,
                        "count": count, "limit": SignatureTally.classLimit,
                    ])
            }
        }
    }

    /// Adds examples, and keeps the first few and the newest.
    private func write(_ added: [StoredExample], of signature: Int64) throws {
        guard !added.isEmpty else { return }
        for example in added {
            try execute(
                """
                INSERT INTO example (signature, seen_at, request_id, method, target, at, legacy, candidate)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
                [
                    signature, example.seenAt.milliseconds, example.requestID, example.method, example.target,
                    example.at, example.legacy, example.candidate,
                ])
        }
        let first = ExampleBuffer.firstOnes(of: examples)
        try execute(
            """
            DELETE FROM example WHERE signature = :signature
            AND id NOT IN (SELECT id FROM example WHERE signature = :signature ORDER BY id LIMIT :first)
            AND id NOT IN (SELECT id FROM example WHERE signature = :signature ORDER BY id DESC LIMIT :newest)
            """, ["signature": signature, "first": first, "newest": examples - first])
    }

    func writeSuppressions(of batch: Batch) throws {
        for (key, count) in batch.suppressions {
            let rule: StatementArguments = [key.route, key.rule, key.at]
            try execute("INSERT OR IGNORE INTO rule (route, rule, at) VALUES (?, ?, ?)", rule)
            try execute(
                """
                INSERT INTO suppression (rule, interval, count)
                VALUES ((SELECT id FROM rule WHERE (route, rule, at) = (?, ?, ?)), ?, ?)
                ON CONFLICT DO UPDATE SET count = count + excluded.count
                """, rule + [key.interval.milliseconds, count])
        }
    }
}
