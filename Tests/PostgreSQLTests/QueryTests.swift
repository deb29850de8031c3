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
}
