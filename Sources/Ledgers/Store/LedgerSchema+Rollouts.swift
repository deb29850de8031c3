extension LedgerSchema {
    /// The audit trail, which is only ever added to; where each rollout stands; what fired, and what probes said last.
    static let rollouts = """
        CREATE TABLE decision (
            number INTEGER PRIMARY KEY,
            entry TEXT NOT NULL,
            hash TEXT NOT NULL
        ) STRICT;
        CREATE TRIGGER decision_is_never_changed BEFORE UPDATE ON decision
            BEGIN SELECT raise(ABORT, 'an entry of the audit trail is never changed'); END;
        CREATE TRIGGER decision_is_never_removed BEFORE DELETE ON decision
            BEGIN SELECT raise(ABORT, 'an entry of the audit trail is never removed'); END;

        CREATE TABLE decision_end (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            number INTEGER NOT NULL,
            hash TEXT NOT NULL,
            halted INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE rollout (
            feature TEXT PRIMARY KEY,
            state TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE alert (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL,
            condition TEXT NOT NULL,
            severity TEXT NOT NULL,
            route TEXT,
            summary TEXT NOT NULL,
            fired_at INTEGER NOT NULL,
            resolved_at INTEGER
        ) STRICT;
        CREATE INDEX alert_by_fired_at ON alert (fired_at);

        CREATE TABLE probe (
            name TEXT PRIMARY KEY,
            record TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        """

    /// Lets the entries about one rollout be found without reading the others. An entry that somebody has changed to what is no
    /// JSON is about none.
    static let decisionsByFeature = """
        ALTER TABLE decision ADD COLUMN feature TEXT
            GENERATED ALWAYS AS (CASE WHEN json_valid(entry) THEN entry ->> 'feature' END) VIRTUAL;
        CREATE INDEX decision_by_feature ON decision (feature);
        """
}
