import Comparisons
public import Traffic
import Yams

extension Configuration {
    /// The environment variable that turns everything off when it is `false`.
    public static let killSwitchVariable = "USE_NEW_SERVICES"

    /// Redacted unless said otherwise.
    public static let defaultRedaction = Redaction.defaults.map(\.description)

    /// Reads a configuration.
    ///
    /// - Parameters:
    ///   - path: The file. Relative paths in it start at its folder.
    ///   - environment: The variables of the process.
    ///   - now: By when rules with an `until` have expired.
    /// - Throws: ``ConfigurationErrors`` with everything that is wrong, and where.
    public static func load(
        path: String,
        environment: [String: String],
        asOf now: Timestamp
    ) throws(ConfigurationErrors) -> Configuration {
        var configuration = try parse(try ConfigurationFile(path: path).text, path: path, environment: environment)
        configuration.asOf = now
        return configuration
    }

    /// Reads a configuration that is in memory already.
    ///
    /// - Parameter path: What problems name; relative paths in the text start at its folder.
    /// - Throws: ``ConfigurationErrors`` with everything that is wrong, and where.
    public static func parse(
        _ text: String,
        path: String,
        environment: [String: String] = [:]
    ) throws(ConfigurationErrors) -> Configuration {
        let problems = ProblemList(path: path, text: text)
        let root = YAMLDocument.compose(text, problems: problems)
        if root == nil { try problems.throwIfAny() }
        guard let root, !ConfigurationField(name: "", node: root, problems: problems).isNull else {
            problems.add("the configuration is empty", at: nil, suggestion: "'upstreams' is all that it needs")
            throw problems.errors
        }
        let field = ConfigurationField(name: "configuration", node: root, problems: problems)
        let read = field.mapping { ConfigurationSections(path: path).read($0) }
        var isKillSwitchOn = false
        if let value = environment[killSwitchVariable] {
            switch value.lowercased() {
            case "false", "0", "no", "off": isKillSwitchOn = true
            case "true", "1", "yes", "on", "": break
            default: problems.add("expected true or false, found '\(value)'", inEnvironment: killSwitchVariable)
            }
        }
        try problems.throwIfAny()
        guard var configuration = read else { throw problems.errors }
        configuration.isKillSwitchOn = isKillSwitchOn
        return configuration
    }

    /// Reads a file of rules: the bare list, or a mapping with `rules:`.
    ///
    /// - Throws: ``ConfigurationErrors`` with everything that is wrong, and where.
    public static func loadRules(path: String) throws(ConfigurationErrors) -> [RuleSection] {
        let text = try ConfigurationFile(path: path).text
        let problems = ProblemList(path: path, text: text)
        guard let root = YAMLDocument.compose(text, problems: problems) else {
            try problems.throwIfAny()
            return []
        }
        let field = ConfigurationField(name: "rules", node: root, problems: problems)
        let rules: [[RuleSection]]?
        if case .mapping = root {
            rules = field.mapping { $0.list("rules") { RuleSection.read($0) } }
        } else {
            rules = field.list { RuleSection.read($0) }
        }
        try problems.throwIfAny()
        return (rules ?? []).flatMap(\.self)
    }
}
