import PostgreSQL
import Testing

@Suite("Queries")
struct QueryTests {
    @Test(
        "a bound text comes back as it was sent",
        arguments: [
            "", "plain", "'; DROP TABLE users; --", "\" OR 1=1", "$1", "%s \\ \\' \n\t", "José Müller 🙂 e\u{301}",
            "\u{FEFF}", "null",
        ])
    func textRoundTrip(text: String) async throws {
        try await withPool { pool in
            let result = try await pool.query("SELECT \(text)::text AS value")
            #expect(Array(try result.rows[0].text("value").unicodeScalars) == Array(text.unicodeScalars))
        }
    }

    @Test("a text of one megabyte comes back whole")
    func megabyte() async throws {
        try await withPool { pool in
            let text = String(repeating: "0123456789abcdé", count: 65_536)
            let row = try await pool.query("SELECT \(text)::text AS value, length(\(text)::text) AS length").rows[0]
            #expect(try row.text("value") == text)
            #expect(try row.integer("length") == text.unicodeScalars.count)
        }
    }

    @Test("every type of interpolation arrives as the type that the statement needs")
    func types() async throws {
        try await withPool { pool in
            let none: String? = nil
            let noNumber: Int? = nil
            let row = try await pool.query(
                """
                SELECT \(41)::int + 1 AS number, \(Int.min)::bigint AS smallest, \(0.1)::float8 AS fraction,
                       \(1e300)::float8 AS large, \(true)::bool AS yes, \(false)::bool AS no,
                       \(none)::text AS none, \(noNumber)::int AS "noNumber", \(Optional("x"))::text AS some,
                       \(Optional(7))::int AS seven, \(unescaped: "1 + 1") AS two
                """
            ).rows[0]
            #expect(try row.integer("number") == 42)
            #expect(try row.integer("smallest") == .min)
            #expect(row["fraction"] == "0.1")
            #expect(row["large"] == "1e+300")
            #expect(try row.boolean("yes"))
            #expect(try row.boolean("no") == false)
            #expect(try row.optionalText("none") == nil)
            #expect(try row.optionalText("noNumber") == nil)
            #expect(row["some"] == "x")
            #expect(row["seven"] == "7")
            #expect(row["two"] == "2")
        }
    }

    @Test("an array parameter keeps every element as it is")
    func arrays() async throws {
        let elements = ["plain", "", "a,b", "{}", "\"quoted\"", "back\\slash", "NULL", " spaced ", "🙂"]
        try await withPool { pool in
            let result = try await pool.query("SELECT unnest(\(elements)::text[]) AS element")
            #expect(try result.rows.map { try $0.text("element") } == elements)
            let empty = try await pool.query("SELECT cardinality(\([String]())::text[]) AS count")
            #expect(try empty.rows[0].integer("count") == 0)
        }
    }

    @Test(
        "a row's accessor says what is wrong with its column",
        arguments: [
            ("absent", PostgresError.Code.missingColumn), ("nothing", .unexpectedNull), ("word", .unexpectedType),
        ])
    func accessors(column: String, code: PostgresError.Code) async throws {
        try await withPool { pool in
            let row = try await pool.query("SELECT NULL AS nothing, 'word' AS word").rows[0]
            #expect(row.columns == ["nothing", "word"])
            let error = #expect(throws: PostgresError.self) { try row.integer(column) }
            #expect(error?.code == code)
        }
    }

    @Test(
        "a result says what the command did and to how many rows",
        arguments: [
            ("CREATE TEMPORARY TABLE t (n int)", "CREATE TABLE", 0),
            ("INSERT INTO t VALUES (1), (2), (3)", "INSERT", 3),
            ("UPDATE t SET n = 9 WHERE n > 1", "UPDATE", 2), ("SELECT n FROM t", "SELECT", 3),
            ("DELETE FROM t WHERE n = 9", "DELETE", 2), ("DELETE FROM t WHERE n = 9", "DELETE", 0), ("", "", 0),
        ] as [(String, String, Int)])
    func commands(sql: String, command: String, affected: Int) async throws {
        try await withPool(connections: 1) { pool in
            try await pool.withTransaction { connection in
                let steps = [
                    "CREATE TEMPORARY TABLE t (n int)", "INSERT INTO t VALUES (1), (2), (3)",
                    "UPDATE t SET n = 9 WHERE n > 1", "SELECT n FROM t",
                ]
                for step in steps.prefix(while: { $0 != sql }) where sql != "" {
                    try await connection.query(PostgresQuery(unsafeSQL: step))
                }
                if sql.hasPrefix("DELETE"), affected == 0 { try await connection.query("DELETE FROM t WHERE n = 9") }
                let result = try await connection.query(PostgresQuery(unsafeSQL: sql))
                #expect(result.command == command)
                #expect(result.affectedRows == affected)
            }
        }
    }

    @Test("a script runs all of its statements, dollar quotes included")
    func script() async throws {
        try await withPool(connections: 1) { pool in
            try await pool.withConnection { connection in
                try await connection.runScript(
                    """
                    CREATE TEMPORARY TABLE log (line text);
                    CREATE FUNCTION pg_temp.note(line text) RETURNS void LANGUAGE plpgsql AS $$
                    BEGIN INSERT INTO log VALUES (line || ';'); RAISE NOTICE 'noted'; END $$;
                    SELECT pg_temp.note('one'); SELECT pg_temp.note('two');
                    """)
                let lines = try await connection.query("SELECT line FROM log ORDER BY line").rows
                #expect(try lines.map { try $0.text("line") } == ["one;", "two;"])
            }
        }
    }

    @Test("a script whose statement fails leaves nothing of itself behind")
    func failingScript() async throws {
        try await withPool { pool in
            let error = await #expect(throws: PostgresError.self) {
                try await pool.runScript("CREATE TABLE half_done (n int); SELECT 1/0; CREATE TABLE never (n int)")
            }
            #expect(error?.sqlState == "22012")
            let found = try await pool.query("SELECT to_regclass('half_done') AS name")
            #expect(found.rows[0]["name"] == nil)
        }
    }

    @Test("two columns of one name do not disturb each other's neighbours")
    func sameNames() async throws {
        try await withPool { pool in
            let row = try await pool.query("SELECT 1 AS a, 2 AS a, 3 AS b").rows[0]
            #expect(row.columns == ["a", "a", "b"])
            #expect(row["a"] == "1")
            #expect(row["b"] == "3")
        }
    }
}
