import NIOCore

/// A request's head, read as far as forwarding needs it. The bytes stay as they came.
final class RequestHead {
    /// The whole head, the empty line included.
    let bytes: ByteBuffer
    let fields: [FieldLine]
    let method: Range<Int>
    /// The request target as received.
    let target: Range<Int>
    /// The path and query: the target itself, or what follows the authority of an absolute-form target.
    let pathAndQuery: Range<Int>
    /// The authority of an absolute-form target, which replaces `Host` (RFC 9112 §3.2.2).
    let authority: Range<Int>?
    let isHTTP10: Bool
    let body: BodyFraming
    let options: ConnectionOptions
    let expectsContinue: Bool
    let methodKind: MethodKind
    /// The value of `Host`.
    let host: Range<Int>?
    /// Whether the client wants to speak WebSocket from here on (RFC 6455 §4.1). Any other upgrade is not passed on.
    let isWebSocketUpgrade: Bool

    /// Whether the client wants to go on using the connection.
    var isPersistent: Bool { isHTTP10 ? options.keepAlive && !options.close : !options.close }

    init(bytes: ByteBuffer, startLineEnd: Int, fields: [FieldLine]) throws(FramingError) {
        self.bytes = bytes
        self.fields = fields
        let parts = try bytes.withUnsafeReadableBytes { (raw) throws(FramingError) in
            try Parts(raw, startLineEnd: startLineEnd, fields: fields)
        }
        method = parts.line.method
        target = parts.line.target
        pathAndQuery = parts.form.pathAndQuery
        authority = parts.form.authority
        isHTTP10 = parts.line.isHTTP10
        body = parts.body
        options = parts.options
        expectsContinue = parts.expectsContinue
        methodKind = parts.line.kind
        host = parts.host
        isWebSocketUpgrade = parts.isWebSocketUpgrade
    }

    /// Reads the bytes of a range as text.
    func text(_ range: Range<Int>) -> String {
        bytes.getString(at: bytes.readerIndex + range.lowerBound, length: range.count) ?? ""
    }

    /// Whether a field is listed in `Connection`.
    func isHopByHop(_ field: FieldLine) -> Bool {
        !options.fieldNames.isEmpty && bytes.withUnsafeReadableBytes { options.names(field, $0) }
    }

    /// The first field of a name that is not among the known ones.
    func first(_ name: String) -> String? {
        let wanted = name.lowercased()
        return fields.first { $0.name.count == wanted.utf8.count && text($0.name).lowercased() == wanted }
            .map { text($0.value) }
    }

    /// Everything that is read in one pass over the bytes.
    private struct Parts {
        let line: RequestLine
        let form: TargetForm
        let body: BodyFraming
        let options: ConnectionOptions
        let expectsContinue: Bool
        let host: Range<Int>?
        let isWebSocketUpgrade: Bool

        init(_ bytes: UnsafeRawBufferPointer, startLineEnd: Int, fields: [FieldLine]) throws(FramingError) {
            line = try RequestLine(bytes, end: startLineEnd)
            form = try TargetForm(bytes, line)
            host = try HostField.find(bytes, fields, isHTTP10: line.isHTTP10)
            options = try ConnectionOptions(fields, bytes)
            let framing = try FramingFields(fields, bytes)
            guard !(line.isHTTP10 && framing.hasTransferEncoding) else {
                throw .malformed("Transfer-Encoding is given on HTTP/1.0")
            }
            body = framing.isChunked ? .chunked : framing.contentLength.map { $0 == 0 ? .none : .length($0) } ?? .none
            isWebSocketUpgrade =
                line.kind == .get && !line.isHTTP10 && body == .none && options.upgrade
                && fields.contains { $0.known == .upgrade && Octets.equals(bytes, $0.value, "websocket") }
            expectsContinue = try Self.expectation(bytes, fields, isHTTP10: line.isHTTP10)
        }

        private static func expectation(
            _ bytes: UnsafeRawBufferPointer,
            _ fields: [FieldLine],
            isHTTP10: Bool
        ) throws(FramingError) -> Bool {
            var expectsContinue = false
            for field in fields where field.known == .expect && !isHTTP10 {
                guard Octets.equals(bytes, field.value, "100-continue") else {
                    throw FramingError(code: .unknownExpectation, reason: "the expectation is not 100-continue")
                }
                expectsContinue = true
            }
            return expectsContinue
        }
    }
}
