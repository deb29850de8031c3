/// Reads a JSON text token by token and keeps none: it only knows which containers are open.
///
/// It is as strict as ``JSONTape`` about what it has read, at several times the speed. The bytes must stay where they are
/// for as long as it is used.
public struct JSONSkimmer {
    /// A container that is open.
    public struct Level: Sendable, Hashable {
        public let isObject: Bool
        /// Where its current member or element begins: after the brace, bracket or comma before it.
        public fileprivate(set) var start: Int
        /// The key of an object's current member, quotation marks included.
        fileprivate var key = 0..<0
    }

    private enum Expectation { case value, valueOrEnd, key, keyOrEnd, separator }

    /// The containers that are open, outermost first.
    public private(set) var levels: ContiguousArray<Level> = []
    private var scanner: JSONScanner
    private var expectation = Expectation.value

    public init(_ bytes: UnsafeRawBufferPointer) {
        scanner = JSONScanner(bytes: bytes.assumingMemoryBound(to: UInt8.self))
    }

    /// A reader of another text that begins with the bytes which this one has read so far.
    public func continued(in bytes: UnsafeRawBufferPointer) -> JSONSkimmer {
        var other = self
        other.scanner = JSONScanner(bytes: bytes.assumingMemoryBound(to: UInt8.self))
        other.scanner.index = scanner.index
        return other
    }

    /// How many bytes have been read.
    public var index: Int { scanner.index }

    /// Whether the root's value has been read whole.
    public var isAtEnd: Bool { levels.isEmpty && expectation == .separator }

    /// Whether a value has just ended, so that a comma or the end of its container follows.
    public var isAfterValue: Bool { expectation == .separator }

    /// The content of the key of the current member of an open object, escapes resolved.
    public func key(ofLevel level: Int) -> String {
        let range = levels[level].key.dropFirst().dropLast()
        var content = DecodedBytes(scanner.bytes, range.startIndex..<range.endIndex)
        var bytes: [UInt8] = []
        while let byte = content.next() { bytes.append(byte) }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Reads the tokens that end before or at an offset, whatever follows there.
    ///
    /// A number whose last byte is the one before the offset is not read: it might go on.
    ///
    /// - Throws: ``JSONError`` where these tokens, or the one that the offset divides, are not JSON.
    public mutating func advance(to offset: Int) throws(JSONError) {
        while !isAtEnd {
            let before = (scanner.index, expectation)
            scanner.skipBlanks()
            if scanner.index < offset { try advance() }
            let mayGoOn = scanner.index == offset && isAfterValue && isDigit(scanner.bytes[offset - 1])
            // Only tokens of one byte open and close containers, so that none of those is ever taken back.
            if scanner.index > offset || mayGoOn { (scanner.index, expectation) = before }
            if scanner.index >= offset || scanner.index == before.0 { return }
        }
    }

    /// Moves to what follows after blanks.
    public mutating func skipBlanks() { scanner.skipBlanks() }

    /// Reads one token; a key and its colon are one.
    ///
    /// - Throws: ``JSONError`` where there is none, or nothing may follow any more.
    public mutating func advance() throws(JSONError) {
        scanner.skipBlanks()
        guard scanner.index < scanner.bytes.count else { throw scanner.endError() }
        let byte = scanner.bytes[scanner.index]
        switch expectation {
        case .keyOrEnd where byte == UInt8(ascii: "}"), .valueOrEnd where byte == UInt8(ascii: "]"): close()
        case .key, .keyOrEnd: try readKey(byte)
        case .value, .valueOrEnd: try readValue(byte)
        case .separator: try readSeparator(byte)
        }
    }

    private mutating func readKey(_ byte: UInt8) throws(JSONError) {
        guard byte == UInt8(ascii: "\"") else { throw scanner.unexpected("a key in quotation marks") }
        let start = scanner.index
        _ = try scanner.skipString()
        levels[levels.count - 1].key = start..<scanner.index
        scanner.skipBlanks()
        guard scanner.index < scanner.bytes.count else { throw scanner.endError() }
        guard scanner.bytes[scanner.index] == UInt8(ascii: ":") else { throw scanner.unexpected("':' after a key") }
        scanner.index += 1
        expectation = .value
    }

    private mutating func readValue(_ byte: UInt8) throws(JSONError) {
        switch byte {
        case UInt8(ascii: "{"): return try open(isObject: true)
        case UInt8(ascii: "["): return try open(isObject: false)
        case UInt8(ascii: "\""): _ = try scanner.skipString()
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try scanner.skipNumber()
        case UInt8(ascii: "t"): try scanner.skipLiteral("true")
        case UInt8(ascii: "f"): try scanner.skipLiteral("false")
        case UInt8(ascii: "n"): try scanner.skipLiteral("null")
        default: throw scanner.unexpected("a value")
        }
        expectation = .separator
    }

    private mutating func readSeparator(_ byte: UInt8) throws(JSONError) {
        guard let level = levels.last else {
            throw scanner.error(.trailingBytes, "something follows the JSON text", at: scanner.index)
        }
        switch byte {
        case UInt8(ascii: ","):
            scanner.index += 1
            levels[levels.count - 1].start = scanner.index
            expectation = level.isObject ? .key : .value
        case UInt8(ascii: "}") where level.isObject, UInt8(ascii: "]") where !level.isObject: close()
        default: throw scanner.unexpected(level.isObject ? "',' or '}'" : "',' or ']'")
        }
    }

    private mutating func open(isObject: Bool) throws(JSONError) {
        guard levels.count < JSONTape.depthLimit else {
            throw scanner.error(.tooDeep, "nested deeper than \(JSONTape.depthLimit) levels", at: scanner.index)
        }
        scanner.index += 1
        levels.append(Level(isObject: isObject, start: scanner.index))
        expectation = isObject ? .keyOrEnd : .valueOrEnd
    }

    private mutating func close() {
        scanner.index += 1
        levels.removeLast()
        expectation = .separator
    }
}
