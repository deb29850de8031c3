/// A parameter as it goes to the server: in text format, its type inferred by the server from the statement.
public enum PostgresValue: Sendable, Equatable {
    /// SQL's NULL.
    case null
    /// The value's text form, which must not contain a zero byte.
    case text(String)
}

extension PostgresValue {
    /// A `text[]` (or any other array type) in PostgreSQL's array notation, every element quoted.
    ///
    /// Source: PostgreSQL manual, 8.15.6 "Array Input and Output Syntax".
    static func array(_ elements: [String]) -> PostgresValue {
        var literal = "{"
        for (index, element) in elements.enumerated() {
            if index > 0 { literal += "," }
            literal += "\""
            for scalar in element.unicodeScalars {
                if scalar == "\"" || scalar == "\\" { literal += "\\" }
                literal.unicodeScalars.append(scalar)
            }
            literal += "\""
        }
        return .text(literal + "}")
    }
}
