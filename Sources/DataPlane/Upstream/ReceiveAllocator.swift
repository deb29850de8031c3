import NIOCore

/// Gives an upstream channel the buffers that it reads into: as large as what came last asks for, small ones of the channel's own,
/// which SwiftNIO uses again, and large ones of its loop's.
///
/// The channel must read once at a time (`maxMessagesPerRead`), so that SwiftNIO keeps one buffer for it, a small one.
struct ReceiveAllocator: RecvByteBufferAllocator {
    /// From which size on a buffer is the loop's, in bytes.
    private static let smallestShared = 32 * 1024

    private let shared: NIOLoopBound<ReceiveBuffers>?
    private var sizes = AdaptiveRecvByteBufferAllocator(minimum: 64, initial: 2048, maximum: ReceiveBuffers.capacity)

    /// - Parameter shared: The buffers of the channel's loop; `nil` where what is received is decrypted, and not kept.
    init(sharing shared: NIOLoopBound<ReceiveBuffers>?) { self.shared = shared }

    /// The loop's buffers, where the next one is to be one of them.
    private var nextShared: ReceiveBuffers? {
        guard let shared, let size = sizes.nextBufferSize(), size >= Self.smallestShared else { return nil }
        return shared.value
    }

    /// The size of the channel's own buffer, where that is to be used again.
    func nextBufferSize() -> Int? { nextShared == nil ? sizes.nextBufferSize() : nil }

    func buffer(allocator: ByteBufferAllocator) -> ByteBuffer {
        nextShared?.take() ?? sizes.buffer(allocator: allocator)
    }

    /// - Returns: That the next buffer may be larger: SwiftNIO then asks for one where it has no size.
    mutating func record(actualReadBytes: Int) -> Bool {
        _ = sizes.record(actualReadBytes: actualReadBytes)
        return true
    }
}
