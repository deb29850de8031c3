import JSONText

/// A value as the rules for single values see it.
enum ScalarValue {
    case null
    case boolean
    case number(String)
    case string(String)
    case object(isEmpty: Bool)
    case array(isEmpty: Bool)

    init(_ tape: JSONTape, _ token: Int) {
        switch tape.kind(token) {
        case .null: self = .null
        case .true, .false: self = .boolean
        case .number: self = .number(tape.text(token))
        case .string: self = .string(tape.string(token))
        case .object: self = .object(isEmpty: tape.isEmptyContainer(token))
        case .array: self = .array(isEmpty: tape.isEmptyContainer(token))
        }
    }

    func isSameType(as other: ScalarValue) -> Bool {
        switch (self, other) {
        case (.null, .null), (.boolean, .boolean), (.number, .number), (.string, .string), (.object, .object),
            (.array, .array):
            true
        default: false
        }
    }

    /// The text that patterns and times are read from.
    var text: String? {
        switch self {
        case .string(let text), .number(let text): text
        case .null, .boolean, .object, .array: nil
        }
    }
}

/// Finds the rule that explains why two unequal values are of no account.
struct ScalarRelaxation {
    let program: RuleProgram
    let rules: EffectiveRules

    /// - Returns: The rule's index, or `nil` where the values differ whatever the rules say.
    func explanation(_ legacy: ScalarValue, _ candidate: ScalarValue) -> Int32? {
        if let rule = coveringRule(legacy, candidate) { return rule }
        if let rule = normaliser(legacy, candidate) { return rule }
        guard rules.value != EffectiveRules.absent else { return nil }
        let left = normalised(legacy)
        let right = normalised(candidate)
        let isExplained =
            switch program[rules.value].effect {
            case .pattern(let pattern):
                // A text of digits is no number: a changed type is no value of the pattern.
                left.isSameType(as: right) && left.text.map(pattern.matches) == true
                    && right.text.map(pattern.matches) == true
            case .tolerance(let tolerance): isWithin(tolerance, left, right)
            case .timestamp: isSameInstant(left, right)
            default: false
            }
        return isExplained ? rules.value : nil
    }

    private func coveringRule(_ legacy: ScalarValue, _ candidate: ScalarValue) -> Int32? {
        if rules.isValueCovered { return rules.value }
        guard rules.value != EffectiveRules.absent else { return nil }
        guard case .type = program[rules.value].effect else { return nil }
        return legacy.isSameType(as: candidate) ? rules.value : nil
    }

    /// The normaliser that makes the values equal; of several that are needed together, the first.
    private func normaliser(_ legacy: ScalarValue, _ candidate: ScalarValue) -> Int32? {
        let all = [rules.trimmed, rules.caseInsensitive, rules.emptyEqualsNull].filter { $0 != EffectiveRules.absent }
        guard let first = all.first else { return nil }
        for rule in all where isSame(normalised(legacy, only: rule), normalised(candidate, only: rule)) { return rule }
        return isSame(normalised(legacy), normalised(candidate)) ? first : nil
    }

    /// A value after the normalisers that hold here, or after one of them.
    func normalised(_ value: ScalarValue, only rule: Int32? = nil) -> ScalarValue {
        func holds(_ index: Int32) -> Bool { index != EffectiveRules.absent && (rule == nil || rule == index) }
        switch value {
        case .string(var text):
            if holds(rules.trimmed) { text = Self.trimmed(text) }
            if holds(rules.caseInsensitive) { text = text.lowercased() }
            return text.isEmpty && holds(rules.emptyEqualsNull) ? .null : .string(text)
        case .object(isEmpty: true), .array(isEmpty: true):
            return holds(rules.emptyEqualsNull) ? .null : value
        case .null, .boolean, .number, .object, .array:
            return value
        }
    }

    static func trimmed(_ text: String) -> String {
        let scalars = text.unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return "" }
        return String(scalars[first...last])
    }

    /// Whether normalised values are the same; values whose content was not looked at never are.
    private func isSame(_ left: ScalarValue, _ right: ScalarValue) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        // Not by ==, which takes canonically equivalent strings for equal.
        case (.string(let left), .string(let right)): left.utf8.elementsEqual(right.utf8)
        default: false
        }
    }

    private func isWithin(_ tolerance: Tolerance, _ left: ScalarValue, _ right: ScalarValue) -> Bool {
        guard let first = left.text, let second = right.text, left.isSameType(as: right) else { return false }
        if tolerance.allows(first, second) { return true }
        guard case .string = left, let before = Instant(first), let after = Instant(second) else { return false }
        return tolerance.allows(before, after)
    }

    private func isSameInstant(_ left: ScalarValue, _ right: ScalarValue) -> Bool {
        let first = Self.instants(left)
        let second = Self.instants(right)
        return first.contains(where: second.contains)
    }

    private static func instants(_ value: ScalarValue) -> [Instant] {
        switch value {
        case .string(let text): Instant(text).map { [$0] } ?? []
        case .number(let text): Instant.readings(ofNumber: text)
        case .null, .boolean, .object, .array: []
        }
    }
}
