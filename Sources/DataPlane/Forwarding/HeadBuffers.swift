import NIOCore

/// Makes the buffers that heads are written into, and keeps one that has been sent for the next head: a channel has nearly
/// always sent what it was given before another head is written. One event loop's.
final class HeadBuffers {
    /// A larger one is not kept, in bytes.
    private static let largestSpare = 16 * 1024

    private let allocator = ByteBufferAllocator()
    private var spare: ByteBuffer?

    /// A buffer with a head.
    ///
    /// - Parameters:
    ///   - expected: How long the head is at most, unless it is an unusual one.
    ///   - room: For what comes behind the head.
    ///   - write: Writes the head; called a second time where it is longer than expected.
    func head(expected: Int, room: Int, _ write: (inout HeadText) -> Void) -> ByteBuffer {
        var capacity = expected
        while true {
            var buffer = take(capacity: capacity + room)
            var length = 0
            buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: 0) { memory in
                guard let start = memory.baseAddress else { return 0 }
                var text = HeadText(at: start, room: memory.count)
                write(&text)
                length = text.length
                return min(length, memory.count)
            }
            if length == buffer.readableBytes { return buffer }
            capacity = length
        }
    }

    private func take(capacity: Int) -> ByteBuffer {
        guard var buffer = spare.take() else { return allocator.buffer(capacity: capacity) }
        // Where somebody still holds its bytes, this is another one.
        buffer.clear(minimumCapacity: capacity)
        return buffer
    }

    /// Takes a buffer that was given to a channel.
    func giveBack(_ buffer: ByteBuffer) {
        if buffer.storageCapacity <= Self.largestSpare { spare = buffer }
    }
}
