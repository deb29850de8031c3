import Traffic

/// A JSON value as it is written, white space and escapes included, so that an edit changes one place of the text only.
struct WrittenValue {
    indirect enum Content {
        case scalar(String)
        case array([WrittenValue])
        case object([Member])
    }

    struct Member {
        /// With quotation marks.
        var key: String
        var value: WrittenValue
    }

    /// White space before the value.
    var blank = ""
    var content: Content

    var text: String {
        switch content {
        case .scalar(let text): blank + text
        case .array(let elements): blank + "[" + elements.map(\.text).joined(separator: ",") + blank + "]"
        case .object(let members):
            blank + "{" + members.map { $0.value.blank + $0.key + ":" + $0.value.text }.joined(separator: ",") + blank
                + "}"
        }
    }

    private static let scalars = [
        "null", "true", "false", "0", "1", "1.0", "12", "123", "-4e2", "1.5", "\"\"", "\"a\"", "\" A \"", "\"é\"",
        "\"\\u00e9\"", "\"\\\"\\\\\\n\"", "\"a b\"", "\"\\ud834\\udd1e\"", "\"𝄞\"", "\"2026-01-02T03:04:05Z\"",
        "\"2026-01-02T04:04:05+01:00\"", "\"someone@example.com\"", "\"][}{,:\\\"\"",
    ]
    private static let keys = [
        "\"a\"", "\"\\u0061\"", "\"b\"", "\"c\"", "\"id\"", "\"é\"", "\"a/b\"", "\"\"", "\"7\"", "\"n\"", "\"email\"",
    ]

    static func random(_ depth: Int, _ generator: inout SeededGenerator) -> WrittenValue {
        var value: WrittenValue
        switch Int.random(in: 0..<(depth > 0 ? 6 : 3), using: &generator) {
        case 0, 1, 2: value = scalar(&generator)
        case 3:
            let count = Int.random(in: 0...4, using: &generator)
            value = WrittenValue(content: .array((0..<count).map { _ in random(depth - 1, &generator) }))
        default: value = object(Int.random(in: 0...4, using: &generator), depth, &generator)
        }
        if Int.random(in: 0..<4, using: &generator) == 0 { value.blank = blank(&generator) }
        return value
    }

    /// An object in objects, with long and short members before and after.
    static func document(_ nesting: Int, _ generator: inout SeededGenerator) -> WrittenValue {
        var value = object(Int.random(in: 1...5, using: &generator), 2, &generator)
        guard case .object(var members) = value.content else { return value }
        for _ in 0...3 {
            let length = Int.random(in: 0...40, using: &generator)
            let filler = (0..<length).map { _ in "0123456789 \\u0061 \\\" é ] }" }.joined()
            members.append(Member(key: key(&generator), value: WrittenValue(content: .scalar("\"\(filler)\""))))
        }
        if nesting > 0 {
            members.append(
                Member(key: ["\"n\"", "\"\\u006e\""][nesting % 2], value: document(nesting - 1, &generator)))
        }
        value.content = .object(members.shuffled(using: &generator))
        return value
    }

    private static func object(_ count: Int, _ depth: Int, _ generator: inout SeededGenerator) -> WrittenValue {
        WrittenValue(
            content: .object(
                (0..<count).map { _ in Member(key: key(&generator), value: random(depth - 1, &generator)) }))
    }

    private static func scalar(_ generator: inout SeededGenerator) -> WrittenValue {
        WrittenValue(content: .scalar(scalars.randomElement(using: &generator) ?? "null"))
    }

    private static func key(_ generator: inout SeededGenerator) -> String {
        keys.randomElement(using: &generator) ?? "\"a\""
    }

    private static func blank(_ generator: inout SeededGenerator) -> String {
        ["", " ", "\n", "\t ", "\r\n"].randomElement(using: &generator) ?? ""
    }
}

// MARK: - Edits

extension WrittenValue {
    /// Changes one place, anywhere inside.
    mutating func edit(_ generator: inout SeededGenerator) {
        switch content {
        case .scalar: replace(&generator)
        case .array(var elements):
            if let index = elements.indices.randomElement(using: &generator), stays(4, &generator) {
                elements[index].edit(&generator)
                content = .array(elements)
            } else {
                editElements(elements, &generator)
            }
        case .object(var members):
            if let index = members.indices.randomElement(using: &generator), stays(6, &generator) {
                members[index].value.edit(&generator)
                content = .object(members)
            } else {
                editMembers(members, &generator)
            }
        }
    }

    private func stays(_ odds: Int, _ generator: inout SeededGenerator) -> Bool {
        Int.random(in: 0..<odds, using: &generator) > 0
    }

    private mutating func replace(_ generator: inout SeededGenerator) {
        switch Int.random(in: 0..<5, using: &generator) {
        case 0: blank = Self.blank(&generator)
        case 1: self = Self.random(2, &generator)
        case 2:
            // A long string changes somewhere inside.
            guard case .scalar(let text) = content, text.hasPrefix("\""), text.count > 20 else { fallthrough }
            var characters = Array(text)
            let place = characters.indices.filter { characters[$0].isNumber }.randomElement(using: &generator)
            if let place { characters[place] = "5" }
            content = .scalar(String(characters))
        default: content = Self.scalar(&generator).content
        }
    }

    private mutating func editElements(_ elements: [WrittenValue], _ generator: inout SeededGenerator) {
        var elements = elements
        switch (Int.random(in: 0..<5, using: &generator), elements.indices.randomElement(using: &generator)) {
        case (0, let index?): elements.remove(at: index)
        case (1, _): elements.shuffle(using: &generator)
        case (2, let index?): elements.insert(Self.random(1, &generator), at: index)
        case (3, _): blank = Self.blank(&generator)
        default: elements.append(Self.random(1, &generator))
        }
        content = .array(elements)
    }

    private mutating func editMembers(_ members: [Member], _ generator: inout SeededGenerator) {
        var members = members
        switch (Int.random(in: 0..<8, using: &generator), members.indices.randomElement(using: &generator)) {
        case (0, let index?): members.remove(at: index)
        case (1, let index?): members[index].key = Self.key(&generator)
        case (2, let index?):
            members.swapAt(index, members.indices.randomElement(using: &generator) ?? index)
        case (3, let index?): members.insert(members[index], at: index)
        case (4, _): blank = Self.blank(&generator)
        case (5, _):
            self = Self.random(1, &generator)
            return
        case (6, let index?): members[index].value = Self.random(2, &generator)
        default: members.append(Member(key: Self.key(&generator), value: Self.random(2, &generator)))
        }
        content = .object(members)
    }
}
