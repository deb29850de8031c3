/// What people are told about.
public struct AlertSection: Sendable, Hashable {
    public enum Severity: String, Sendable, CaseIterable { case info, warning, critical }

    public var name: String
    public var window: WindowedCondition
    public var severity: Severity

    public init(name: String, window: WindowedCondition, severity: Severity = .warning) {
        self.name = name
        self.window = window
        self.severity = severity
    }

    /// - Parameter probes: The names of probes that conditions may speak of.
    static func readAll(_ field: ConfigurationField, probes: Set<String>) -> [AlertSection] {
        var names: Set<String> = []
        return field.list { item in
            item.mapping { reader in
                let name = reader.require("name") { $0.uniqueName(among: &names, of: "alerts") }
                let window = WindowedCondition.read(reader, probes: probes)
                let severity = reader.optional("severity") { $0.choice(Severity.self) }
                guard let name, let window else { return nil }
                return AlertSection(name: name, window: window, severity: severity ?? .warning)
            }
        }
    }
}

extension ConfigurationField {
    /// A name that nothing else of its kind has.
    func uniqueName(among names: inout Set<String>, of kind: String) -> String? {
        guard let name = name("a name") else { return nil }
        guard names.insert(name).inserted else { return fail("two \(kind) are named '\(name)'") }
        return name
    }
}
