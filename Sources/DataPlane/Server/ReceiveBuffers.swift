import NIOCore

/// The large buffers that bodies are received in, shared by all connections of one event loop.
///
/// What was let go last is still in the processor's cache. SwiftNIO keeps buffers for each channel instead, so that connections
/// which are busy by turns write into memory that has left it, and each holds its own for as long as it is open.
final class ReceiveBuffers {
    /// How large each is, in bytes. A body that comes in one piece is captured without being copied; one of 64 KiB would not
    /// come in one piece where its head takes a part of 64 KiB.
    static let capacity = 128 * 1024
    /// How many are remembered; others are freed by who uses them last, and the memory of new ones is given by the kernel, page
    /// by page. As many as are in use where the comparison of answers of 64 KB takes what the event loop leaves of a core.
    static let most = 512
    /// How many that are in use are passed over, where the first ones are in use for long.
    private static let patience = 8
    /// Those that nobody needed for so long are freed.
    private static let idleTime = TimeAmount.seconds(1)

    private let allocator = ByteBufferAllocator()
    /// What something was received in, the latest last; most are in use until their exchanges have been compared, one after the
    /// other.
    private var used = CircularBuffer<ByteBuffer>()
    /// Those that nobody uses any more, the latest last.
    private var free: [ByteBuffer] = []
    /// The fewest that were free since some were freed last.
    private var fewestFree = 0
    private var freedAt = NIODeadline.uptimeNanoseconds(0)

    /// How many nobody uses, as far as that was looked at.
    var freeCount: Int { free.count }

    /// A buffer that nobody else uses.
    func take() -> ByteBuffer {
        while let buffer = takeFirstUsed() { free.append(buffer) }
        if free.isEmpty { passOver() }
        defer { fewestFree = min(fewestFree, free.count) }
        return free.popLast() ?? allocator.buffer(capacity: Self.capacity)
    }

    /// The first of those that were in use, if it is so no more.
    private func takeFirstUsed() -> ByteBuffer? {
        guard var buffer = used.popFirst() else { return nil }
        guard buffer.modifyIfUniquelyOwned({ $0.clear() }) == nil else { return buffer }
        used.prepend(buffer)
        return nil
    }

    private func passOver() {
        for _ in 0..<min(Self.patience, used.count) {
            used.append(used.removeFirst())
            guard let buffer = takeFirstUsed() else { continue }
            return free.append(buffer)
        }
    }

    /// Remembers a buffer that something was received in, if it is one of these, to use it again once nobody else does.
    func remember(_ buffer: ByteBuffer) {
        guard buffer.storageCapacity == Self.capacity, used.count + free.count < Self.most else { return }
        used.append(buffer)
    }

    /// Frees those that were not needed since it did so last; called now and then.
    func freeUnneeded(at now: NIODeadline) {
        guard now - freedAt >= Self.idleTime else { return }
        free.removeFirst(fewestFree)
        for _ in 0..<used.count {
            if let buffer = takeFirstUsed() { free.append(buffer) } else { used.append(used.removeFirst()) }
        }
        fewestFree = free.count
        freedAt = now
    }
}
