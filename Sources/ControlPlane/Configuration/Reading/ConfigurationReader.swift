import Rollouts
import Yams

/// Reads one mapping of a configuration by its keys.
///
/// Why not `Codable`: a `Decoder` stops at the first problem, forgets the lines, and passes over keys that no type asked
/// for. This reader walks Yams' node tree, in which every node knows its place; it remembers which keys were asked for, so
/// that every other one is a problem with a suggestion; and it goes on after each problem, so that one run names them all.
final class ConfigurationReader {
    private struct Entry {
        let key: String
        let keyPosition: ConfigurationProblem.Position
        let value: ConfigurationField
    }

    /// What the mapping is, as problems name it: the key it stands under.
    let name: String
    let position: ConfigurationProblem.Position
    let problems: ProblemList
    private var entries: [Entry] = []
    private var askedFor: [String] = []

    /// A mapping without any entry, standing where nothing stands.
    init(emptyNamed name: String, position: ConfigurationProblem.Position, problems: ProblemList) {
        self.name = name
        self.position = position
        self.problems = problems
    }

    convenience init(field: ConfigurationField, mapping: Node.Mapping) {
        self.init(emptyNamed: field.name, position: field.position, problems: field.problems)
        add(mapping, isMerged: false)
    }

    /// Takes the entries of a mapping; those under the merge key `<<` yield to the mapping's own.
    private func add(_ mapping: Node.Mapping, isMerged: Bool) {
        var merged: [Node.Mapping] = []
        for (key, value) in mapping {
            let field = ConfigurationField(name: name, node: key, problems: problems)
            guard let name = field.text("a key"), !YAMLDocument.isOverwritten(name) else { continue }
            if name == "<<" {
                merged += mappings(ConfigurationField(name: name, node: value, problems: problems))
            } else if !isMerged || !entries.contains(where: { $0.key == name }) {
                let value = ConfigurationField(name: name, node: value, problems: problems)
                entries.append(Entry(key: name, keyPosition: field.position, value: value))
            }
        }
        // A merged mapping is not merged into itself: one level of `<<` is all that a configuration needs.
        for mapping in merged where !isMerged { add(mapping, isMerged: true) }
    }

    private func mappings(_ field: ConfigurationField) -> [Node.Mapping] {
        switch field.node {
        case .mapping(let mapping): return [mapping]
        case .sequence(let items) where items.allSatisfy({ $0.mapping != nil }): return items.compactMap(\.mapping)
        default:
            field.fail("expected an alias of a mapping")
            return []
        }
    }

    /// The value under a key, if it is there.
    func field(_ key: String) -> ConfigurationField? {
        askedFor.append(key)
        return entries.first { $0.key == key }?.value
    }

    /// Replaces a default by the value under a key, if it is there and right.
    func read<Value>(_ key: String, into target: inout Value, _ read: (ConfigurationField) -> Value?) {
        if let field = field(key), let value = read(field) { target = value }
    }

    /// The value under a key, if it is there and right.
    func optional<Value>(_ key: String, _ read: (ConfigurationField) -> Value?) -> Value? { field(key).flatMap(read) }

    /// The value under a key that must be there.
    func require<Value>(_ key: String, _ read: (ConfigurationField) -> Value?) -> Value? {
        guard let field = field(key) else {
            fail("'\(key)' is missing")
            return nil
        }
        return read(field)
    }

    /// The items of the list under a key; none where there is no such key.
    func list<Item>(_ key: String, _ read: (ConfigurationField) -> Item?) -> [Item] { field(key)?.list(read) ?? [] }

    /// Every key with its value, for a mapping whose keys are data.
    func allFields() -> [(key: ConfigurationField, value: ConfigurationField)] {
        askedFor += entries.map(\.key)
        return entries.map {
            (ConfigurationField(name: name, text: $0.key, at: $0.keyPosition, problems: problems), $0.value)
        }
    }

    /// Reports a problem with the mapping as a whole.
    func fail(_ message: String, suggestion: String? = nil) {
        problems.add(name.isEmpty ? message : "\(name): \(message)", at: position, suggestion: suggestion)
    }

    /// Every key that nobody asked for is a problem.
    func reportUnknownKeys() {
        for entry in entries where !askedFor.contains(entry.key) {
            let nearest = NearestName.suggestion(for: entry.key, among: askedFor).map { "did you mean '\($0)'?" }
            problems.add(
                "unknown key '\(entry.key)'", at: entry.keyPosition,
                suggestion: nearest ?? "one of \(askedFor.joined(separator: ", "))")
        }
    }
}
