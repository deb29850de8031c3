import NIOCore

/// The large buffers that bodies are received in, shared by all connections of one event loop.
///
/// What was let go last is still in the processor's cache. SwiftNIO keeps buffers for each channel instead, so that connections
/// which are busy by turns write into memory that has left it, and each holds its own for as long as it is open.
final class ReceiveBuffers {
    /// How large each is, in bytes. A body that comes in one piece is captured without being copied; one of 64 KiB would not
    /// come in one piece where its head takes a part of 64 KiB.
    static let capacity = 128 * 1024
    /// How many are remembered; others are freed by who uses them last.
    static let most = 64

    private let allocator = ByteBufferAllocator()
    /// What something was received in, the latest last; some are in use until their exchanges have been compared.
    private var remembered: [ByteBuffer] = []

    /// A buffer that nobody else uses.
    func take() -> ByteBuffer {
        for index in remembered.indices.reversed() {
            guard remembered[index].modifyIfUniquelyOwned({ $0.clear() }) != nil else { continue }
            return remembered.remove(at: index)
        }
        return allocator.buffer(capacity: Self.capacity)
    }

    /// Remembers a buffer that something was received in, if it is one of these, to use it again once nobody else does.
    func remember(_ buffer: ByteBuffer) {
        guard buffer.storageCapacity == Self.capacity, remembered.count < Self.most else { return }
        remembered.append(buffer)
    }
}
