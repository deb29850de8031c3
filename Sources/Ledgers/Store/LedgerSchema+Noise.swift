extension LedgerSchema {
    /// What triples and calibration showed, by place, and how many of them there were. A place is no discrepancy: legacy may
    /// differ from itself where the candidate never differs from it.
    static let noise = """
        CREATE TABLE noise_place (
            id INTEGER PRIMARY KEY,
            route TEXT NOT NULL,
            kind TEXT NOT NULL,
            at TEXT NOT NULL,
            last_seen INTEGER NOT NULL,
            spread TEXT,
            first TEXT,
            second TEXT,
            UNIQUE (route, kind, at)
        ) STRICT;

        CREATE TABLE noise_count (
            place INTEGER NOT NULL REFERENCES noise_place (id) ON DELETE CASCADE,
            interval INTEGER NOT NULL,
            series INTEGER NOT NULL REFERENCES series (id),
            candidate_only INTEGER NOT NULL,
            control_only INTEGER NOT NULL,
            both INTEGER NOT NULL,
            calibrated INTEGER NOT NULL,
            PRIMARY KEY (place, interval, series)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX noise_count_by_interval ON noise_count (interval);

        CREATE TABLE noise_total (
            series INTEGER NOT NULL REFERENCES series (id),
            interval INTEGER NOT NULL,
            triples INTEGER NOT NULL,
            calibrated INTEGER NOT NULL,
            PRIMARY KEY (series, interval)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX noise_total_by_interval ON noise_total (interval);
        """

    /// What people decided about a discrepancy. `signature.state` is the newest entry's.
    static let triage = """
        CREATE TABLE triage (
            id INTEGER PRIMARY KEY,
            signature INTEGER NOT NULL REFERENCES signature (id) ON DELETE CASCADE,
            state TEXT NOT NULL,
            at INTEGER NOT NULL,
            who TEXT NOT NULL,
            why TEXT NOT NULL
        ) STRICT;
        CREATE INDEX triage_by_signature ON triage (signature);
        CREATE TRIGGER triage_is_append_only BEFORE UPDATE ON triage
            BEGIN SELECT raise(ABORT, 'an entry of triage is never changed'); END;
        """

    static let noiseCounts = ["candidate_only", "control_only", "both", "calibrated"]
}
