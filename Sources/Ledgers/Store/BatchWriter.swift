import Foundation
import GRDB
import Traffic

/// Writes one batch inside one transaction: adds what was counted to what is there.
struct BatchWriter {
    let database: Database
    let bounds: LedgerBounds
    let examples: Int
    let now: Timestamp
    /// Discrepancies whose signature found no room on disk.
    var discrepanciesNotKept = 0

    private var seriesIDs: [CounterKey: Int64] = [:]
    private var currentEpochs: [EpochKey: Int] = [:]

    init(database: Database, bounds: LedgerBounds, examples: Int, now: Timestamp) {
        self.database = database
        self.bounds = bounds
        self.examples = examples
        self.now = now
    }

    mutating func write(_ batch: Batch) throws {
        for (key, counters) in batch.counters { try write(counters, under: key) }
        try writeDiscrepancies(of: batch)
        try writeSuppressions(of: batch)
        try writeNoise(of: batch.noise)
        for (scope, tally) in batch.evidence { try write(tally, of: scope) }
    }

    /// Runs a statement that GRDB keeps for the next time.
    func execute(_ sql: String, _ arguments: StatementArguments) throws {
        try database.cachedStatement(sql: sql).execute(arguments: arguments)
    }

    func fetch<Value: DatabaseValueConvertible & StatementColumnConvertible>(
        _ type: Value.Type,
        _ sql: String,
        _ arguments: StatementArguments
    ) throws -> Value? {
        try Value.fetchOne(database.cachedStatement(sql: sql), arguments: arguments)
    }

    // MARK: Keys

    /// The row of everything in a key but its interval.
    mutating func series(of key: CounterKey) throws -> Int64 {
        var series = key
        series.interval = Timestamp(milliseconds: 0)
        if let known = seriesIDs[series] { return known }
        let wanted = EpochKey(
            route: key.route, stage: key.stage, candidateVersion: key.candidateVersion, fingerprint: key.fingerprint)
        let arguments: StatementArguments = [
            key.route, key.instance, key.operation.rawValue, key.servedSide.rawValue, key.stage,
            try epoch(key.epoch, of: wanted), key.candidateVersion, key.fingerprint,
        ]
        let columns = "route, instance, operation, served_side, stage, epoch, candidate_version, fingerprint"
        try execute("INSERT OR IGNORE INTO series (\(columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", arguments)
        let found = try fetch(
            Int64.self, "SELECT id FROM series WHERE (\(columns)) = (?, ?, ?, ?, ?, ?, ?, ?)", arguments)
        guard let found else { throw LedgerError(.corrupted, "a series that was just written is not there") }
        seriesIDs[series] = found
        return found
    }

    /// The epoch itself; for one that was not known when it was counted, the one that holds.
    mutating func epoch(_ epoch: Int, of key: EpochKey) throws -> Int {
        guard epoch == EvidenceScope.unknownEpoch else { return epoch }
        if let known = currentEpochs[key] { return known }
        let current = try key.currentEpoch(in: database)
        currentEpochs[key] = current
        return current
    }

    // MARK: Counters

    private static let counterUpsert: String = {
        let names = Counters.columns.map(\.name)
        let places = Array(repeating: "?", count: names.count + 2).joined(separator: ", ")
        return """
            INSERT INTO counter (series, interval, \(names.joined(separator: ", "))) VALUES (\(places))
            ON CONFLICT DO UPDATE SET \(names.map { "\($0) = \($0) + excluded.\($0)" }.joined(separator: ", "))
            """
    }()

    private mutating func write(_ counters: Counters, under key: CounterKey) throws {
        try write(counters, of: series(of: key), interval: key.interval.milliseconds)
    }

    private func write(_ counters: Counters, of series: Int64, interval: Int64) throws {
        let counts = Counters.columns.map { counters[keyPath: $0.count] }
        try execute(Self.counterUpsert, StatementArguments([series, interval]) + StatementArguments(counts))
        for (reason, count) in counters.incomparable {
            try execute(
                """
                INSERT INTO incomparable (series, interval, reason, count) VALUES (?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET count = count + excluded.count
                """, [series, interval, reason, count])
        }
        for kind in Counters.latencyKinds {
            try add(counters[keyPath: kind.counts], as: kind.name, series: series, interval: interval)
        }
    }

    private func add(_ latencies: LatencyCounts, as kind: String, series: Int64, interval: Int64) throws {
        guard !latencies.isEmpty else { return }
        var sum = latencies
        let stored = try fetch(
            Data.self, "SELECT counts FROM latency WHERE series = ? AND interval = ? AND side = ?",
            [series, interval, kind])
        if let stored { sum.add(try LatencyCounts(encoded: stored)) }
        try execute(
            "INSERT OR REPLACE INTO latency (series, interval, side, counts) VALUES (?, ?, ?, ?)",
            [series, interval, kind, sum.encoded])
    }
}
