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

    /// How many containers are open.
    public private(set) var depth = 0
    private var innermost = Level(isObject: false, start: 0)
    /// The containers around the innermost one. It is not among them, so that copies of a reader share them for as long as
    /// none opens or closes.
    private var outer: ContiguousArray<Level> = []
    /// How many bytes have been read.
    public private(set) var index = 0
    private var lexer: JSONLexer
    private var expectation = Expectation.value

    private var bytes: UnsafeBufferPointer<UInt8> { lexer.bytes }

    public init(_ bytes: UnsafeRawBufferPointer) {
        lexer = JSONLexer(bytes: bytes.assumingMemoryBound(to: UInt8.self))
    }

    /// A reader of another text that begins with the bytes which this one has read so far.
    public func continued(in bytes: UnsafeRawBufferPointer) -> JSONSkimmer {
        var other = self
        other.lexer = JSONLexer(bytes: bytes.assumingMemoryBound(to: UInt8.self))
        return other
    }

    /// Whether the root's value has been read whole.
    public var isAtEnd: Bool { depth == 0 && expectation == .separator }

    /// Whether a value has just ended, so that a comma or the end of its container follows.
    public var isAfterValue: Bool { expectation == .separator }

    /// The containers that are open, outermost first.
    public var levels: [Level] { (0..<depth).map { self[level: $0] } }

    /// One of them.
    public subscript(level level: Int) -> Level { level == depth - 1 ? innermost : outer[level] }

    /// The content of the key of the current member of an open object, escapes resolved.
    public func key(ofLevel level: Int) -> String {
        let key = self[level: level].key
        let range = key.lowerBound + 1..<key.upperBound - 1
        let written = UnsafeBufferPointer(rebasing: bytes[range])
        guard written.contains(UInt8(ascii: "\\")) else { return String(decoding: written, as: UTF8.self) }
        var content = DecodedBytes(bytes, range)
        var decoded: [UInt8] = []
        while let byte = content.next() { decoded.append(byte) }
        return String(decoding: decoded, as: UTF8.self)
    }

    /// Reads the tokens that end before or at an offset, whatever follows there.
    ///
    /// A number whose last byte is the one before the offset is not read: it might go on.
    ///
    /// - Throws: ``JSONError`` where these tokens, or the one that the offset divides, are not JSON.
    public mutating func advance(to offset: Int) throws(JSONError) {
        while !isAtEnd {
            let before = (index, expectation)
            skipBlanks()
            if index < offset { try advance() }
            let mayGoOn = index == offset && isAfterValue && isDigit(bytes[offset - 1])
            // Only tokens of one byte open and close containers, so that none of those is ever taken back.
            if index > offset || mayGoOn { (index, expectation) = before }
            if index >= offset || index == before.0 { return }
        }
    }

    /// Moves to what follows after blanks.
    public mutating func skipBlanks() { index = lexer.afterBlanks(index) }

    /// Reads one token; a key and its colon are one.
    ///
    /// - Throws: ``JSONError`` where there is none, or nothing may follow any more.
    public mutating func advance() throws(JSONError) {
        skipBlanks()
        guard index < bytes.count else { throw lexer.endError() }
        let byte = bytes[index]
        switch expectation {
        case .keyOrEnd where byte == UInt8(ascii: "}"), .valueOrEnd where byte == UInt8(ascii: "]"): close()
        case .key, .keyOrEnd: try readKey(byte)
        case .value, .valueOrEnd: try readValue(byte)
        case .separator: try readSeparator(byte)
        }
    }

    private mutating func readKey(_ byte: UInt8) throws(JSONError) {
        guard byte == UInt8(ascii: "\"") else { throw lexer.unexpected("a key in quotation marks", at: index) }
        let end = try lexer.afterString(index).index
        innermost.key = index..<end
        index = lexer.afterBlanks(end)
        guard index < bytes.count, bytes[index] == UInt8(ascii: ":") else {
            throw lexer.unexpected("':' after a key", at: index)
        }
        index += 1
        expectation = .value
    }

    private mutating func readValue(_ byte: UInt8) throws(JSONError) {
        switch byte {
        case UInt8(ascii: "{"): return try open(isObject: true)
        case UInt8(ascii: "["): return try open(isObject: false)
        case UInt8(ascii: "\""): index = try lexer.afterString(index).index
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): index = try lexer.afterNumber(index)
        case UInt8(ascii: "t"): index = try lexer.afterLiteral("true", index)
        case UInt8(ascii: "f"): index = try lexer.afterLiteral("false", index)
        case UInt8(ascii: "n"): index = try lexer.afterLiteral("null", index)
        default: throw lexer.unexpected("a value", at: index)
        }
        expectation = .separator
    }

    private mutating func readSeparator(_ byte: UInt8) throws(JSONError) {
        guard depth > 0 else {
            throw lexer.error(.trailingBytes, "something follows the JSON text", at: index)
        }
        switch byte {
        case UInt8(ascii: ","):
            index += 1
            innermost.start = index
            expectation = innermost.isObject ? .key : .value
        case UInt8(ascii: "}") where innermost.isObject, UInt8(ascii: "]") where !innermost.isObject: close()
        default: throw lexer.separatorError(isObject: innermost.isObject, at: index)
        }
    }

    private mutating func open(isObject: Bool) throws(JSONError) {
        guard depth < JSONTape.depthLimit else { throw lexer.depthError(at: index) }
        index += 1
        if depth > 0 { outer.append(innermost) }
        depth += 1
        innermost = Level(isObject: isObject, start: index)
        expectation = isObject ? .keyOrEnd : .valueOrEnd
    }

    private mutating func close() {
        index += 1
        depth -= 1
        if depth > 0 { innermost = outer.removeLast() }
        expectation = .separator
    }
}
