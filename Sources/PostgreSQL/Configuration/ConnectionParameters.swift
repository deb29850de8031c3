import CLibPQ

/// A connection URL, taken apart and checked by libpq's own parser, with what this client adds to it.
struct ConnectionParameters: Sendable {
    /// libpq's keywords and their values, in libpq's order.
    let keywordsAndValues: [(keyword: String, value: String)]
    /// See ``PostgresConfiguration/connectTimeout``.
    let connectTimeout: Duration
    /// See ``PostgresConfiguration/statementTimeout``.
    let statementTimeout: Duration?

    /// - Throws: `invalidURL`. The message never repeats a part of the URL, since any part may hold the password.
    init(_ configuration: PostgresConfiguration) throws(PostgresError) {
        let url = configuration.url
        guard url.hasPrefix("postgres://") || url.hasPrefix("postgresql://") else {
            throw PostgresError(.invalidURL, fault: .caller, "a database URL begins with postgres:// or postgresql://")
        }
        guard !url.utf8.contains(0) else {
            throw PostgresError(.invalidURL, fault: .caller, "the database URL contains a zero byte")
        }
        guard configuration.maximumConnections >= 1 else {
            throw PostgresError(.invalidURL, fault: .caller, "a pool needs room for at least one connection")
        }
        var list = try Self.parse(url)
        let overridden: Set<String> = ["client_encoding", "fallback_application_name"]
        list.removeAll { overridden.contains($0.keyword) }
        list.append(("client_encoding", "UTF8"))
        list.append(("fallback_application_name", configuration.applicationName.filter { $0 != "\0" }))
        keywordsAndValues = list
        connectTimeout = configuration.connectTimeout
        statementTimeout = configuration.statementTimeout
    }

    /// Whether the URL asks for TLS in a way that fails without it.
    var demandsTLS: Bool {
        let mode = keywordsAndValues.last { $0.keyword == "sslmode" }?.value ?? ""
        return ["require", "verify-ca", "verify-full"].contains(mode)
    }

    private static func parse(_ url: String) throws(PostgresError) -> [(keyword: String, value: String)] {
        var complaint: UnsafeMutablePointer<CChar>?
        guard let options = PQconninfoParse(url, &complaint) else {
            PQfreemem(complaint)
            throw PostgresError(
                .invalidURL, fault: .caller,
                "the database URL cannot be read: expected postgres://user:password@host:port/database?key=value with "
                    + "libpq's keys, and reserved characters percent-encoded"
            )
        }
        defer { PQconninfoFree(options) }
        var list: [(keyword: String, value: String)] = []
        var index = 0
        while let keyword = options[index].keyword {
            if let value = options[index].val {
                list.append((String(cString: keyword), String(cString: value)))
            }
            index += 1
        }
        return list
    }
}
