import NIOCore

/// Gives a channel the buffers that it reads into: as large as what came last asks for, and large ones of its loop's.
///
/// The channel must read once at a time (`maxMessagesPerRead`), so that SwiftNIO keeps one buffer for it, for as long as it is
/// open: the first that it is given, which grows with the sizes that are asked for.
struct ReceiveAllocator: RecvByteBufferAllocator {
    /// From which size on a buffer is the loop's, in bytes.
    private static let smallestShared = 32 * 1024
    /// What messages are expected to take at first, in bytes: heads with short bodies fit.
    private static let initial = 1024
    /// What is first read into where nothing is to be owned, in bytes.
    private static let smallest = 64
    /// How large a buffer becomes whose bytes are decrypted, and so copied, in bytes: two records of TLS (RFC 8446 §5.1).
    private static let largestEncrypted = 32 * 1024

    private let shared: NIOLoopBound<ReceiveBuffers>?
    private let ownsBuffer: Bool
    private var sizes: AdaptiveRecvByteBufferAllocator
    private var hasRead = false
    /// Whether the next buffer is to be one of the loop's.
    private var takesShared = false

    /// - Parameters:
    ///   - shared: The buffers of the channel's loop; `nil` where what is received is decrypted, and not kept.
    ///   - ownsBuffer: Whether small messages are to be received in a buffer of the channel's own. One whose messages are kept
    ///     for longer than until the next ones come, or that mostly waits, has no use for it.
    init(sharing shared: NIOLoopBound<ReceiveBuffers>?, ownsBuffer: Bool) {
        self.shared = shared
        self.ownsBuffer = ownsBuffer
        sizes = AdaptiveRecvByteBufferAllocator(
            minimum: Self.smallest, initial: Self.initial,
            maximum: shared == nil ? Self.largestEncrypted : ReceiveBuffers.capacity)
    }

    /// The size of the channel's own buffer, where that is to be used again.
    func nextBufferSize() -> Int? { takesShared || !ownsBuffer ? nil : sizes.nextBufferSize() }

    func buffer(allocator: ByteBufferAllocator) -> ByteBuffer {
        if takesShared, let shared { return shared.value.take() }
        return hasRead || ownsBuffer
            ? sizes.buffer(allocator: allocator) : allocator.buffer(capacity: Self.smallest)
    }

    /// - Returns: That the next buffer may be larger: SwiftNIO then asks for one where it has no size.
    mutating func record(actualReadBytes: Int) -> Bool {
        if hasRead || ownsBuffer { _ = sizes.record(actualReadBytes: actualReadBytes) }
        hasRead = true
        takesShared = shared != nil && (sizes.nextBufferSize() ?? 0) >= Self.smallestShared
        return true
    }
}
