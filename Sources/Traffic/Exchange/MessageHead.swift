public import NIOCore

/// The head of an HTTP/1.1 message as it was received: start line and field lines, without the empty line at the end.
///
/// Only heads that the data plane's framing has accepted get here, so reading is a matter of looking for line ends and
/// colons. Order, case and repetition of the fields survive.
public struct MessageHead: Sendable, Hashable {
    /// The raw bytes, lines ended by CRLF.
    public let bytes: ByteBuffer

    public init(bytes: ByteBuffer) { self.bytes = bytes }

    /// A head from text, for tests and saved messages: lines ended by `\n` or CRLF.
    public init(text: String) {
        var buffer = ByteBuffer()
        for line in text.split(whereSeparator: \.isNewline) { buffer.writeString(line + "\r\n") }
        bytes = buffer
    }

    /// The request line or status line.
    public var startLine: String {
        let view = bytes.readableBytesView
        let end = view.firstIndex(of: UInt8(ascii: "\r")) ?? view.endIndex
        return String(decoding: view[..<end], as: UTF8.self)
    }

    /// One of the words that blanks part in the start line, counted from 0; empty where there are not so many.
    func startLineWord(_ number: Int) -> String {
        bytes.withUnsafeReadableBytes { bytes in
            var start = 0
            var left = number
            for index in bytes.indices {
                let isEnd = bytes[index] == UInt8(ascii: "\r")
                guard isEnd || bytes[index] == UInt8(ascii: " ") else { continue }
                if left == 0 { return String(decoding: bytes[start..<index], as: UTF8.self) }
                if isEnd { return "" }
                left -= 1
                start = index + 1
            }
            return left == 0 ? String(decoding: bytes[start...], as: UTF8.self) : ""
        }
    }

    /// The field lines, in order.
    public var fields: [Field] {
        let view = bytes.readableBytesView
        var result: [Field] = []
        var lineStart = view.startIndex
        var isStartLine = true
        while lineStart < view.endIndex {
            let lineEnd = view[lineStart...].firstIndex(of: UInt8(ascii: "\n")) ?? view.endIndex
            let line = view[lineStart..<lineEnd]
            if !isStartLine, let colon = line.firstIndex(of: UInt8(ascii: ":")) {
                let name = String(decoding: line[..<colon], as: UTF8.self)
                result.append(Field(name: name, value: Self.trimmed(line[line.index(after: colon)...])))
            }
            isStartLine = false
            guard lineEnd < view.endIndex else { break }
            lineStart = view.index(after: lineEnd)
        }
        return result
    }

    /// Whether an octet is optional white space around a value, or the CR of the line end (RFC 9110 §5.6.3).
    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }

    private static func trimmed(_ bytes: ByteBufferView) -> String {
        var slice = bytes
        while let first = slice.first, isBlank(first) { slice = slice.dropFirst() }
        while let last = slice.last, isBlank(last) { slice = slice.dropLast() }
        return String(decoding: slice, as: UTF8.self)
    }

    /// One field line.
    public struct Field: Sendable, Hashable {
        /// As received; names are compared without regard to case.
        public var name: String
        /// Without the white space around it.
        public var value: String

        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The value of the first field of that name.
    public func first(_ name: String) -> String? {
        let wanted = name.lowercased()
        return fields.first { $0.name.lowercased() == wanted }?.value
    }
}
