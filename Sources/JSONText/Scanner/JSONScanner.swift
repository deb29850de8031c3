/// Reads a JSON text once, from front to back, without recursion.
struct JSONScanner {
    let bytes: UnsafeBufferPointer<UInt8>
    var index = 0
    var tokens: ContiguousArray<JSONToken> = []
    /// The tokens of the containers that are open.
    private var open: ContiguousArray<Int> = []

    private enum Expectation { case value, key, separator }

    init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    mutating func scan() throws(JSONError) -> ContiguousArray<JSONToken> {
        guard bytes.count < Int(UInt32.max) else { throw error(.tooLarge, "the text has 4 GiB or more", at: 0) }
        tokens.reserveCapacity(min(bytes.count / 8 + 1, 1 << 16))
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            throw error(.byteOrderMark, "the text begins with a byte order mark", at: 0)
        }
        skipBlanks()
        guard index < bytes.count else { throw error(.empty, "the text is empty", at: index) }
        var expectation = Expectation.value
        repeat {
            switch expectation {
            case .value: expectation = try scanValue()
            case .key: expectation = try scanKey()
            case .separator: expectation = try scanSeparator()
            }
        } while !(expectation == .separator && open.isEmpty)
        skipBlanks()
        guard index == bytes.count else { throw error(.trailingBytes, "something follows the JSON text", at: index) }
        return tokens
    }

    /// Reads a scalar, or opens a container; an empty container is closed at once.
    private mutating func scanValue() throws(JSONError) -> Expectation {
        guard index < bytes.count else { throw endError() }
        switch bytes[index] {
        case UInt8(ascii: "{"):
            try openContainer(.object)
            if index < bytes.count, bytes[index] == UInt8(ascii: "}") {
                closeContainer()
                return .separator
            }
            return .key
        case UInt8(ascii: "["):
            try openContainer(.array)
            if index < bytes.count, bytes[index] == UInt8(ascii: "]") {
                closeContainer()
                return .separator
            }
            return .value
        case UInt8(ascii: "\""): try scanString()
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try scanNumber()
        case UInt8(ascii: "t"): try scanLiteral("true", .true)
        case UInt8(ascii: "f"): try scanLiteral("false", .false)
        case UInt8(ascii: "n"): try scanLiteral("null", .null)
        default: throw unexpected("a value")
        }
        return .separator
    }

    private mutating func scanKey() throws(JSONError) -> Expectation {
        guard index < bytes.count else { throw endError() }
        guard bytes[index] == UInt8(ascii: "\"") else { throw unexpected("a key in quotation marks") }
        try scanString()
        skipBlanks()
        guard index < bytes.count else { throw endError() }
        guard bytes[index] == UInt8(ascii: ":") else { throw unexpected("':' after a key") }
        index += 1
        skipBlanks()
        return .value
    }

    private mutating func scanSeparator() throws(JSONError) -> Expectation {
        skipBlanks()
        guard index < bytes.count else { throw endError() }
        let isObject = tokens[open[open.count - 1]].kind == .object
        switch bytes[index] {
        case UInt8(ascii: ","):
            index += 1
            skipBlanks()
            return isObject ? .key : .value
        case UInt8(ascii: "}") where isObject, UInt8(ascii: "]") where !isObject:
            closeContainer()
            return .separator
        default: throw unexpected(isObject ? "',' or '}'" : "',' or ']'")
        }
    }

    private mutating func openContainer(_ kind: JSONToken.Kind) throws(JSONError) {
        guard open.count < JSONTape.depthLimit else {
            throw error(.tooDeep, "nested deeper than \(JSONTape.depthLimit) levels", at: index)
        }
        open.append(tokens.count)
        tokens.append(JSONToken(kind: kind, offset: index, end: index, next: 0))
        index += 1
        skipBlanks()
    }

    private mutating func closeContainer() {
        index += 1
        let token = open.removeLast()
        tokens[token].end = UInt32(truncatingIfNeeded: index)
        tokens[token].next = UInt32(truncatingIfNeeded: tokens.count)
    }

    private mutating func scanLiteral(_ literal: StaticString, _ kind: JSONToken.Kind) throws(JSONError) {
        let start = index
        try skipLiteral(literal)
        append(kind, from: start)
    }

    /// Reads a literal and keeps nothing of it.
    mutating func skipLiteral(_ literal: StaticString) throws(JSONError) {
        for position in 0..<literal.utf8CodeUnitCount {
            guard index < bytes.count else { throw endError() }
            guard bytes[index] == literal.utf8Start[position] else {
                throw error(.invalidLiteral, "expected '\(literal)'", at: index)
            }
            index += 1
        }
    }

    /// Appends the token of a scalar that ends here.
    mutating func append(_ kind: JSONToken.Kind, from start: Int, hasEscapes: Bool = false) {
        tokens.append(
            JSONToken(kind: kind, offset: start, end: index, next: tokens.count + 1, hasEscapes: hasEscapes))
    }

    mutating func skipBlanks() {
        while index < bytes.count {
            switch bytes[index] {
            case 0x20, 0x0A, 0x0D, 0x09: index += 1
            default: return
            }
        }
    }

    func error(_ code: JSONError.Code, _ reason: String, at offset: Int) -> JSONError {
        JSONError(code, reason, at: offset, in: bytes)
    }

    func endError() -> JSONError { error(.unexpectedEnd, "the text ends too early", at: bytes.count) }

    /// Names the character only where it is punctuation, so that an error never carries content.
    func unexpected(_ expected: String) -> JSONError {
        let byte = bytes[index]
        let found =
            ",:{}[]'\"".utf8.contains(byte) ? "found '\(Character(Unicode.Scalar(byte)))'" : "found something else"
        return error(.unexpectedCharacter, "expected \(expected), \(found)", at: index)
    }
}
