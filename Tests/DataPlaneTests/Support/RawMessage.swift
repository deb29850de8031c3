/// An HTTP/1.1 message as it came off a socket.
struct RawMessage: Sendable, Equatable {
    /// Start line and field lines with their line ends, the empty line included.
    var head: String
    var body: [UInt8] = []
    /// The bytes of the body on the wire, transfer coding included.
    var wire: [UInt8] = []
    var trailers: [String] = []

    /// The lines of the head, without line ends.
    var lines: [String] { Self.lines(head) }

    var startLine: String { lines.first ?? "" }

    /// The field lines as they are.
    var fieldLines: [String] { Array(lines.dropFirst()) }

    var bodyText: String { text(body) }

    /// The values of a field, in order.
    func values(_ name: String) -> [String] {
        fieldLines.compactMap { line in
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, parts[0].lowercased() == name.lowercased() else { return nil }
            return parts[1].trimmingBlanks
        }
    }

    func first(_ name: String) -> String? { values(name).first }

    var status: Int { Int(startLine.split(separator: " ").dropFirst().first ?? "") ?? 0 }

    static func lines(_ text: String) -> [String] {
        text.split(separator: "\r\n", omittingEmptySubsequences: true).map(String.init)
    }
}

extension Substring {
    fileprivate var trimmingBlanks: String {
        var result = self
        while result.first == " " { result.removeFirst() }
        while result.last == " " { result.removeLast() }
        return String(result)
    }
}

extension StreamSocket {
    /// Receives one message; `nil` where the stream ends before it begins.
    ///
    /// - Parameters:
    ///   - hasBody: Whether the message can have content at all (an answer to `HEAD` cannot).
    ///   - isAnswer: Whether a message without a length goes on until the stream ends.
    func receiveMessage(hasBody: Bool = true, isAnswer: Bool) throws -> RawMessage? {
        guard let head = try take(through: "\r\n\r\n") else { return nil }
        var message = RawMessage(head: text(head))
        let status = message.status
        guard hasBody, !(isAnswer && (status < 200 || status == 204 || status == 304)) else { return message }
        if message.first("transfer-encoding")?.lowercased() == "chunked" {
            try receiveChunks(&message)
        } else if let length = message.first("content-length").flatMap(Int.init) {
            message.body = try take(length)
            message.wire = message.body
        } else if isAnswer {
            message.body = try takeUntilClose()
            message.wire = message.body
        }
        return message
    }

    private func receiveChunks(_ message: inout RawMessage) throws {
        while true {
            guard let line = try take(through: "\r\n") else { throw HarnessError("the stream ended in a chunk") }
            message.wire += line
            let digits = text(line.dropLast(2)).split(separator: ";").first ?? ""
            guard let size = Int(digits, radix: 16) else { throw HarnessError("no chunk size: \(text(line))") }
            if size == 0 { break }
            let data = try take(size + 2)
            message.wire += data
            message.body += data.dropLast(2)
        }
        while let line = try take(through: "\r\n") {
            message.wire += line
            if line.count == 2 { return }
            message.trailers.append(text(line.dropLast(2)))
        }
        throw HarnessError("the stream ended in the trailers")
    }
}
