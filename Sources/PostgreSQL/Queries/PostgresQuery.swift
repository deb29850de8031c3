/// One SQL statement and its parameters.
///
/// Written as a string literal, every interpolation becomes a bound parameter, never a piece of SQL:
///
///     let result = try await pool.query("SELECT id FROM customers WHERE email = \(email)")
///
/// sends `SELECT id FROM customers WHERE email = $1`. A string that is not a literal does not convert, so that SQL
/// cannot be put together by accident.
public struct PostgresQuery: Sendable {
    /// The statement with `$1`, `$2` … in the places of its parameters.
    public let sql: String
    /// The parameters, `$1` first.
    public let parameters: [PostgresValue]

    /// A statement whose text the caller answers for.
    ///
    /// - Parameters:
    ///   - unsafeSQL: the statement; it must not contain what a user wrote.
    ///   - parameters: the values of `$1`, `$2` ….
    public init(unsafeSQL: String, parameters: [PostgresValue] = []) {
        self.sql = unsafeSQL
        self.parameters = parameters
    }
}

extension PostgresQuery: ExpressibleByStringInterpolation {
    /// A statement without parameters.
    public init(stringLiteral value: String) {
        self.init(unsafeSQL: value)
    }

    /// A statement whose interpolations have become parameters.
    public init(stringInterpolation: StringInterpolation) {
        self.init(unsafeSQL: stringInterpolation.sql, parameters: stringInterpolation.parameters)
    }

    /// Collects a literal's pieces: text as SQL, values as parameters.
    public struct StringInterpolation: StringInterpolationProtocol {
        var sql = ""
        var parameters: [PostgresValue] = []

        /// Called by the compiler with the literal's measures.
        public init(literalCapacity: Int, interpolationCount: Int) {
            sql.reserveCapacity(literalCapacity + 3 * interpolationCount)
            parameters.reserveCapacity(interpolationCount)
        }

        /// A piece of SQL between two interpolations.
        public mutating func appendLiteral(_ literal: String) {
            sql += literal
        }

        /// A value that is already in the server's text form.
        public mutating func appendInterpolation(_ value: PostgresValue) {
            parameters.append(value)
            sql += "$\(parameters.count)"
        }

        /// Text.
        public mutating func appendInterpolation(_ value: String) {
            appendInterpolation(PostgresValue.text(value))
        }

        /// Text, or NULL.
        public mutating func appendInterpolation(_ value: String?) {
            appendInterpolation(value.map(PostgresValue.text) ?? .null)
        }

        /// A whole number.
        public mutating func appendInterpolation(_ value: Int) {
            appendInterpolation(PostgresValue.text(String(value)))
        }

        /// A whole number, or NULL.
        public mutating func appendInterpolation(_ value: Int?) {
            appendInterpolation(value.map { PostgresValue.text(String($0)) } ?? .null)
        }

        /// A floating-point number, in the shortest form that reads back as the same number.
        public mutating func appendInterpolation(_ value: Double) {
            appendInterpolation(PostgresValue.text(String(value)))
        }

        /// A truth value.
        public mutating func appendInterpolation(_ value: Bool) {
            appendInterpolation(PostgresValue.text(value ? "true" : "false"))
        }

        /// An array, for `= ANY($1)` and array columns.
        public mutating func appendInterpolation(_ values: [String]) {
            appendInterpolation(PostgresValue.array(values))
        }

        /// SQL that cannot be a parameter (a column to sort by, a table). It must not contain what a user wrote.
        public mutating func appendInterpolation(unescaped sql: String) {
            self.sql += sql
        }
    }
}
