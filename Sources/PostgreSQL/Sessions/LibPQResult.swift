import CLibPQ

/// One `PGresult`, freed with this object.
final class LibPQResult {
    private let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) {
        self.pointer = pointer
    }

    deinit {
        PQclear(pointer)
    }

    enum Kind {
        case success, failure, copy
    }

    var kind: Kind {
        switch PQresultStatus(pointer) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY: .success
        case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH: .copy
        default: .failure
        }
    }

    /// The result with its texts copied out.
    func decoded() -> PostgresResult {
        let columnCount = PQnfields(pointer)
        let columns = (0..<columnCount).map { String(cString: PQfname(pointer, $0)) }
        let rows = (0..<PQntuples(pointer)).map { row in
            PostgresRow(columns: columns, values: (0..<columnCount).map { value(row: row, column: $0) })
        }
        let tag = String(cString: PQcmdStatus(pointer))
        let command = tag.split(separator: " ").prefix { $0.first?.isNumber == false }.joined(separator: " ")
        let affected = Int(String(cString: PQcmdTuples(pointer))) ?? 0
        return PostgresResult(rows: rows, affectedRows: affected, command: command)
    }

    private func value(row: Int32, column: Int32) -> String? {
        guard PQgetisnull(pointer, row, column) == 0, let text = PQgetvalue(pointer, row, column) else { return nil }
        let length = Int(PQgetlength(pointer, row, column))
        return text.withMemoryRebound(to: UInt8.self, capacity: length) {
            String(decoding: UnsafeBufferPointer(start: $0, count: length), as: UTF8.self)
        }
    }

    /// The five-character code of a failure.
    var sqlState: String? { field("C") }

    /// The failure, with what the server says about it.
    func error(parameters: [PostgresValue], code: PostgresError.Code, mayHaveExecuted: Bool) -> PostgresError {
        let message = field("M") ?? String(cString: PQresultErrorMessage(pointer))
        let hint = field("H")
        return PostgresError(
            code,
            fault: code == .cancelled ? .caller : Self.fault(sqlState: sqlState),
            message,
            sqlState: sqlState,
            detail: field("D"),
            hint: hint,
            constraint: field("n"),
            mayHaveExecuted: mayHaveExecuted,
            messageIsImpersonal: PostgresError.isImpersonal(
                message: message + (hint ?? ""), sqlState: sqlState, parameters: parameters)
        )
    }

    /// Resources, operator intervention and internal errors are the server's; the rest is what was asked of it.
    /// Source: PostgreSQL manual, appendix A.
    private static func fault(sqlState: String?) -> PostgresError.Fault {
        guard let sqlState else { return .network }
        return ["53", "54", "55", "57", "58", "F0", "XX"].contains(String(sqlState.prefix(2))) ? .server : .caller
    }

    /// A field of the server's report by its protocol letter (PostgreSQL manual, "Error and Notice Message Fields").
    private func field(_ letter: Unicode.Scalar) -> String? {
        PQresultErrorField(pointer, Int32(letter.value)).map { String(cString: $0) }
    }
}
