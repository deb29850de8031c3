/// Says why a text cannot be read, where, and what would be right.
public struct SyntaxError: Error, Sendable, Equatable, CustomStringConvertible {
    public let problem: String
    public let suggestion: String?
    /// Where in the text it is, in Unicode scalars from 1.
    public let column: Int

    init(_ problem: String, at column: Int, suggestion: String? = nil) {
        self.problem = problem
        self.column = column
        self.suggestion = suggestion
    }

    public var description: String { "column \(column): \(problem)" + (suggestion.map { " (\($0))" } ?? "") }
}
