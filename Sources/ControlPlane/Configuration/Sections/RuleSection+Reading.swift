import Comparisons
import Rollouts
import Traffic

extension RuleSection {
    /// What a rule's word decides about; two words of one aspect cannot both hold.
    private enum Aspect: Hashable {
        case value, order
        case own(String)

        init(of word: String) {
            switch word {
            case "ignore", "accept", "type", "pattern", "tolerance", "timestamp": self = .value
            case "unordered", "keyedBy": self = .order
            default: self = .own(word)
            }
        }
    }

    private struct Word {
        let name: String
        let effect: Rule.Effect
        let value: String?
    }

    /// Words that are switched on with `true`.
    private static let switches: [(word: String, effect: Rule.Effect)] = [
        ("ignore", .ignore), ("accept", .accept), ("type", .type), ("timestamp", .timestamp), ("unordered", .unordered),
        ("nullEqualsMissing", .nullEqualsMissing), ("emptyEqualsNull", .emptyEqualsNull),
        ("caseInsensitive", .caseInsensitive), ("trimmed", .trimmed),
    ]

    /// The rules that one entry states: one for each word, which must be of different aspects.
    static func read(_ field: ConfigurationField) -> [RuleSection]? {
        field.mapping { reader in
            let location = reader.require("at") { $0.answerPattern() }
            let words = words(reader, at: location)
            let reason = reader.optional("reason") { $0.text() }
            let owner = reader.optional("owner") { $0.text() }
            let until = reader.optional("until") { $0.timestamp(date: .end) }
            guard let words else { return nil }
            guard !words.isEmpty else {
                reader.fail("a rule needs a word that says what it does", suggestion: "such as ignore: true")
                return nil
            }
            for (index, word) in words.enumerated() {
                let aspect = Aspect(of: word.name)
                guard let other = words[..<index].first(where: { Aspect(of: $0.name) == aspect }) else { continue }
                reader.fail("'\(other.name)' and '\(word.name)' contradict each other", suggestion: "write two rules")
                return nil
            }
            guard let location else { return nil }
            return words.map { word in
                let rule = Rule(at: location, effect: word.effect, reason: reason, owner: owner, until: until)
                return RuleSection(rule: rule, value: word.value, line: field.position.line)
            }
        }
    }

    /// `nil` where one of the words is wrong.
    private static func words(_ reader: ConfigurationReader, at location: LocationPattern?) -> [Word]? {
        var words: [Word] = []
        var isWrong = false
        func take(_ name: String, _ read: (ConfigurationField) -> Rule.Effect?) {
            guard let field = reader.field(name) else { return }
            guard let effect = read(field) else {
                isWrong = true
                return
            }
            let isSwitch = switches.contains { $0.word == name }
            words.append(Word(name: name, effect: effect, value: isSwitch ? nil : field.peeked))
        }
        for (word, effect) in switches { take(word) { $0.switchedOn(effect) } }
        take("pattern") { $0.regularExpression() }
        take("tolerance") { $0.tolerance() }
        take("keyedBy") { $0.name("the name of a member").map(Rule.Effect.keyedBy) }
        take("rename") { $0.renamed(from: location) }
        return isWrong ? nil : words
    }
}

extension ConfigurationField {
    fileprivate func switchedOn(_ effect: Rule.Effect) -> Rule.Effect? {
        guard let isOn = boolean() else { return nil }
        return isOn ? effect : fail("a rule only relaxes the comparison", suggestion: "remove it, or write true")
    }

    fileprivate func regularExpression() -> Rule.Effect? {
        guard let text = text("a regular expression") else { return nil }
        do {
            return .pattern(try PatternText(parsing: text))
        } catch {
            return fail(error.description)
        }
    }

    fileprivate func tolerance() -> Rule.Effect? {
        guard let text = text("a tolerance such as 0.01, 1% or 1s") else { return nil }
        do {
            return .tolerance(try Tolerance(parsing: text))
        } catch {
            return fail(error.description)
        }
    }

    /// The candidate's place. Whether it fits legacy's is for the rule to say.
    fileprivate func renamed(from old: LocationPattern?) -> Rule.Effect? {
        guard let new = answerPattern() else { return nil }
        let effect = Rule.Effect.rename(to: new)
        guard let old else { return effect }
        do {
            try Rule(at: old, effect: effect).check()
            return effect
        } catch {
            return fail(error.description)
        }
    }
}
