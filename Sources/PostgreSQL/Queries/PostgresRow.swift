/// One row of a result; every value is in the server's text form.
public struct PostgresRow: Sendable {
    /// The names of the columns, in the order of the statement. Two columns may share a name: the first one is found.
    public let columns: [String]
    let values: [String?]

    /// The value of a column; `nil` for NULL, and for a column that the row does not have. Use the throwing accessors
    /// where the two must not be confused.
    public subscript(_ column: String) -> String? {
        guard let index = columns.firstIndex(of: column) else { return nil }
        return values[index]
    }

    /// - Throws: `missingColumn`.
    public func optionalText(_ column: String) throws -> String? {
        guard let index = columns.firstIndex(of: column) else {
            throw PostgresError(
                .missingColumn, fault: .caller,
                "the result has no column \"\(column)\"; it has \(columns.joined(separator: ", "))"
            )
        }
        return values[index]
    }

    /// - Throws: `missingColumn`, `unexpectedNull`.
    public func text(_ column: String) throws -> String {
        guard let value = try optionalText(column) else {
            throw PostgresError(.unexpectedNull, fault: .caller, "column \"\(column)\" is NULL")
        }
        return value
    }

    /// - Throws: `missingColumn`, `unexpectedNull`, `unexpectedType` where the text is no whole number of 64 bits.
    public func integer(_ column: String) throws -> Int {
        guard let value = Int(try text(column)) else {
            throw PostgresError(.unexpectedType, fault: .caller, "column \"\(column)\" is not a whole number")
        }
        return value
    }

    /// - Throws: `missingColumn`, `unexpectedNull`, `unexpectedType` where the column is no `boolean`.
    public func boolean(_ column: String) throws -> Bool {
        switch try text(column) {
        case "t": return true
        case "f": return false
        default: throw PostgresError(.unexpectedType, fault: .caller, "column \"\(column)\" is not a boolean")
        }
    }
}
