import Foundation
import GRDB
import Traffic

/// Reads where rollouts stand, and how they came there.
enum RolloutReading {
    static func memory(_ database: Database) throws -> RolloutMemory {
        let texts = try String.fetchAll(database, sql: "SELECT state FROM rollout ORDER BY feature")
        let isHalted = try Bool.fetchOne(database, sql: "SELECT halted FROM decision_end") ?? false
        return RolloutMemory(states: try texts.map { try record(RolloutState.self, $0) }, isHalted: isHalted)
    }

    /// `nil` for a rollout that was never seen.
    static func state(of feature: String, _ database: Database) throws -> RolloutState? {
        try String.fetchOne(database, sql: "SELECT state FROM rollout WHERE feature = ?", arguments: [feature])
            .map { try record(RolloutState.self, $0) }
    }

    static func trail(_ database: Database) throws -> DecisionTrail {
        let rows = try Row.fetchAll(database, sql: "SELECT number, entry, hash FROM decision ORDER BY number")
        return DecisionTrail(entries: rows.map(sealed), end: try notedEnd(database), standing: try standing(database))
    }

    /// Where the next entry goes: behind the end that was noted, whatever rows there are. What was removed, added or sealed
    /// anew at the end so leaves a gap, or a link that does not fit, and the next entry does not cover it up.
    ///
    /// Where no end is noted though something was written, a number is left out: that shows for good too.
    static func nextPlace(_ database: Database) throws -> SealedDecision.Place {
        let last = try Row.fetchOne(database, sql: "SELECT number, hash FROM decision ORDER BY number DESC LIMIT 1")
            .map(place)
        let end = try notedEnd(database)
        var number = max(0, last?.number ?? 0, end?.number ?? 0)
        guard number < Int.max - 1 else {
            throw LedgerError(.corrupted, "the audit trail has an entry of number \(number), behind which none goes")
        }
        if try end == nil && (last != nil || hasRollouts(database)) { number += 1 }
        return SealedDecision.Place(
            number: number + 1, previous: end?.hash ?? last?.hash ?? SealedDecision.origin)
    }

    private static func notedEnd(_ database: Database) throws -> DecisionTrail.End? {
        try Row.fetchOne(database, sql: "SELECT number, hash FROM decision_end").map(place)
    }

    private static func place(_ row: Row) -> DecisionTrail.End { .init(number: row["number"], hash: row["hash"]) }

    private static func hasRollouts(_ database: Database) throws -> Bool {
        try Bool.fetchOne(database, sql: "SELECT EXISTS (SELECT 1 FROM rollout)") ?? false
    }

    private static func standing(_ database: Database) throws -> DecisionTrail.Standing {
        let texts = try String.fetchAll(database, sql: "SELECT state FROM rollout ORDER BY feature")
        let isHalted = try Bool.fetchOne(database, sql: "SELECT halted FROM decision_end") ?? false
        // Of one that is no record it is not known where it stands, which is a fault of the trail and not of reading it.
        let states = texts.compactMap { try? record(RolloutState.self, $0) }
        return DecisionTrail.Standing(
            isHalted: isHalted,
            rollouts: states.map { .init(feature: $0.feature, stage: $0.stage, phase: $0.phase) })
    }

    /// - Parameters:
    ///   - feature: Those about one rollout, and those about all at once.
    ///   - since: Those from this moment on.
    ///   - limit: At most so many, the newest.
    /// - Returns: The newest first.
    static func decisions(
        _ database: Database, feature: String?, since: Timestamp?, limit: Int
    ) throws -> [DecisionRecord] {
        var decisions: [DecisionRecord] = []
        let rows = try Row.fetchCursor(
            database, sql: feature == nil ? newest : newestOfFeature, arguments: ["feature": feature, "limit": limit])
        while let row = try rows.next() {
            let decision = try decision(sealed(row))
            if let since, decision.at < since { break }
            decisions.append(decision)
        }
        return decisions
    }

    private static let newest = """
        SELECT number, entry, hash FROM decision WHERE :feature IS NULL ORDER BY number DESC LIMIT :limit
        """

    /// Each half ends at the limit, by the index: how long the trail is costs nothing.
    private static let newestOfFeature = """
        SELECT * FROM (
            SELECT number, entry, hash FROM decision WHERE feature = :feature ORDER BY number DESC LIMIT :limit)
        UNION ALL
        SELECT * FROM (
            SELECT number, entry, hash FROM decision WHERE feature IS NULL ORDER BY number DESC LIMIT :limit)
        ORDER BY number DESC LIMIT :limit
        """

    static func alerts(_ database: Database, since: Timestamp?, limit: Int) throws -> [AlertRecord] {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT * FROM alert WHERE resolved_at IS NULL OR resolved_at >= :since
                ORDER BY resolved_at IS NOT NULL, fired_at DESC LIMIT :limit
                """, arguments: ["since": since?.milliseconds ?? Int64.min, "limit": limit])
        return rows.map { row in
            AlertRecord(
                name: row["name"],
                condition: row["condition"],
                severity: row["severity"],
                route: row["route"],
                summary: row["summary"],
                firedAt: Timestamp(milliseconds: row["fired_at"]),
                resolvedAt: (row["resolved_at"] as Int64?).map(Timestamp.init(milliseconds:)))
        }
    }

    static func probes(_ database: Database) throws -> [ProbeRecord] {
        try String.fetchAll(database, sql: "SELECT record FROM probe ORDER BY name")
            .map { try record(ProbeRecord.self, $0) }
    }

    /// How many requests of some routes an attempt saw, and how many of them the candidate served.
    static func served(_ database: Database, in scopes: [EpochKey: Int]) throws -> ServedCount {
        var count = ServedCount()
        let statement = try database.cachedStatement(
            sql: """
                SELECT sum(requests) AS requests, sum(served_by_candidate) AS served FROM series
                JOIN counter ON counter.series = series.id
                WHERE route = ? AND stage = ? AND candidate_version = ? AND fingerprint = ? AND epoch = ?
                """)
        for (key, epoch) in scopes {
            let row = try Row.fetchOne(
                statement, arguments: [key.route, key.stage, key.candidateVersion, key.fingerprint, epoch])
            count.requests += row?["requests"] as Int? ?? 0
            count.byCandidate += row?["served"] as Int? ?? 0
        }
        return count
    }

    private static func sealed(_ row: Row) -> SealedDecision {
        SealedDecision(number: row["number"], entry: row["entry"], hash: row["hash"])
    }

    private static func decision(_ sealed: SealedDecision) throws -> DecisionRecord {
        do {
            return try sealed.decision()
        } catch {
            throw LedgerError(.corrupted, "entry \(sealed.number) of the audit trail is no decision", cause: error)
        }
    }

    private static func record<Record: Decodable>(_ type: Record.Type, _ text: String) throws -> Record {
        do {
            return try JSONDecoder().decode(type, from: Data(text.utf8))
        } catch {
            throw LedgerError(.corrupted, "a record of rollouts that is none", cause: error)
        }
    }
}

/// Requests, and who answered them.
public struct ServedCount: Sendable, Equatable {
    public var requests = 0
    public var byCandidate = 0

    public init() {}

    /// The candidate's share, 0 … 1; `nil` without a request.
    public var share: Double? { requests == 0 ? nil : Double(byCandidate) / Double(requests) }
}
