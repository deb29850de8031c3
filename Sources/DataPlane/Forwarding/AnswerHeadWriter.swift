import NIOCore

/// Writes an answer's head as it goes to the client: the upstream's end-to-end fields in their order, and nothing added
/// but what this connection needs.
enum AnswerHeadWriter {
    /// What the `Connection` field says.
    enum Persistence: Equatable {
        /// HTTP/1.1 that goes on: nothing.
        case implied
        /// HTTP/1.0 that goes on.
        case keepAlive
        case close
    }

    static func write(
        _ head: AnswerHead,
        transfer: AnswerTransfer,
        persistence: Persistence,
        allocator: ByteBufferAllocator
    ) -> ByteBuffer {
        var buffer = allocator.buffer(capacity: head.bytes.readableBytes + 64 + OutputBuffer.room(for: head.body))
        buffer.writeStaticString("HTTP/1.1 ")
        head.bytes.withUnsafeReadableBytes { bytes in
            buffer.writeBytes(bytes[head.statusAndReason])
            // The blank before an empty reason phrase is not optional (RFC 9112 §4).
            buffer.writeStaticString(head.statusAndReason.count == 3 ? " \r\n" : "\r\n")
            for field in head.fields where isForwarded(field, head, bytes) { buffer.writeBytes(bytes[field.line]) }
        }
        if transfer == .chunked { buffer.writeStaticString("Transfer-Encoding: chunked\r\n") }
        guard head.status != 101 else {
            buffer.writeStaticString("Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
            return buffer
        }
        switch persistence {
        case .implied: break
        case .keepAlive: buffer.writeStaticString("Connection: keep-alive\r\n")
        case .close: buffer.writeStaticString("Connection: close\r\n")
        }
        buffer.writeStaticString("\r\n")
        return buffer
    }

    private static func isForwarded(_ field: FieldLine, _ head: AnswerHead, _ bytes: UnsafeRawBufferPointer) -> Bool {
        // A length says nothing on 1xx and 204 (RFC 9110 §8.6); anywhere else it may not be left out.
        if field.known == .contentLength { return !head.isInterim && head.status != 204 }
        return !field.known.isHopByHop && !head.options.names(field, bytes)
    }
}
