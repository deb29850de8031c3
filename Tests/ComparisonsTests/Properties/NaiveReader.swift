/// Reads JSON by the grammar, one byte at a time; `nil` is a refusal.
struct NaiveReader {
    let bytes: [UInt8]
    var index = 0

    private var next: UInt8? { index < bytes.count ? bytes[index] : nil }

    mutating func text() -> NaiveJSON? {
        blanks()
        guard let value = value(depth: 1) else { return nil }
        blanks()
        return index == bytes.count ? value : nil
    }

    private mutating func blanks() {
        while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { index += 1 }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        index += 1
        return true
    }

    private mutating func word(_ word: String, _ value: NaiveJSON) -> NaiveJSON? {
        guard bytes[index...].starts(with: word.utf8) else { return nil }
        index += word.utf8.count
        return value
    }

    private mutating func value(depth: Int) -> NaiveJSON? {
        switch next {
        case UInt8(ascii: "{"): return depth > 512 ? nil : object(depth)
        case UInt8(ascii: "["): return depth > 512 ? nil : array(depth)
        case UInt8(ascii: "\""): return string().map { .string($0) }
        case UInt8(ascii: "t"): return word("true", .boolean(true))
        case UInt8(ascii: "f"): return word("false", .boolean(false))
        case UInt8(ascii: "n"): return word("null", .null)
        default: return number()
        }
    }

    private mutating func object(_ depth: Int) -> NaiveJSON? {
        index += 1
        blanks()
        if take("}") { return .object([]) }
        var members: [(key: [UInt8], value: NaiveJSON)] = []
        while true {
            blanks()
            guard let key = string() else { return nil }
            blanks()
            guard take(":") else { return nil }
            blanks()
            guard let value = value(depth: depth + 1) else { return nil }
            members.append((key, value))
            blanks()
            if take("}") { return .object(members) }
            guard take(",") else { return nil }
        }
    }

    private mutating func array(_ depth: Int) -> NaiveJSON? {
        index += 1
        blanks()
        if take("]") { return .array([]) }
        var elements: [NaiveJSON] = []
        while true {
            blanks()
            guard let value = value(depth: depth + 1) else { return nil }
            elements.append(value)
            blanks()
            if take("]") { return .array(elements) }
            guard take(",") else { return nil }
        }
    }

    /// A string's content as UTF-8, by way of the standard library's own reading of UTF-8 and UTF-16.
    private mutating func string() -> [UInt8]? {
        guard take("\"") else { return nil }
        var content: [UInt8] = []
        var plain = index
        while let byte = next, byte != UInt8(ascii: "\"") {
            guard byte >= 0x20 else { return nil }
            guard byte == UInt8(ascii: "\\") else {
                index += 1
                continue
            }
            content += bytes[plain..<index]
            guard let escaped = escapes() else { return nil }
            content += escaped
            plain = index
        }
        content += bytes[plain..<index]
        guard take("\""), String(validating: content, as: UTF8.self) != nil else { return nil }
        return content
    }

    /// One escape, or a run of `\u` escapes.
    private mutating func escapes() -> [UInt8]? {
        guard index + 1 < bytes.count else { return nil }
        if let byte = Self.simpleEscape(bytes[index + 1]) {
            index += 2
            return [byte]
        }
        var units: [UInt16] = []
        while index + 5 < bytes.count, bytes[index] == UInt8(ascii: "\\"), bytes[index + 1] == UInt8(ascii: "u") {
            let digits = String(decoding: bytes[index + 2..<index + 6], as: UTF8.self)
            guard digits.allSatisfy(\.isHexDigit), digits.utf8.count == 4, let unit = UInt16(digits, radix: 16) else {
                return nil
            }
            units.append(unit)
            index += 6
        }
        guard !units.isEmpty, let text = String(validating: units, as: UTF16.self) else { return nil }
        return Array(text.utf8)
    }

    private static func simpleEscape(_ letter: UInt8) -> UInt8? {
        switch letter {
        case 0x22, 0x5C, 0x2F: letter
        case 0x62: 0x08
        case 0x66: 0x0C
        case 0x6E: 0x0A
        case 0x72: 0x0D
        case 0x74: 0x09
        default: nil
        }
    }

    private mutating func number() -> NaiveJSON? {
        let start = index
        _ = take("-")
        if !take("0") { guard digits() else { return nil } }
        if take(".") { guard digits() else { return nil } }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            guard digits() else { return nil }
        }
        return .number(NaiveNumber(bytes[start..<index]))
    }

    private mutating func digits() -> Bool {
        let start = index
        while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { index += 1 }
        return index > start
    }
}
