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
        buffers: HeadBuffers
    ) -> ByteBuffer {
        buffers.head(expected: head.bytes.readableBytes + 64, room: OutputBuffer.room(for: head.body)) { text in
            text.append("HTTP/1.1 ")
            head.bytes.withUnsafeReadableBytes { bytes in
                var run = writeStatus(head, bytes, &text)
                for field in head.fields where isForwarded(field, head, bytes) {
                    run.add(field.line, bytes, to: &text)
                }
                run.finish(bytes, to: &text)
            }
            if transfer == .chunked { text.append("Transfer-Encoding: chunked\r\n") }
            if head.status == 101 {
                text.append("Connection: Upgrade\r\nUpgrade: websocket\r\n")
            } else {
                switch persistence {
                case .implied: break
                case .keepAlive: text.append("Connection: keep-alive\r\n")
                case .close: text.append("Connection: close\r\n")
                }
            }
            text.append("\r\n")
        }
    }

    /// What follows the version in the status line.
    ///
    /// - Returns: The lines that are still to go out.
    private static func writeStatus(
        _ head: AnswerHead,
        _ bytes: UnsafeRawBufferPointer,
        _ text: inout HeadText
    ) -> LineRun {
        guard head.statusAndReason.count == 3 else {
            return LineRun(head.statusAndReason.lowerBound..<head.statusAndReason.upperBound + 2)
        }
        // The blank before an empty reason phrase is not optional (RFC 9112 §4).
        text.append(bytes, head.statusAndReason)
        text.append(" \r\n")
        return LineRun()
    }

    private static func isForwarded(_ field: FieldLine, _ head: AnswerHead, _ bytes: UnsafeRawBufferPointer) -> Bool {
        // A length says nothing on 1xx and 204 (RFC 9110 §8.6); anywhere else it may not be left out.
        if field.known == .contentLength { return !head.isInterim && head.status != 204 }
        return !field.known.isHopByHop && !head.options.names(field, bytes)
    }
}
