import NIOCore

/// Content kept for comparison and for sending again, up to a limit. Beyond it only the length is counted.
struct BodyCapture {
    private(set) var bytes = ByteBuffer()
    private(set) var length = 0
    private let limit: Int
    /// How much will come; 0 where that is not known.
    var announcedLength = 0

    init(limit: Int) { self.limit = limit }

    /// Whether everything is kept, as far as is known.
    var isWhole: Bool { max(length, announcedLength) <= limit }

    /// Whether so much came that there is no use in reading on, if only the capture wants it.
    var isFlooded: Bool { wouldFlood(length) }

    /// Whether content of that length would be a flood.
    func wouldFlood(_ length: Int) -> Bool { length > max(16 * limit, 16 * 1024 * 1024) }

    /// Keeps a slice: by reference if it is all there is, copied where more will come or it would keep much more memory
    /// than its own.
    mutating func append(_ slice: ByteBuffer) {
        length += slice.readableBytes
        if !isWhole {
            bytes = ByteBuffer()
        } else if length == slice.readableBytes, length >= announcedLength, !slice.isSmallPart {
            bytes = slice
        } else {
            if length == slice.readableBytes {
                bytes = ByteBufferAllocator().buffer(capacity: max(length, announcedLength))
            }
            bytes.writeImmutableBuffer(slice)
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
