import Rollouts
import Yams

/// One value of a configuration, with its name and its place; reads it as a type, or says what is wrong with it.
struct ConfigurationField {
    /// The key it stands under; for an item of a list, the list's.
    let name: String
    let node: Node
    let position: ConfigurationProblem.Position
    let problems: ProblemList

    init(name: String, node: Node, problems: ProblemList) {
        self.name = name
        self.node = node
        self.problems = problems
        position = ConfigurationProblem.Position(line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
    }

    /// A text that stands somewhere, as a key does.
    init(name: String, text: String, at position: ConfigurationProblem.Position, problems: ProblemList) {
        self.name = name
        self.node = Node(text, .implicit, .doubleQuoted)
        self.position = position
        self.problems = problems
    }

    /// Reports a problem with the value. Returns `nil`, so that a reader can end with it.
    @discardableResult
    func fail<Value>(_ message: String, suggestion: String? = nil) -> Value? {
        problems.add("\(name): \(message)", at: position, suggestion: suggestion)
        return nil
    }

    func fail(_ message: String, suggestion: String? = nil) {
        problems.add("\(name): \(message)", at: position, suggestion: suggestion)
    }

    /// Reports a problem within the value, at its own place.
    func fail<Value>(_ error: SyntaxError) -> Value? {
        let place = problems.position(ofColumn: error.column, in: peeked ?? "", at: position)
        problems.add("\(name): \(error.problem)", at: place, suggestion: error.suggestion)
        return nil
    }

    /// Reports that something else stands here than what is wanted.
    func expected<Value>(_ what: String, suggestion: String? = nil) -> Value? {
        fail("expected \(what), found \(found)", suggestion: suggestion)
    }

    /// Whether nothing, `~` or `null` stands here.
    var isNull: Bool {
        guard case .scalar(let scalar) = node, scalar.style == .plain || scalar.style == .any else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
    }

    /// How many items the list has; `nil` where no list stands here.
    var itemCount: Int? { if case .sequence(let items) = node { items.count } else { nil } }

    /// The text of a scalar, whatever it may be, without a complaint.
    var peeked: String? { if case .scalar(let scalar) = node { scalar.string } else { nil } }

    /// The texts under a key of the mappings in a list, whatever else is wrong with them.
    func peekedTexts(under key: String) -> Set<String> {
        guard case .sequence(let items) = node else { return [] }
        return Set(items.compactMap { $0.mapping?[key]?.scalar?.string })
    }

    private var found: String {
        switch node {
        case _ where isNull: "nothing"
        case .scalar(let scalar): "'\(scalar.string.prefix(100))'"
        case .mapping: "a mapping"
        case .sequence: "a list"
        case .alias: "an alias"
        }
    }

    /// The text of a scalar, quoted or not.
    func text(_ what: String = "a text") -> String? {
        guard case .scalar(let scalar) = node, !isNull else { return expected(what) }
        return scalar.string
    }

    /// A text with something in it that can be shown on one line.
    func name(_ what: String = "a name") -> String? {
        guard let text = text(what) else { return nil }
        guard !text.isEmpty, text.count <= 200, text.first?.isWhitespace == false, text.last?.isWhitespace == false,
            !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        else { return expected(what, suggestion: "up to 200 characters, without blanks at its ends") }
        return text
    }

    func boolean() -> Bool? {
        guard let text = text("true or false") else { return nil }
        switch text {
        case "true": return true
        case "false": return false
        default:
            let isYes = ["yes", "on", "y"].contains(text.lowercased())
            let isNo = ["no", "off", "n"].contains(text.lowercased())
            return expected("true or false", suggestion: isYes ? "write true" : isNo ? "write false" : nil)
        }
    }

    func integer(_ range: ClosedRange<Int>) -> Int? {
        guard let text = text("a whole number") else { return nil }
        guard let value = Int(text), !text.hasPrefix("+") else { return expected("a whole number") }
        guard range.contains(value) else {
            return fail("\(value) is out of range", suggestion: "\(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    /// One of the words of an enumeration.
    func choice<Choice: RawRepresentable & CaseIterable>(_ type: Choice.Type = Choice.self) -> Choice?
    where Choice.RawValue == String {
        let words = Choice.allCases.map(\.rawValue)
        let list =
            words.count == 1 ? words[0] : words.dropLast().joined(separator: ", ") + " or " + words[words.count - 1]
        guard let text = text(list) else { return nil }
        if let choice = Choice(rawValue: text) { return choice }
        let nearest = NearestName.suggestion(for: text, among: words)
        return expected(list, suggestion: nearest.map { "did you mean '\($0)'?" })
    }

    /// The items of a list that could be read; nothing at all is an empty list.
    func list<Item>(_ read: (ConfigurationField) -> Item?) -> [Item] {
        guard !isNull else { return [] }
        guard case .sequence(let items) = node else {
            var suggestion: String?
            if case .scalar(let scalar) = node { suggestion = "write [\(scalar.string.prefix(100))]" }
            fail("expected a list, found \(found)", suggestion: suggestion)
            return []
        }
        return items.compactMap { read(ConfigurationField(name: name, node: $0, problems: problems)) }
    }

    /// Reads a mapping, and complains about the keys that nobody asked for.
    ///
    /// Nothing at all is an empty mapping. Where something else stands here, the reader is not called.
    func mapping<Value>(_ read: (ConfigurationReader) -> Value?) -> Value? {
        let reader: ConfigurationReader
        switch node {
        case _ where isNull: reader = ConfigurationReader(emptyNamed: name, position: position, problems: problems)
        case .mapping(let mapping): reader = ConfigurationReader(field: self, mapping: mapping)
        default: return expected("a mapping")
        }
        let value = read(reader)
        reader.reportUnknownKeys()
        return value
    }
}
