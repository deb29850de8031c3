/// Reads a JSON text as `JSON.parse` does (RFC 8259; the last of equal keys wins).
struct JSONParser {
    /// Deeper nesting is refused, so that a hostile text cannot exhaust the stack.
    static let maximumDepth = 512

    private let bytes: [UInt8]
    private var offset = 0

    private init(_ text: String) {
        bytes = Array(text.utf8)
    }

    /// - Throws: ``JSONSyntaxError``.
    static func parse(_ text: String) throws(JSONSyntaxError) -> JSONValue {
        var parser = JSONParser(text)
        let value = try parser.value(depth: 0)
        parser.skipBlanks()
        if parser.offset < parser.bytes.count {
            throw .trailing(parser.offset, of: parser.bytes)
        }
        return value
    }

    private var current: UInt8? {
        offset < bytes.count ? bytes[offset] : nil
    }

    private mutating func skipBlanks() {
        while let byte = current, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
            offset += 1
        }
    }

    private mutating func value(depth: Int) throws(JSONSyntaxError) -> JSONValue {
        guard depth <= Self.maximumDepth else { throw .nestedTooDeeply }
        skipBlanks()
        guard let byte = current else { throw .endOfInput }
        switch byte {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .boolean(true))
        case UInt8(ascii: "f"): return try word("false", .boolean(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: throw .unexpectedToken(at: offset, of: bytes)
        }
    }

    private mutating func word(_ word: StaticString, _ value: JSONValue) throws(JSONSyntaxError) -> JSONValue {
        for expected in UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount) {
            guard let byte = current else { throw .endOfInput }
            guard byte == expected else { throw .unexpectedToken(at: offset, of: bytes) }
            offset += 1
        }
        return value
    }

    private mutating func object(depth: Int) throws(JSONSyntaxError) -> JSONValue {
        offset += 1
        var members: [JSONValue.Member] = []
        skipBlanks()
        if current == UInt8(ascii: "}") {
            offset += 1
            return .object(members)
        }
        while true {
            skipBlanks()
            guard current == UInt8(ascii: "\"") else {
                let complaint =
                    members.isEmpty ? "Expected property name or '}'" : "Expected double-quoted property name"
                throw .at(offset, of: bytes, complaint)
            }
            let key = try string()
            skipBlanks()
            guard current == UInt8(ascii: ":") else {
                throw .at(offset, of: bytes, "Expected ':' after property name")
            }
            offset += 1
            members.append(.init(key, try value(depth: depth + 1)))
            skipBlanks()
            switch current {
            case UInt8(ascii: ","): offset += 1
            case UInt8(ascii: "}"):
                offset += 1
                return .object(members)
            default: throw .at(offset, of: bytes, "Expected ',' or '}' after property value")
            }
        }
    }

    private mutating func array(depth: Int) throws(JSONSyntaxError) -> JSONValue {
        offset += 1
        var elements: [JSONValue] = []
        skipBlanks()
        if current == UInt8(ascii: "]") {
            offset += 1
            return .array(elements)
        }
        while true {
            elements.append(try value(depth: depth + 1))
            skipBlanks()
            switch current {
            case UInt8(ascii: ","): offset += 1
            case UInt8(ascii: "]"):
                offset += 1
                return .array(elements)
            default: throw .at(offset, of: bytes, "Expected ',' or ']' after array element")
            }
        }
    }

    private mutating func number() throws(JSONSyntaxError) -> JSONValue {
        let start = offset
        if current == UInt8(ascii: "-") { offset += 1 }
        let leadingZero = current == UInt8(ascii: "0")
        guard digits() > 0 else { throw .at(offset, of: bytes, "No number after minus sign") }
        let integerDigits = offset - start - (bytes[start] == UInt8(ascii: "-") ? 1 : 0)
        if leadingZero, integerDigits > 1 {
            let second = offset - integerDigits + 1
            throw start == 0
                ? .trailing(second, of: bytes)
                : .at(second, of: bytes, "Unexpected number")
        }
        if current == UInt8(ascii: ".") {
            offset += 1
            guard digits() > 0 else { throw .at(offset, of: bytes, "Unterminated fractional number") }
        }
        if current == UInt8(ascii: "e") || current == UInt8(ascii: "E") {
            offset += 1
            if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { offset += 1 }
            guard digits() > 0 else { throw .at(offset, of: bytes, "Exponent part is missing a number") }
        }
        let text = String(decoding: bytes[start..<offset], as: UTF8.self)
        guard let value = Double(text) else { throw .unexpectedToken(at: start, of: bytes) }
        return .number(value)
    }

    /// Passes over digits and says how many there were.
    private mutating func digits() -> Int {
        let start = offset
        while let byte = current, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") {
            offset += 1
        }
        return offset - start
    }

    private mutating func string() throws(JSONSyntaxError) -> String {
        offset += 1
        var units: [UInt8] = []
        while let byte = current {
            switch byte {
            case UInt8(ascii: "\""):
                offset += 1
                return String(decoding: units, as: UTF8.self)
            case UInt8(ascii: "\\"):
                units.append(contentsOf: try escape())
            case 0..<0x20:
                throw .at(offset, of: bytes, "Bad control character in string literal")
            default:
                units.append(byte)
                offset += 1
            }
        }
        throw .at(offset, of: bytes, "Unterminated string")
    }

    private mutating func escape() throws(JSONSyntaxError) -> [UInt8] {
        offset += 1
        guard let byte = current else { throw .at(offset, of: bytes, "Unterminated string") }
        let simple: [UInt8: UInt8] = [
            UInt8(ascii: "\""): 0x22, UInt8(ascii: "\\"): 0x5C, UInt8(ascii: "/"): 0x2F, UInt8(ascii: "b"): 0x08,
            UInt8(ascii: "f"): 0x0C, UInt8(ascii: "n"): 0x0A, UInt8(ascii: "r"): 0x0D, UInt8(ascii: "t"): 0x09,
        ]
        if let plain = simple[byte] {
            offset += 1
            return [plain]
        }
        guard byte == UInt8(ascii: "u") else { throw .at(offset, of: bytes, "Bad escaped character") }
        let unit = try hexadecimalUnit()
        if UTF16.isLeadSurrogate(unit), current == UInt8(ascii: "\\"), offset + 1 < bytes.count,
            bytes[offset + 1] == UInt8(ascii: "u")
        {
            let afterLead = offset
            offset += 1
            let trail = try hexadecimalUnit()
            if UTF16.isTrailSurrogate(trail) {
                return Array(String(decoding: [unit, trail], as: UTF16.self).utf8)
            }
            offset = afterLead
        }
        // A lone surrogate becomes U+FFFD here: that is how it leaves an ECMAScript program as UTF-8.
        return Array(String(decoding: [unit], as: UTF16.self).utf8)
    }

    /// Four hexadecimal digits after the `u` at the current place.
    private mutating func hexadecimalUnit() throws(JSONSyntaxError) -> UInt16 {
        offset += 1
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let byte = current else { throw .at(offset, of: bytes, "Bad Unicode escape") }
            let digit = Character(Unicode.Scalar(byte)).hexDigitValue
            guard let digit else { throw .at(offset, of: bytes, "Bad Unicode escape") }
            unit = unit << 4 | UInt16(digit)
            offset += 1
        }
        return unit
    }
}
