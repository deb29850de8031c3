import NIOCore

/// An answer's head, read as far as forwarding needs it. The bytes stay as they came.
///
/// It is looked at when it comes, and not kept: then the room for its fields is there for the next one.
final class AnswerHead {
    /// The whole head, the empty line included.
    let bytes: ByteBuffer
    let fields: [FieldLine]
    let status: Int
    /// What follows the version in the status line: the status code, a blank, and the reason phrase.
    let statusAndReason: Range<Int>
    let isHTTP10: Bool
    let options: ConnectionOptions
    let body: BodyFraming

    /// Whether the upstream keeps the connection open after this answer.
    var isPersistent: Bool {
        if case .untilClose = body { return false }
        return isHTTP10 ? options.keepAlive && !options.close : !options.close
    }

    var isInterim: Bool { status < 200 }

    init(bytes: ByteBuffer, startLineEnd: Int, fields: [FieldLine], answersHead: Bool) throws(FramingError) {
        self.bytes = bytes
        self.fields = fields
        let parts = try bytes.withUnsafeReadableBytes { (raw) throws(FramingError) in
            try Parts(raw, startLineEnd: startLineEnd, fields: fields, answersHead: answersHead)
        }
        status = parts.status
        statusAndReason = 9..<startLineEnd
        isHTTP10 = parts.isHTTP10
        options = parts.options
        body = parts.body
    }

    /// Everything that is read in one pass over the bytes.
    private struct Parts {
        let status: Int
        let isHTTP10: Bool
        let options: ConnectionOptions
        let body: BodyFraming

        init(
            _ bytes: UnsafeRawBufferPointer,
            startLineEnd end: Int,
            fields: [FieldLine],
            answersHead: Bool
        ) throws(FramingError) {
            guard end >= 12, RequestLine.isExactly(bytes, 0..<7, "HTTP/1."), Octets.isDigit(bytes[7]),
                bytes[8] == Octets.space, (9..<12).allSatisfy({ Octets.isDigit(bytes[$0]) }),
                end == 12 || bytes[12] == Octets.space, Octets.areFieldContent(bytes, 12..<end)
            else { throw .malformed("the answer does not begin with an HTTP/1.1 status line") }
            status = (9..<12).reduce(0) { $0 * 10 + Int(bytes[$1] - UInt8(ascii: "0")) }
            guard (100...599).contains(status) else { throw .malformed("the answer's status code is not one") }
            isHTTP10 = bytes[7] == UInt8(ascii: "0")
            options = try ConnectionOptions(fields, bytes)
            let framing = try FramingFields(fields, bytes)
            if answersHead || status < 200 || status == 204 || status == 304 {
                body = .none
            } else if framing.isChunked {
                guard !isHTTP10 else { throw .malformed("Transfer-Encoding is given on HTTP/1.0") }
                body = .chunked
            } else if let length = framing.contentLength {
                body = length == 0 ? .none : .length(length)
            } else {
                body = .untilClose
            }
        }
    }
}
