import NIOCore

/// Content kept for comparison and for sending again, up to a limit. Beyond it only the length is counted.
struct BodyCapture {
    private(set) var bytes = ByteBuffer()
    private(set) var length = 0
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    /// Whether everything that came is kept.
    var isWhole: Bool { length <= limit }

    /// Keeps a slice; the first one by reference.
    mutating func append(_ slice: ByteBuffer) {
        length += slice.readableBytes
        if length > limit {
            bytes = ByteBuffer()
        } else if bytes.readableBytes == 0 {
            bytes = slice
        } else {
            bytes.writeImmutableBuffer(slice)
        }
    }
}

/// An answer kept for comparison while it goes by.
struct AnswerCapture {
    private(set) var head: AnswerHead?
    private(set) var body: BodyCapture
    private(set) var headAt: NIODeadline?

    init(limit: Int) { body = BodyCapture(limit: limit) }

    mutating func receiveHead(_ head: AnswerHead, at time: NIODeadline) {
        self.head = head
        headAt = time
    }

    mutating func receiveBody(_ slice: ByteBuffer) { body.append(slice) }
}
