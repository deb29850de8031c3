import NIOCore
public import Traffic

/// Reads HTTP answers that people saved to a file, with `curl -i` for example: status line, field lines, an empty line, body.
///
/// Lines end in CRLF or in a line feed alone. What `curl -i` prints before the final answer is skipped: interim answers
/// (100, 103), a proxy's answer to CONNECT, and redirects that were followed. The body is taken as it is saved, which is with
/// its transfer coding undone.
public enum SavedAnswer {
    /// Why a text is no saved answer, and where.
    public struct Failure: Error, Sendable, Hashable, CustomStringConvertible {
        public let reason: String
        /// From 1.
        public let line: Int
        public let column: Int

        public var description: String { "line \(line), column \(column): \(reason)" }
    }

    /// - Throws: ``Failure`` where the bytes do not begin with the head of an HTTP answer.
    public static func parse(_ bytes: [UInt8]) throws(Failure) -> Answer {
        var reader = Reader(bytes: bytes)
        var head = try reader.head()
        while reader.startsWithAnswer, head.isFollowed { head = try reader.head() }
        return Answer(
            status: head.status,
            head: MessageHead(bytes: ByteBuffer(bytes: head.bytes)),
            body: ByteBuffer(bytes: bytes[reader.index...])
        )
    }

    private struct Head {
        var status: Int
        /// With lines ended by CRLF.
        var bytes: [UInt8]

        /// Whether `curl -i` prints another head after this one, and nothing between.
        var isFollowed: Bool { status < 400 && status != 304 }
    }

    private struct Reader {
        let bytes: [UInt8]
        private(set) var index = 0
        private var line = 1

        init(bytes: [UInt8]) { self.bytes = bytes }

        private static let version = Array("HTTP/".utf8)
        var startsWithAnswer: Bool { bytes[index...].starts(with: Self.version) }

        mutating func head() throws(Failure) -> Head {
            let start = nextLine()
            let status = try status(of: start)
            var head = Array(start) + [0x0D, 0x0A]
            while index < bytes.count {
                let field = nextLine()
                if field.isEmpty { return Head(status: status, bytes: head) }
                if field.first == UInt8(ascii: " ") || field.first == UInt8(ascii: "\t") {
                    // A line that goes on with the field before it (obs-fold, RFC 9112 §5.2).
                    head.removeLast(2)
                    head.append(UInt8(ascii: " "))
                } else if !isField(field) {
                    throw failure("expected a header field such as 'Name: value', or the empty line before the body")
                }
                head += Array(field) + [0x0D, 0x0A]
            }
            return Head(status: status, bytes: head)
        }

        /// The status of `HTTP/1.1 200 OK`, or of `HTTP/2 200`.
        private func status(of line: ArraySlice<UInt8>) throws(Failure) -> Int {
            let words = line.split(separator: UInt8(ascii: " "), maxSplits: 2)
            guard words.count >= 2, words[0].starts(with: Self.version), words[1].count == 3,
                let status = Int(String(decoding: words[1], as: UTF8.self)), (100...999).contains(status)
            else { throw failure("expected a status line such as 'HTTP/1.1 200 OK'") }
            return status
        }

        private func isField(_ line: ArraySlice<UInt8>) -> Bool {
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex else { return false }
            return line[..<colon].allSatisfy { $0 > 0x20 && $0 < 0x7F }
        }

        /// The line that begins here, without its end.
        private mutating func nextLine() -> ArraySlice<UInt8> {
            let end = bytes[index...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            var content = bytes[index..<end]
            if content.last == UInt8(ascii: "\r") { content.removeLast() }
            index = min(end + 1, bytes.count)
            line += 1
            return content
        }

        /// At the line that was read last.
        private func failure(_ reason: String) -> Failure { Failure(reason: reason, line: line - 1, column: 1) }
    }
}
