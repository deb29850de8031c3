/// A JSON text as a flat tape of tokens over its bytes.
///
/// Nothing is decoded before it is asked for: strings and numbers stay bytes, compared as such where that is exact.
/// Duplicate keys are kept, in order. The text was checked against RFC 8259 to the letter, UTF-8 included.
public struct JSONTape: Sendable {
    /// Arrays and objects may nest this deep.
    public static let depthLimit = 512

    /// The text.
    public let bytes: [UInt8]
    /// In the order of the text; the first token is the root.
    public let tokens: ContiguousArray<JSONToken>

    /// Scans a JSON text.
    ///
    /// - Throws: ``JSONError`` where the bytes are not exactly one JSON text, nest deeper than ``depthLimit``, or are 4 GiB
    ///   or more.
    public init(parsing bytes: [UInt8]) throws(JSONError) {
        self.bytes = bytes
        tokens = try bytes.withUnsafeBufferPointer { (buffer) throws(JSONError) in
            try JSONScanner(bytes: buffer).scan()
        }
    }

    /// Scans a JSON text in memory; the bytes are copied.
    ///
    /// - Throws: as ``init(parsing:)-([UInt8])``.
    public init(parsing bytes: UnsafeRawBufferPointer) throws(JSONError) { try self.init(parsing: Self.copy(bytes)) }

    /// A text in memory as ``init(parsing:)-([UInt8])`` takes it.
    public static func copy(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: bytes.count) { copy, count in
            let memory = UnsafeMutableRawBufferPointer(copy)
            FreshMemory.prepare(memory, first: bytes.count)
            memory.copyMemory(from: bytes)
            count = bytes.count
        }
    }

    /// The index of the root's token.
    public static let root = 0

    /// The kind of the value at a token.
    @inlinable
    public func kind(_ token: Int) -> JSONToken.Kind { tokens[token].kind }

    /// The token after a value's subtree: the next member's key, the next element, or the end of the container.
    @inlinable
    public func next(_ token: Int) -> Int { Int(tokens[token].next) }

    /// Where the text of a value is.
    @inlinable
    public func range(_ token: Int) -> Range<Int> { Int(tokens[token].offset)..<Int(tokens[token].end) }

    /// The text of a value, as it stands.
    public func text(_ token: Int) -> String { String(decoding: bytes[range(token)], as: UTF8.self) }

    /// Whether a value is neither an object nor an array.
    @inlinable
    public func isScalar(_ token: Int) -> Bool {
        switch tokens[token].kind {
        case .object, .array: false
        case .string, .number, .true, .false, .null: true
        }
    }

    /// Whether an object or array has no members.
    @inlinable
    public func isEmptyContainer(_ token: Int) -> Bool {
        !isScalar(token) && next(token) == token + 1
    }

    /// The tokens of an array's elements.
    public func elements(_ array: Int) -> [Int] {
        var result: [Int] = []
        let end = next(array)
        var token = array + 1
        while token < end {
            result.append(token)
            token = next(token)
        }
        return result
    }

    /// The tokens of an object's keys; a key's value is at the token after it.
    public func keys(_ object: Int) -> [Int] {
        var result: [Int] = []
        let end = next(object)
        var token = object + 1
        while token < end {
            result.append(token)
            token = next(token + 1)
        }
        return result
    }

    /// Whether two values are written alike, byte for byte. Values that are can only be equal.
    public func isWrittenLike(_ token: Int, _ other: JSONTape, _ otherToken: Int) -> Bool {
        let range = range(token)
        let otherRange = other.range(otherToken)
        guard range.count == otherRange.count else { return false }
        return bytes.withUnsafeBytes { left in
            other.bytes.withUnsafeBytes { right in
                commonPrefix(left, range.lowerBound, right, otherRange.lowerBound, count: range.count) == range.count
            }
        }
    }
}
