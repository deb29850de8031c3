import NIOCore
import Traffic

/// An answer kept for comparison while it goes by.
struct AnswerCapture {
    private var status = 0
    /// `nil` before it has come, and once it was handed over.
    private var head: ByteBuffer?
    private(set) var body: BodyCapture
    private(set) var headAt: NIODeadline?

    init(limit: Int) { body = BodyCapture(limit: limit) }

    mutating func receiveHead(_ head: AnswerHead, at time: NIODeadline) {
        status = head.status
        self.head = head.bytes
        headAt = time
        if case .length(let length) = head.body { body.announcedLength = length }
    }

    mutating func receiveBody(_ slice: ByteBuffer) { body.append(slice) }

    /// Hands over the answer as the comparison takes it, after its end.
    mutating func takeOutcome(trailers: ByteBuffer?) -> LegOutcome {
        guard let head = head.take() else { return .failed(LegFailure(.malformed, "the answer has no head")) }
        return .answered(
            Answer(
                status: status,
                head: MessageHead(bytes: head.withoutEmptyLine.withoutExcess),
                body: body.takeBytes(),
                bodyLength: body.knownLength,
                trailers: trailers.map { section in
                    // A head has a start line; that of a trailer section is empty.
                    var lines = ByteBuffer(string: "\r\n")
                    lines.writeImmutableBuffer(section)
                    return MessageHead(bytes: lines)
                }
            )
        )
    }
}

extension ByteBuffer {
    /// A head without the empty line at its end.
    var withoutEmptyLine: ByteBuffer {
        var lines = self
        lines.moveWriterIndex(to: max(lines.readerIndex, lines.writerIndex - 2))
        return lines
    }
}
