extension PostgresError {
    /// Whether a server's message can be shown without showing a value of the statement.
    ///
    /// Class 22 (data exceptions) quotes the offending text, P0 says what a function's author wrote; elsewhere messages
    /// name tables, columns and constraints, which may still happen to contain a parameter's text.
    ///
    /// - Parameters:
    ///   - message: the server's primary message (and hint).
    ///   - sqlState: its code.
    ///   - parameters: what was sent with the statement.
    static func isImpersonal(message: String, sqlState: String?, parameters: [PostgresValue]) -> Bool {
        if let sqlState, sqlState.hasPrefix("22") || sqlState.hasPrefix("P0") { return false }
        for case .text(let value) in parameters where !value.isEmpty {
            let needle = value.utf8.count < 3 ? "\"\(value)\"" : value
            if message.contains(needle) { return false }
        }
        return true
    }

    /// What a failed attempt to connect means. libpq gives the server's SQLSTATE only within its text, and only at the
    /// verbosity that the session asks for: `FATAL:  28P01: password authentication failed …`.
    ///
    /// - Parameters:
    ///   - text: libpq's message.
    ///   - demandsTLS: whether the URL's `sslmode` makes TLS a condition.
    static func connecting(_ text: String, demandsTLS: Bool) -> PostgresError {
        let lines = text.split(separator: "\n").filter { !$0.hasPrefix("LOCATION:") }
        let message = lines.joined(separator: "; ")
        if let sqlState = sqlState(in: text) {
            return PostgresError(
                .server, fault: sqlState.hasPrefix("28") ? .caller : .server, message, sqlState: sqlState)
        }
        if message.contains("refused") || message.contains("No such file") {
            return PostgresError(
                .connectionRefused, fault: .server, message, hint: "is the server running, and is the address right?")
        }
        if demandsTLS && (message.contains("SSL") || message.contains("certificate")) {
            return PostgresError(
                .connectionFailed, fault: .server, message,
                hint: "the URL's sslmode asks for TLS: set the server's ssl, or choose another sslmode"
            )
        }
        return PostgresError(.connectionFailed, fault: .network, message)
    }

    /// The code in `SEVERITY:  XXXXX: message` (every code has a digit, no severity has), on the last line that has one.
    private static func sqlState(in text: String) -> String? {
        for line in text.split(separator: "\n").reversed() {
            let parts = line.split(separator: ":", omittingEmptySubsequences: false)
            for part in parts.dropFirst().dropLast() {
                let candidate = part.drop { $0 == " " }
                let isCode =
                    candidate.utf8.count == 5 && part.count > 5
                    && candidate.contains(where: \.isNumber)
                    && candidate.utf8.allSatisfy { (48...57).contains($0) || (65...90).contains($0) }
                if isCode { return String(candidate) }
            }
        }
        return nil
    }
}
