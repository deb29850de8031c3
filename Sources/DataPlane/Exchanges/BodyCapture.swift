import NIOCore

/// Content kept for comparison and for sending again, up to a limit. Beyond it only the length is counted.
struct BodyCapture {
    /// Room made at once for what is announced: a peer that announces much and sends little must not take memory.
    private static let roomAtOnce = 128 * 1024

    /// What was kept; `nil` where nothing was. (An empty buffer would be counted as referenced by every capture.)
    private var kept: ByteBuffer?
    private(set) var length = 0
    private let limit: Int
    /// How much the head says will come; 0 where it does not say.
    var announcedLength = 0

    init(limit: Int) { self.limit = limit }

    /// What was kept.
    var bytes: ByteBuffer { kept ?? ByteBuffer() }

    /// Hands over what was kept.
    mutating func takeBytes() -> ByteBuffer { kept.take() ?? ByteBuffer() }

    /// How long the content is, as far as is known.
    var knownLength: Int { max(length, announcedLength) }

    /// Whether everything is kept, as far as is known.
    var isWhole: Bool { knownLength <= limit }

    /// Whether so much came, or is announced, that there is no use in reading on, if only the capture wants it.
    var isFlooded: Bool { knownLength > max(16 * limit, 16 * 1024 * 1024) }

    /// Whether a slice is kept that comes next.
    func hasRoom(for slice: ByteBuffer) -> Bool { isWhole && length + slice.readableBytes <= limit }

    /// Keeps a slice: by reference if it is all there is, copied where more will come or it would keep much more memory
    /// than its own.
    mutating func append(_ slice: ByteBuffer) {
        length += slice.readableBytes
        if !isWhole {
            kept = nil
        } else if length == slice.readableBytes, length >= announcedLength, !slice.isSmallPart {
            kept = slice
        } else if kept?.writeImmutableBuffer(slice) == nil {
            let room = max(length, min(announcedLength, Self.roomAtOnce))
            var bytes = ByteBufferAllocator().buffer(capacity: room)
            bytes.writeImmutableBuffer(slice)
            kept = bytes
        }
    }
}

extension ByteBuffer {
    /// Whether the memory behind the buffer is many times what it holds, so that a copy is cheaper to keep.
    fileprivate var isSmallPart: Bool { storageCapacity > 4 * readableBytes + 4 * 1024 }

    /// The same bytes, without the memory of a much larger buffer behind them.
    var withoutExcess: ByteBuffer {
        guard isSmallPart else { return self }
        var copy = ByteBufferAllocator().buffer(capacity: readableBytes)
        copy.writeImmutableBuffer(self)
        return copy
    }
}
