import Foundation
import GRDB
import Traffic

extension LedgerStore {
    /// What a commit has become.
    struct Committed: Sendable {
        var states: [RolloutState]
        var decisions: [DecisionRecord]
        var epochs: [EpochKey: Int]
        /// When each of them began.
        var starts: [EpochKey: Timestamp]
    }

    /// Writes decisions and what follows from them.
    func commit(_ commit: RolloutCommit, now: Timestamp) throws(LedgerError) -> Committed {
        try write { database in
            var committed = Committed(states: commit.states, decisions: [], epochs: [:], starts: [:])
            // As they were before, each by what was decided last: the order of commits is that of decisions.
            var before: [String: RolloutState] = [:]
            for index in committed.states.indices {
                let feature = committed.states[index].feature
                before[feature] = try RolloutReading.state(of: feature, database)
                guard let start = commit.evidence[feature] else {
                    // Decided before it was known which attempt had begun.
                    if let known = before[feature], known.isSameStay(as: committed.states[index]) {
                        committed.states[index].attempt = known.attempt
                    }
                    continue
                }
                let scopes = committed.states[index].scopes(of: start.routes)
                // What was counted since the attempt began, before it could be written down, belongs to it.
                let since = start.isContinued ? nil : committed.states[index].startedAt
                if let known = try scopes.compactMap({ try $0.newestEpoch(since: since, in: database) }).max() {
                    committed.states[index].attempt = known
                    continue
                }
                let ended = try committed.states[index].lastEndedAttempt(database)
                let begun = try Self.beginEvidence(of: scopes, unit: start.unit, after: ended, now: now, database)
                committed.epochs.merge(begun) { $1 }
                for key in scopes { committed.starts[key] = committed.states[index].startedAt }
                committed.states[index].attempt = begun.values.max() ?? 1
            }
            for var decision in commit.decisions {
                if let state = committed.states.first(where: { $0.feature == decision.feature }) {
                    decision.attempt = Self.attempt(leftBy: decision, before[state.feature], state)
                }
                committed.decisions.append(try Self.append(decision, database))
            }
            for state in committed.states { try Self.write(state, database) }
            if let isHalted = commit.isHalted {
                try database.execute(sql: "UPDATE decision_end SET halted = ?", arguments: [isHalted])
            }
            return committed
        }
    }

    /// The attempt that a decision is about: the one that it leaves, where that was of the same candidate and configuration.
    private static func attempt(
        leftBy decision: DecisionRecord, _ before: RolloutState?, _ after: RolloutState
    ) -> Int {
        guard let before, before.stage == decision.from else { return decision.attempt ?? after.attempt }
        return before.isSameCandidate(as: after) ? before.attempt : after.attempt
    }

    private static func append(_ decision: DecisionRecord, _ database: Database) throws -> DecisionRecord {
        let sealed = try SealedDecision(decision.bounded, at: RolloutReading.nextPlace(database))
        try database.execute(
            sql: "INSERT INTO decision (number, entry, hash) VALUES (?, ?, ?)",
            arguments: [sealed.number, sealed.entry, sealed.hash])
        try database.execute(
            sql: """
                INSERT INTO decision_end (id, number, hash, halted) VALUES (1, ?, ?, 0)
                ON CONFLICT DO UPDATE SET number = excluded.number, hash = excluded.hash
                """, arguments: [sealed.number, sealed.hash])
        return try sealed.decision()
    }

    private static func write(_ state: RolloutState, _ database: Database) throws {
        let text = String(decoding: try JSONEncoder().encode(state), as: UTF8.self)
        try database.execute(
            sql: "INSERT OR REPLACE INTO rollout (feature, state) VALUES (?, ?)", arguments: [state.feature, text])
    }

    /// Notes that an alert fired, or that it is resolved.
    func write(_ alert: AlertRecord) throws(LedgerError) {
        try write { database in
            try database.execute(
                sql: """
                    UPDATE alert SET resolved_at = :resolved
                    WHERE name = :name AND route IS :route AND fired_at = :fired
                    """,
                arguments: [
                    "resolved": alert.resolvedAt?.milliseconds, "name": alert.name, "route": alert.route,
                    "fired": alert.firedAt.milliseconds,
                ])
            guard database.changesCount == 0 else { return }
            try database.execute(
                sql: """
                    INSERT INTO alert (name, condition, severity, route, summary, fired_at, resolved_at)
                    VALUES (?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    alert.name, alert.condition, alert.severity, alert.route,
                    Bounded.text(alert.summary, bytes: Bounded.targetBytes), alert.firedAt.milliseconds,
                    alert.resolvedAt?.milliseconds,
                ])
        }
    }

    /// Keeps what a probe said last.
    func write(_ probe: ProbeRecord) throws(LedgerError) {
        try write { database in
            let text = String(decoding: try JSONEncoder().encode(probe), as: UTF8.self)
            try database.execute(
                sql: "INSERT OR REPLACE INTO probe (name, record) VALUES (?, ?)", arguments: [probe.name, text])
        }
    }
}

extension RolloutState {
    /// What its evidence is counted under, route by route.
    func scopes(of routes: [String]) -> [EpochKey] {
        routes.map {
            EpochKey(route: $0, stage: stage, candidateVersion: candidateVersion, fingerprint: fingerprint)
        }
    }

    /// The last attempt at its stage that was left, by the audit trail, which outlives the evidence; 0 for none.
    fileprivate func lastEndedAttempt(_ database: Database) throws -> Int {
        // Who restarts has left the stage with another candidate or configuration than the entry names.
        let sql = """
            SELECT max(entry ->> 'attempt') FROM decision
            WHERE feature = ? AND entry ->> 'from' = ? AND entry ->> 'candidateVersion' = ?
                AND entry ->> 'fingerprint' = ? AND entry ->> 'refusal' IS NULL AND entry ->> 'action' <> ?
            """
        return try Int.fetchOne(
            database, sql: sql,
            arguments: [
                feature, stage, candidateVersion, fingerprint, DecisionRecord.Action.restart.rawValue,
            ]) ?? 0
    }
}

extension DecisionRecord {
    /// With what people write in a length that a row can carry.
    fileprivate var bounded: DecisionRecord {
        var bounded = self
        bounded.feature = feature.map(Bounded.identifier)
        bounded.who = Bounded.identifier(who)
        bounded.reason = Bounded.text(reason, bytes: Bounded.targetBytes)
        return bounded
    }
}
