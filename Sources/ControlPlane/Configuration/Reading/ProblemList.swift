/// Collects what is wrong while a configuration is read, so that all of it can be said at once.
final class ProblemList {
    private let path: String
    private var problems: [ConfigurationProblem] = []

    init(path: String) { self.path = path }

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
