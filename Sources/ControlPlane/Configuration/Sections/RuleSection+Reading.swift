import Rollouts
import Traffic

extension RuleSection {
    /// Words that are switched on with `true`.
    private static let switches: [(word: String, effect: Effect)] = [
        ("ignore", .ignore), ("accept", .accept), ("type", .type), ("timestamp", .timestamp), ("unordered", .unordered),
        ("nullEqualsMissing", .nullEqualsMissing), ("emptyEqualsNull", .emptyEqualsNull),
        ("caseInsensitive", .caseInsensitive), ("trimmed", .trimmed),
    ]

    /// The rules that one entry states: one for each word, which must be of different aspects.
    static func read(_ field: ConfigurationField) -> [RuleSection]? {
        field.mapping { reader in
            let location = reader.require("at") { $0.answerPattern() }
            let effects = effects(reader, at: location)
            let reason = reader.optional("reason") { $0.text() }
            let owner = reader.optional("owner") { $0.text() }
            let until = reader.optional("until") { $0.timestamp(date: .end) }
            guard let effects else { return nil }
            guard !effects.isEmpty else {
                reader.fail("a rule needs a word that says what it does", suggestion: "such as ignore: true")
                return nil
            }
            for (index, effect) in effects.enumerated() {
                guard let other = effects[..<index].first(where: { $0.aspect == effect.aspect }) else { continue }
                reader.fail("'\(other.word)' and '\(effect.word)' contradict each other", suggestion: "write two rules")
                return nil
            }
            guard let location else { return nil }
            return effects.map {
                RuleSection(
                    at: location, effect: $0, reason: reason, owner: owner, until: until, line: field.position.line)
            }
        }
    }

    /// `nil` where one of the words is wrong.
    private static func effects(_ reader: ConfigurationReader, at location: LocationPattern?) -> [Effect]? {
        var effects: [Effect] = []
        var isWrong = false
        func take(_ word: String, _ read: (ConfigurationField) -> Effect?) {
            guard let field = reader.field(word) else { return }
            if let effect = read(field) { effects.append(effect) } else { isWrong = true }
        }
        for (word, effect) in switches { take(word) { $0.switchedOn(effect) } }
        take("pattern") { $0.regularExpression().map(Effect.pattern) }
        take("tolerance") { $0.tolerance().map(Effect.tolerance) }
        take("keyedBy") { $0.name("the name of a member").map(Effect.keyedBy) }
        take("rename") { $0.renamed(from: location).map(Effect.rename) }
        return isWrong ? nil : effects
    }
}

extension ConfigurationField {
    fileprivate func switchedOn(_ effect: RuleSection.Effect) -> RuleSection.Effect? {
        guard let isOn = boolean() else { return nil }
        return isOn ? effect : fail("a rule only relaxes the comparison", suggestion: "remove it, or write true")
    }

    fileprivate func regularExpression() -> String? {
        guard let text = text("a regular expression") else { return nil }
        guard !text.isEmpty else { return expected("a regular expression") }
        do {
            _ = try Regex(text)
            return text
        } catch {
            return fail("'\(text)' is no regular expression: \(error)")
        }
    }

    fileprivate func tolerance() -> RuleSection.Tolerance? {
        let what = "a tolerance such as 0.01, 1% or 1s"
        guard let text = text(what) else { return nil }
        if text.hasSuffix("%"), let percentage = DecimalText.parse(text.dropLast()) {
            guard percentage <= 100 else { return fail("'\(text)' is out of range", suggestion: "0% to 100%") }
            return .relative(percentage / 100)
        }
        if let number = DecimalText.parse(text) { return .absolute(number) }
        if let duration = DurationText.parse(text) { return .time(duration) }
        return expected(what)
    }

    /// The candidate's place: `*` binds by position, so there are as many here as in legacy's place.
    fileprivate func renamed(from old: LocationPattern?) -> LocationPattern? {
        guard let new = answerPattern() else { return nil }
        guard let old else { return new }
        for pattern in [old, new] where pattern.specificity.anyNumber > 0 {
            return fail("'\(pattern)' cannot be renamed: '**' binds nothing", suggestion: "use '*'")
        }
        guard old.specificity.any == new.specificity.any else {
            return fail(
                "'\(new)' has \(new.specificity.any) '*' and '\(old)' has \(old.specificity.any)",
                suggestion: "'*' binds by position")
        }
        guard old != new else { return fail("'\(new)' is the same place") }
        return new
    }
}
