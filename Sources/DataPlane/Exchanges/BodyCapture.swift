import NIOCore

/// Content kept for comparison and for sending again, up to a limit. Beyond it only the length is counted.
struct BodyCapture {
    private(set) var bytes = ByteBuffer()
    private(set) var length = 0
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    /// Whether everything that came is kept.
    var isWhole: Bool { length <= limit }

    /// Whether so much came that there is no use in reading on, if only the capture wants it.
    var isFlooded: Bool { wouldFlood(length) }

    /// Whether content of that length would be a flood.
    func wouldFlood(_ length: Int) -> Bool { length > max(16 * limit, 16 * 1024 * 1024) }

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
