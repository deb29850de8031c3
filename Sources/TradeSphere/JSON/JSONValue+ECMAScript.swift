/// The conversions of ECMAScript that the contract of the functions depends on.
extension JSONValue {
    /// Whether the value counts as true in a condition: not `null`, `false`, `0`, `NaN` or `""`.
    public var isTruthy: Bool {
        switch self {
        case .null: false
        case .boolean(let value): value
        case .number(let value): value != 0 && !value.isNaN
        case .string(let value): !value.isEmpty
        case .array, .object: true
        }
    }

    /// What `String(value)` gives, as in a template literal.
    public var stringified: String {
        switch self {
        case .null: "null"
        case .boolean(let value): value ? "true" : "false"
        case .number(let value): ECMAScriptNumber.text(value)
        case .string(let value): value
        case .array(let elements):
            elements.map { element in
                if case .null = element { "" } else { element.stringified }
            }.joined(separator: ",")
        case .object: "[object Object]"
        }
    }

    /// What PostgREST stores in a text column for this value: the text of a string, the JSON of anything else, and
    /// `nil` for `null` (and for a number that JSON cannot hold).
    public var columnText: String? {
        switch self {
        case .null: nil
        case .number(let value) where !value.isFinite: nil
        case .string(let value): value
        case .boolean, .number, .array, .object: serialized
        }
    }

    /// What `JSON.stringify` gives.
    public var serialized: String {
        var text = ""
        serialize(into: &text)
        return text
    }

    private func serialize(into text: inout String) {
        switch self {
        case .null: text += "null"
        case .boolean(let value): text += value ? "true" : "false"
        case .number(let value): text += value.isFinite ? ECMAScriptNumber.text(value) : "null"
        case .string(let value): Self.quote(value, into: &text)
        case .array(let elements):
            text += "["
            for (index, element) in elements.enumerated() {
                if index > 0 { text += "," }
                element.serialize(into: &text)
            }
            text += "]"
        case .object(let members):
            text += "{"
            for (index, member) in members.enumerated() {
                if index > 0 { text += "," }
                Self.quote(member.key, into: &text)
                text += ":"
                member.value.serialize(into: &text)
            }
            text += "}"
        }
    }

    private static func quote(_ value: String, into text: inout String) {
        text += "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\u{08}": text += "\\b"
            case "\u{0C}": text += "\\f"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\u{00}"..<"\u{20}":
                text += scalar.value < 16 ? "\\u000" : "\\u00"
                text += String(scalar.value, radix: 16)
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
