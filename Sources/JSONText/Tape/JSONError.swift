/// Says why bytes are no JSON text, and where. It contains nothing of the text but one punctuation mark.
public struct JSONError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong.
    public struct Code: RawRepresentable, Sendable, Hashable {
        public var rawValue: String
        public init(rawValue: String) { self.rawValue = rawValue }

        public static let empty = Code(rawValue: "empty")
        public static let byteOrderMark = Code(rawValue: "byteOrderMark")
        public static let unexpectedEnd = Code(rawValue: "unexpectedEnd")
        public static let unexpectedCharacter = Code(rawValue: "unexpectedCharacter")
        public static let invalidLiteral = Code(rawValue: "invalidLiteral")
        public static let invalidNumber = Code(rawValue: "invalidNumber")
        public static let invalidEscape = Code(rawValue: "invalidEscape")
        public static let loneSurrogate = Code(rawValue: "loneSurrogate")
        public static let controlCharacter = Code(rawValue: "controlCharacter")
        public static let invalidUTF8 = Code(rawValue: "invalidUTF8")
        public static let trailingBytes = Code(rawValue: "trailingBytes")
        public static let tooDeep = Code(rawValue: "tooDeep")
        public static let tooLarge = Code(rawValue: "tooLarge")
    }

    public let code: Code
    /// Where, in bytes from the beginning.
    public let offset: Int
    /// Counted from 1, by line feeds.
    public let line: Int
    /// Counted from 1, in Unicode scalars.
    public let column: Int
    /// What is wrong, in words.
    public let reason: String

    init(_ code: Code, _ reason: String, at offset: Int, in bytes: UnsafeBufferPointer<UInt8>) {
        self.code = code
        self.reason = reason
        self.offset = offset
        var line = 1
        var column = 1
        for byte in bytes.prefix(offset) {
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        self.line = line
        self.column = column
    }

    public var description: String { "line \(line), column \(column): \(reason)" }
}
