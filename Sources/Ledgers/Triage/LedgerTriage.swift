import Foundation
import GRDB
public import Traffic

/// Notes in a ledger what people decide about discrepancies, whether a sidecar is writing it or not.
///
/// The sidecar reads a discrepancy's state in the transaction in which it writes the next occurrence, so that it notices.
public struct LedgerTriage: Sendable {
    private let path: String
    private let queue: DatabaseQueue

    /// A discrepancy as it is after the decision.
    public struct Outcome: Sendable, Equatable {
        public var id: String
        public var route: String
        public var kind: Difference.Kind
        public var at: Location
        /// Newest first.
        public var history: [TriageRecord]
    }

    /// - Throws: ``LedgerError`` where there is no ledger, or one of another version.
    public init(path: String) throws(LedgerError) {
        self.path = path
        // It says all that can be wrong with the file, and leaves a wrong one untouched.
        _ = try LedgerReader(path: path)
        var configuration = Configuration()
        configuration.label = "ledger triage"
        configuration.busyMode = .timeout(10)
        do {
            queue = try DatabaseQueue(path: path, configuration: configuration)
        } catch {
            throw LedgerError(error, path: path)
        }
    }

    /// Notes a decision.
    ///
    /// - Parameter id: The discrepancy's identifier, or a beginning of it that no other one has.
    /// - Throws: ``LedgerError`` where there is no such discrepancy, or several, or the ledger cannot be written.
    public func note(_ record: TriageRecord, for id: String, now: Timestamp) throws(LedgerError) -> Outcome {
        do {
            return try queue.write { database in
                let found = try Self.find(id, database, path: path)
                try TriageWriting.note(record, at: record.at ?? now, for: found.row, database)
                return try found.outcome(database)
            }
        } catch {
            throw LedgerError(error, path: path)
        }
    }

    /// What was decided about a discrepancy.
    public func history(of id: String) throws(LedgerError) -> Outcome {
        do {
            return try queue.read { database in try Self.find(id, database, path: path).outcome(database) }
        } catch {
            throw LedgerError(error, path: path)
        }
    }

    private struct Found {
        var row: Int64
        var outcome: Outcome

        func outcome(_ database: Database) throws -> Outcome {
            var outcome = outcome
            outcome.history = try TriageReading.history(database, of: row)
            return outcome
        }
    }

    private static func find(_ id: String, _ database: Database, path: String) throws -> Found {
        var found: [Found] = []
        let rows = try Row.fetchCursor(database, sql: "SELECT id, route, kind, at FROM signature")
        while let row = try rows.next() {
            let (route, at): (String, String) = (row["route"], row["at"])
            let kind: Difference.Kind = try DiscrepancyReading.word(row["kind"])
            let known = DiscrepancyRecord.identifier(route: route, kind: kind, at: at)
            guard known.hasPrefix(id.lowercased()) else { continue }
            let outcome = Outcome(id: known, route: route, kind: kind, at: try Location(parsing: at), history: [])
            found.append(Found(row: row["id"], outcome: outcome))
        }
        guard let only = found.first, found.count == 1, !id.isEmpty else {
            let what = found.isEmpty || id.isEmpty ? "no discrepancy" : "\(found.count) discrepancies"
            throw LedgerError(.unknownDiscrepancy, "\(what) in the ledger \(path) with an identifier '\(id)'")
        }
        return only
    }
}
