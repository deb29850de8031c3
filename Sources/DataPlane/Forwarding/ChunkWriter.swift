import NIOCore

/// The chunked transfer coding, written (RFC 9112 §7.1).
enum ChunkWriter {
    /// The line before a chunk's data.
    static func sizeLine(_ size: Int, allocator: ByteBufferAllocator) -> ByteBuffer {
        var buffer = allocator.buffer(capacity: 20)
        buffer.writeString(String(size, radix: 16))
        buffer.writeStaticString("\r\n")
        return buffer
    }

    /// The last chunk, trailer fields, and the empty line.
    static func end(trailers: ByteBuffer?, allocator: ByteBufferAllocator) -> ByteBuffer {
        var buffer = allocator.buffer(capacity: 8 + (trailers?.readableBytes ?? 0))
        buffer.writeStaticString("0\r\n")
        if let trailers { buffer.writeImmutableBuffer(trailers) }
        buffer.writeStaticString("\r\n")
        return buffer
    }
}
