import GRDB

/// The tables of the ledger, and how they came to be.
enum LedgerSchema {
    /// Marks the file as a ledger (`PRAGMA application_id`): "PXLG".
    static let applicationID: Int32 = 0x5058_4C47

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 counters, discrepancies, evidence") { database in
            try database.execute(sql: "PRAGMA application_id = \(applicationID)")
            try database.execute(sql: counters)
            try database.execute(sql: discrepancies)
            try database.execute(sql: evidence)
        }
        migrator.registerMigration("2 value classes, decisions by position") { database in
            for column in Counters.columns where column.schema == 2 {
                try database.execute(
                    sql: "ALTER TABLE counter ADD COLUMN \(column.name) INTEGER NOT NULL DEFAULT 0")
            }
            try database.execute(sql: valueClasses)
        }
        migrator.registerMigration("3 noise, triage") { database in
            try database.execute(sql: noise)
            try database.execute(sql: triage)
        }
        migrator.registerMigration("4 rollouts, decisions, alerts, probes") { database in
            try database.execute(sql: rollouts)
        }
        migrator.registerMigration("5 decisions by feature") { database in
            try database.execute(sql: decisionsByFeature)
        }
        return migrator
    }

    /// Whether nothing has been made in the database yet. The migrator makes a table of its own first, in a transaction of
    /// its own: a reader can come between, and so can a crash.
    static func isEmpty(_ database: Database) throws -> Bool {
        try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema WHERE tbl_name <> 'grdb_migrations'") == 0
    }

    /// - Throws: ``LedgerError`` where the database belongs to something else, or to a newer version.
    static func check(_ database: Database, path: String) throws {
        guard try Int32.fetchOne(database, sql: "PRAGMA application_id") == applicationID else {
            throw LedgerError(.notALedger, "\(path) is a database of something else, and no ledger")
        }
        guard try !migrator.hasBeenSuperseded(database) else {
            throw LedgerError(
                .newerSchema, "the ledger \(path) was written by a newer version of this program; it is left as it is")
        }
    }

    /// Every counter is keyed by a series and an interval; the view shows them with the whole key.
    private static var counters: String {
        let counts = Counters.columns.filter { $0.schema == 1 }
            .map { "\($0.name) INTEGER NOT NULL DEFAULT 0" }.joined(separator: ",\n    ")
        return """
            CREATE TABLE series (
                id INTEGER PRIMARY KEY,
                instance TEXT NOT NULL,
                route TEXT NOT NULL,
                operation TEXT NOT NULL,
                served_side TEXT NOT NULL,
                stage REAL NOT NULL,
                epoch INTEGER NOT NULL,
                candidate_version TEXT NOT NULL,
                fingerprint TEXT NOT NULL,
                UNIQUE (route, instance, operation, served_side, stage, epoch, candidate_version, fingerprint)
            ) STRICT;

            CREATE TABLE counter (
                series INTEGER NOT NULL REFERENCES series (id),
                interval INTEGER NOT NULL,
                \(counts),
                PRIMARY KEY (series, interval)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE incomparable (
                series INTEGER NOT NULL,
                interval INTEGER NOT NULL,
                reason TEXT NOT NULL,
                count INTEGER NOT NULL,
                PRIMARY KEY (series, interval, reason),
                FOREIGN KEY (series, interval) REFERENCES counter (series, interval) ON DELETE CASCADE
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE latency (
                series INTEGER NOT NULL,
                interval INTEGER NOT NULL,
                side TEXT NOT NULL,
                counts BLOB NOT NULL,
                PRIMARY KEY (series, interval, side),
                FOREIGN KEY (series, interval) REFERENCES counter (series, interval) ON DELETE CASCADE
            ) STRICT, WITHOUT ROWID;

            CREATE VIEW counter_by_key AS
                SELECT series.*, counter.* FROM counter JOIN series ON series.id = counter.series;

            CREATE TABLE notice (
                id INTEGER PRIMARY KEY,
                instance TEXT NOT NULL,
                from_at INTEGER NOT NULL,
                until_at INTEGER NOT NULL,
                message TEXT NOT NULL
            ) STRICT;

            CREATE TABLE progress (
                name TEXT PRIMARY KEY,
                value INTEGER NOT NULL
            ) STRICT, WITHOUT ROWID;
            """
    }

    private static let discrepancies = """
        CREATE TABLE signature (
            id INTEGER PRIMARY KEY,
            route TEXT NOT NULL,
            kind TEXT NOT NULL,
            at TEXT NOT NULL,
            first_seen INTEGER NOT NULL,
            last_seen INTEGER NOT NULL,
            state TEXT NOT NULL DEFAULT 'open',
            noise TEXT NOT NULL DEFAULT 'unknown',
            UNIQUE (route, kind, at)
        ) STRICT;
        CREATE INDEX signature_by_last_seen ON signature (last_seen);

        CREATE TABLE occurrence (
            signature INTEGER NOT NULL REFERENCES signature (id) ON DELETE CASCADE,
            interval INTEGER NOT NULL,
            series INTEGER NOT NULL REFERENCES series (id),
            count INTEGER NOT NULL,
            differences INTEGER NOT NULL,
            PRIMARY KEY (signature, interval, series)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX occurrence_by_interval ON occurrence (interval);

        CREATE TABLE example (
            id INTEGER PRIMARY KEY,
            signature INTEGER NOT NULL REFERENCES signature (id) ON DELETE CASCADE,
            seen_at INTEGER NOT NULL,
            request_id TEXT NOT NULL,
            method TEXT NOT NULL,
            target TEXT NOT NULL,
            at TEXT NOT NULL,
            legacy TEXT,
            candidate TEXT
        ) STRICT;
        CREATE INDEX example_by_signature ON example (signature);

        CREATE TABLE rule (
            id INTEGER PRIMARY KEY,
            route TEXT NOT NULL,
            rule TEXT NOT NULL,
            at TEXT NOT NULL,
            UNIQUE (route, rule, at)
        ) STRICT;

        CREATE TABLE suppression (
            rule INTEGER NOT NULL REFERENCES rule (id) ON DELETE CASCADE,
            interval INTEGER NOT NULL,
            count INTEGER NOT NULL,
            PRIMARY KEY (rule, interval)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX suppression_by_interval ON suppression (interval);
        """

    /// `class` is the text form of a `ValueClass`; each difference counts for every class that fits it.
    private static let valueClasses = """
        ALTER TABLE occurrence ADD COLUMN approximate INTEGER NOT NULL DEFAULT 0;

        CREATE TABLE value_class (
            signature INTEGER NOT NULL REFERENCES signature (id) ON DELETE CASCADE,
            interval INTEGER NOT NULL,
            class TEXT NOT NULL,
            differences INTEGER NOT NULL,
            PRIMARY KEY (signature, interval, class)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX value_class_by_interval ON value_class (interval);
        """

    /// `fingerprint` columns of observations hold the 64 bits of the hash as a signed integer.
    private static var evidence: String {
        let rates = EvidenceTotals.columns.map { column in
            """
            \(column.name) INTEGER NOT NULL DEFAULT 0,
                \(column.name)_bad INTEGER NOT NULL DEFAULT 0
            """
        }.joined(separator: ",\n    ")
        return """
            CREATE TABLE scope (
                id INTEGER PRIMARY KEY,
                route TEXT NOT NULL,
                stage REAL NOT NULL,
                epoch INTEGER NOT NULL,
                candidate_version TEXT NOT NULL,
                fingerprint TEXT NOT NULL,
                unit TEXT NOT NULL,
                started_at INTEGER NOT NULL,
                first_at INTEGER,
                last_at INTEGER,
                \(rates),
                latencies BLOB NOT NULL DEFAULT x'',
                distinct_count INTEGER NOT NULL DEFAULT 0,
                users INTEGER NOT NULL DEFAULT 0,
                not_counted INTEGER NOT NULL DEFAULT 0,
                UNIQUE (route, stage, epoch, candidate_version, fingerprint, unit)
            ) STRICT;

            CREATE TABLE observation (
                scope INTEGER NOT NULL REFERENCES scope (id) ON DELETE CASCADE,
                fingerprint INTEGER NOT NULL,
                observed INTEGER NOT NULL,
                bad INTEGER NOT NULL,
                PRIMARY KEY (scope, fingerprint)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE evidence_user (
                scope INTEGER NOT NULL REFERENCES scope (id) ON DELETE CASCADE,
                fingerprint INTEGER NOT NULL,
                PRIMARY KEY (scope, fingerprint)
            ) STRICT, WITHOUT ROWID;
            """
    }
}
