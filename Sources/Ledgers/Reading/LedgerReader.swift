import Foundation
import GRDB
public import Traffic

/// Reads a ledger, whether a sidecar is writing it or not.
public struct LedgerReader: Sendable {
    /// The file that is read.
    public let path: String
    private let queue: DatabaseQueue

    /// - Throws: ``LedgerError`` where there is no ledger, or one that this version cannot read.
    public init(path: String) throws(LedgerError) {
        self.path = path
        guard FileManager.default.fileExists(atPath: path) else {
            throw LedgerError(.notFound, "there is no ledger at \(path)")
        }
        var configuration = Configuration()
        configuration.label = "ledger reader"
        configuration.readonly = true
        configuration.busyMode = .timeout(5)
        do {
            queue = try DatabaseQueue(path: path, configuration: configuration)
            // A sidecar that has just started brings it up to date, step by step: that takes a moment.
            for _ in 0..<Self.patience where try !Self.isUpToDate(queue, path: path) { usleep(100_000) }
            guard try Self.isUpToDate(queue, path: path) else {
                throw LedgerError(
                    .failed, "the ledger \(path) was written by an older version; start the sidecar once on it")
            }
        } catch {
            throw LedgerError(error, path: path)
        }
    }

    /// Tenths of a second that an older ledger may take to be brought up to date.
    private static let patience = 20

    /// - Throws: ``LedgerError`` where there is nothing in it, or it is no ledger of this version or an older one.
    private static func isUpToDate(_ queue: DatabaseQueue, path: String) throws -> Bool {
        try queue.read { database in
            guard try !LedgerSchema.isEmpty(database) else {
                throw LedgerError(.notFound, "there is nothing in the ledger \(path) yet")
            }
            try LedgerSchema.check(database, path: path)
            return try LedgerSchema.migrator.hasCompletedMigrations(database)
        }
    }

    /// Everything a report shows, as of one moment.
    public struct Snapshot: Sendable {
        public var routes: [RouteRecord]
        public var discrepancies: [DiscrepancyRecord]
        public var rules: [RuleRecord]
        public var noise: NoiseRecord
        /// What must be known about the figures themselves, a sentence each.
        public var notices: [String]
    }

    /// - Parameters:
    ///   - since: Counts from this moment on only, to the start of the counting interval; intervals are ten minutes long
    ///     where they are older than an hour.
    ///   - route: Reads one route only.
    ///   - limit: At most so many discrepancies, the most frequent ones.
    public func snapshot(
        since: Timestamp? = nil,
        route: String? = nil,
        limit: Int = 1_000
    ) throws(LedgerError) -> Snapshot {
        try read { database in
            let filter = try LedgerFilter(database, since: since, route: route)
            let routes = try RouteReading.routes(database, filter)
            return Snapshot(
                routes: routes,
                discrepancies: try DiscrepancyReading.discrepancies(database, filter, limit: limit, routes: routes),
                rules: try DiscrepancyReading.rules(database, filter),
                noise: try NoiseReading.noise(database, filter),
                notices: try NoticeReading.notices(database, filter))
        }
    }

    /// The counts of each route that was seen, by name.
    public func routes(since: Timestamp? = nil, route: String? = nil) throws(LedgerError) -> [RouteRecord] {
        try read { try RouteReading.routes($0, LedgerFilter($0, since: since, route: route)) }
    }

    /// The discrepancies, most frequent first.
    public func discrepancies(
        since: Timestamp? = nil,
        route: String? = nil,
        limit: Int = 1_000
    ) throws(LedgerError) -> [DiscrepancyRecord] {
        try snapshot(since: since, route: route, limit: limit).discrepancies
    }

    /// What each rule hid. Whether a rule has expired only the configuration knows: it is always `false` here.
    public func rules(since: Timestamp? = nil, route: String? = nil) throws(LedgerError) -> [RuleRecord] {
        try read { try DiscrepancyReading.rules($0, LedgerFilter($0, since: since, route: route)) }
    }

    /// What legacy showed when it was asked twice.
    public func noise(since: Timestamp? = nil, route: String? = nil) throws(LedgerError) -> NoiseRecord {
        try read { try NoiseReading.noise($0, LedgerFilter($0, since: since, route: route)) }
    }

    /// What must be known about the figures themselves: gaps, and what could not be kept.
    public func notices(since: Timestamp? = nil, route: String? = nil) throws(LedgerError) -> [String] {
        try read { try NoticeReading.notices($0, LedgerFilter($0, since: since, route: route)) }
    }

    /// The scope in force on each route: the one that evidence was counted for, or begun, last.
    public func latestScopes(route: String? = nil) throws(LedgerError) -> [EvidenceScope] {
        try read { try EvidenceReading.latestScopes($0, route: route) }
    }

    /// The evidence of a scope; `nil` where none was ever begun.
    public func evidence(of scope: EvidenceScope) throws(LedgerError) -> ScopeEvidence? {
        try read { try EvidenceReading.evidence($0, of: scope) }
    }

    /// The newest epoch of a route's evidence in a stage, with a candidate and a configuration; `nil` without any.
    public func latestEpoch(
        route: String,
        stage: Double,
        candidateVersion: String,
        fingerprint: String
    ) throws(LedgerError) -> Int? {
        try read { database in
            try Int.fetchOne(
                database,
                sql: """
                    SELECT max(epoch) FROM scope
                    WHERE route = ? AND stage = ? AND candidate_version = ? AND fingerprint = ?
                    """, arguments: [route, stage, candidateVersion, fingerprint])
        }
    }

    /// Every exchange of a sliding window as evidence, for alarms: one observation per request, whatever the gate counts.
    ///
    /// - Parameter scope: Counts only what was counted under this stage, epoch, candidate and configuration.
    public func window(
        from: Timestamp,
        until: Timestamp,
        route: String? = nil,
        scope: EvidenceScope? = nil
    ) throws(LedgerError) -> [RouteEvidence] {
        try read { try EvidenceReading.window($0, from: from, until: until, route: route, scope: scope) }
    }

    func read<Result>(_ body: (Database) throws -> Result) throws(LedgerError) -> Result {
        do { return try queue.read(body) } catch { throw LedgerError(error, path: path) }
    }
}
