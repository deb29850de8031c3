/// Collects what is wrong while a configuration is read, so that all of it can be said at once.
final class ProblemList {
    private let path: String
    /// Of the file as it is.
    private let lines: [Substring]
    private var problems: [ConfigurationProblem] = []

    init(path: String, text: String) {
        self.path = path
        lines = text.split(omittingEmptySubsequences: false) { ["\n", "\r\n", "\r"].contains($0) }
    }

    /// The place of a character of a value, where the value stands in the file letter by letter; else that of the value, as
    /// for one that is folded over lines or has escapes.
    ///
    /// - Parameters:
    ///   - column: From 1, in Unicode scalars, as YAML counts columns.
    ///   - start: Where the value begins, its quote included.
    func position(
        ofColumn column: Int,
        in value: String,
        at start: ConfigurationProblem.Position
    ) -> ConfigurationProblem.Position {
        guard lines.indices.contains(start.line - 1), start.column > 0 else { return start }
        let rest = lines[start.line - 1].unicodeScalars.dropFirst(start.column - 1)
        let quote = rest.first == "'" || rest.first == "\"" ? 1 : 0
        guard rest.dropFirst(quote).starts(with: value.unicodeScalars) else { return start }
        return .init(line: start.line, column: start.column + quote + column - 1)
    }

    func add(_ message: String, at position: ConfigurationProblem.Position?, suggestion: String? = nil) {
        problems.append(
            ConfigurationProblem(path: path, position: position, message: message, suggestion: suggestion))
    }

    /// For what the file cannot be blamed for.
    func add(_ message: String, inEnvironment name: String) {
        problems.append(ConfigurationProblem(path: "environment", position: nil, message: "\(name): \(message)"))
    }

    /// - Throws: Everything collected, if there is anything.
    func throwIfAny() throws(ConfigurationErrors) {
        guard problems.isEmpty else { throw errors }
    }

    /// Everything collected: by line, in the order found where the place is the same, once each.
    ///
    /// A node that is used in several places through an alias would otherwise be complained about in each.
    var errors: ConfigurationErrors {
        var sorted: [ConfigurationProblem] = []
        let start = ConfigurationProblem.Position(line: 0, column: 0)
        let ordered = problems.enumerated().sorted {
            ($0.element.position ?? start, $0.offset) < ($1.element.position ?? start, $1.offset)
        }
        for (_, problem) in ordered where !sorted.suffix(16).contains(problem) { sorted.append(problem) }
        return ConfigurationErrors(problems: sorted)
    }
}
