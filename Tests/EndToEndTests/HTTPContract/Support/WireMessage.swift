/// An HTTP/1.1 message as it came off a socket.
struct WireMessage: Sendable, Equatable, CustomStringConvertible {
    /// Start line and field lines with their line ends, the empty line included.
    var head: String
    /// The content, without the framing of chunks.
    var body: [UInt8] = []
    /// What followed the head, as it came.
    var wire: [UInt8] = []
    /// The lines of the trailer section, with their line ends.
    var trailers = ""
    /// Whether the end of the message came, as its framing tells it.
    var isComplete = false

    var startLine: String { lines.first ?? "" }
    var status: Int { startLine.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0 }
    /// Head and content as they came.
    var text: String { head + String(octets: wire) }
    var description: String { text + (isComplete ? "" : "<cut>") }

    /// The lines of the head, without line ends.
    var lines: [String] { head.split(separator: "\r\n").map(String.init) }

    /// The values of a field, in order.
    func values(_ name: String) -> [String] {
        lines.dropFirst().compactMap { line in
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, parts[0].lowercased() == name.lowercased() else { return nil }
            return String(parts[1].drop { $0 == " " })
        }
    }

    /// The same message with other framing: what a proxy may not change.
    var unframed: WireMessage {
        var message = self
        message.wire = []
        return message
    }
}

extension Wire {
    /// Takes the next answer, an interim one included; cut short where the stream ends inside it.
    ///
    /// - Parameter method: Of the request.
    func takeAnswer(to method: String = "GET") throws -> WireMessage {
        guard let head = try take(through: "\r\n\r\n") else {
            throw Failure("no answer but: \(String(octets: try takeToEnd())), \(String(describing: ending))")
        }
        var message = WireMessage(head: String(octets: head))
        if method == "HEAD" || message.status < 200 || message.status == 204 || message.status == 304 {
            message.isComplete = true
        } else {
            try takeBody(&message, isAnswer: true)
        }
        return message
    }

    /// Takes the content of a message behind its head.
    func takeBody(_ message: inout WireMessage, isAnswer: Bool) throws {
        if message.values("transfer-encoding").last?.lowercased() == "chunked" {
            try takeChunks(&message)
        } else if let length = message.values("content-length").first.flatMap({ Int($0) }) {
            message.body = try take(upTo: length)
            message.wire = message.body
            message.isComplete = message.body.count == length
        } else {
            if isAnswer { message.body = try takeToEnd() }
            message.wire = message.body
            message.isComplete = !isAnswer || ending == .closed
        }
    }

    private func takeChunks(_ message: inout WireMessage) throws {
        while let line = try take(through: "\r\n") {
            message.wire += line
            guard let size = Int(String(octets: line.prefix { $0 != UInt8(ascii: ";") && $0 != 13 }), radix: 16) else {
                throw Failure("no chunk size: \(message)")
            }
            if size == 0 { return try takeTrailers(&message) }
            let data = try take(upTo: size + 2)
            message.wire += data
            message.body += data.prefix(size)
            guard data.count == size + 2 else { return }
            guard data.suffix(2) == [13, 10] else { throw Failure("chunk data of another length: \(message)") }
        }
        message.wire += try takeToEnd()
    }

    private func takeTrailers(_ message: inout WireMessage) throws {
        while let line = try take(through: "\r\n") {
            message.wire += line
            guard line.count > 2 else {
                message.isComplete = true
                return
            }
            message.trailers += String(octets: line)
        }
        message.wire += try takeToEnd()
    }
}
