/// Everything that is wrong with a configuration, in the order of its lines.
public struct ConfigurationErrors: Error, Sendable, Equatable, CustomStringConvertible {
    public let problems: [ConfigurationProblem]

    /// One line for each problem.
    public var description: String { problems.map(\.description).joined(separator: "\n") }
}

/// One thing that is wrong with a configuration.
public struct ConfigurationProblem: Sendable, Equatable, CustomStringConvertible {
    /// Line and column, both from 1.
    public struct Position: Sendable, Hashable, Comparable {
        public var line: Int
        public var column: Int

        public init(line: Int, column: Int) {
            self.line = line
            self.column = column
        }

        public static func < (left: Position, right: Position) -> Bool {
            (left.line, left.column) < (right.line, right.column)
        }
    }

    /// The file as it was named, or `environment`.
    public var path: String
    /// `nil` where the file as a whole is meant.
    public var position: Position?
    public var message: String
    /// What would be right.
    public var suggestion: String?

    /// As compilers write it: `Config/parallax.yaml:12:5: error: unknown key 'routs' (did you mean 'routes'?)`.
    public var description: String {
        let place = position.map { ":\($0.line):\($0.column)" } ?? ""
        return "\(path)\(place): error: \(message)\(suggestion.map { " (\($0))" } ?? "")"
    }
}
