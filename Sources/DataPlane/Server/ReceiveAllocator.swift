import NIOCore

/// Gives a channel the buffers that it reads into: as large as what came last asks for, small ones of the channel's own,
/// which SwiftNIO uses again, and large ones of its loop's.
///
/// The channel must read once at a time (`maxMessagesPerRead`), so that SwiftNIO keeps one buffer for it, a small one.
struct ReceiveAllocator: RecvByteBufferAllocator {
    /// From which size on a buffer is the loop's, in bytes.
    private static let smallestShared = 32 * 1024
    /// Where a connection begins, in bytes; it owns as much for as long as it is open.
    private static let initial = 1024

    private let shared: NIOLoopBound<ReceiveBuffers>?
    private var sizes = AdaptiveRecvByteBufferAllocator(
        minimum: 64, initial: Self.initial, maximum: ReceiveBuffers.capacity)
    /// Whether the next buffer is to be one of the loop's.
    private var takesShared = false

    /// - Parameter shared: The buffers of the channel's loop; `nil` where what is received is decrypted, and not kept.
    init(sharing shared: NIOLoopBound<ReceiveBuffers>?) { self.shared = shared }

    /// The size of the channel's own buffer, where that is to be used again.
    func nextBufferSize() -> Int? { takesShared ? nil : sizes.nextBufferSize() }

    func buffer(allocator: ByteBufferAllocator) -> ByteBuffer {
        guard takesShared, let shared else { return sizes.buffer(allocator: allocator) }
        return shared.value.take()
    }

    /// - Returns: That the next buffer may be larger: SwiftNIO then asks for one where it has no size.
    mutating func record(actualReadBytes: Int) -> Bool {
        _ = sizes.record(actualReadBytes: actualReadBytes)
        takesShared = shared != nil && (sizes.nextBufferSize() ?? 0) >= Self.smallestShared
        return true
    }
}
