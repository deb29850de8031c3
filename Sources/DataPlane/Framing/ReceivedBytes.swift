import NIOCore

/// Bytes that came on a connection and are not read yet.
///
/// With the last of them the buffer that they came in is let go, so that what comes next can be received in it again: on
/// another connection, where it is one of ``ReceiveBuffers``, or else on this one.
struct ReceivedBytes {
    private var buffer: ByteBuffer?

    var count: Int { buffer?.readableBytes ?? 0 }

    mutating func append(_ bytes: consuming ByteBuffer) {
        guard bytes.readableBytes > 0 else { return }
        guard var rest = buffer.take() else { return buffer = bytes }
        if rest.readerIndex > 0 {
            // What has been read goes: where bytes always come before the last ones are read, it would stay for ever.
            var unread = ByteBufferAllocator().buffer(capacity: rest.readableBytes + bytes.readableBytes)
            unread.writeImmutableBuffer(rest)
            rest = unread
        }
        rest.writeImmutableBuffer(bytes)
        buffer = rest
    }

    /// - Returns: The next bytes, as many as there are up to a number, or `nil` where there are none.
    mutating func readSlice(upTo most: Int) -> ByteBuffer? {
        count > 0 ? readSlice(length: min(most, count)) : nil
    }

    /// - Returns: The next bytes, or `nil` where there are fewer.
    mutating func readSlice(length: Int) -> ByteBuffer? {
        guard let slice = peekSlice(length: length) else { return nil }
        skip(length)
        return slice
    }

    /// - Returns: The next bytes, which stay, or `nil` where there are fewer.
    func peekSlice(length: Int) -> ByteBuffer? {
        buffer.flatMap { $0.getSlice(at: $0.readerIndex, length: length) }
    }

    /// - Parameter length: No more than there are.
    mutating func skip(_ length: Int) {
        buffer?.moveReaderIndex(forwardBy: length)
        if buffer?.readableBytes == 0 { buffer = nil }
    }

    func begins(with word: String) -> Bool { buffer?.readableBytesView.starts(with: word.utf8) ?? false }

    /// Everything, or `nil` where there is nothing.
    mutating func readAll() -> ByteBuffer? { buffer.take() }

    /// Skips an empty line, if it comes next.
    mutating func skipEmptyLine() -> Bool {
        guard buffer?.peekInteger(as: UInt16.self) == 0x0D0A else { return false }
        skip(2)
        return true
    }

    /// Lets a scanner read on.
    func scan(_ scanner: inout HeadScanner) throws(FramingError) -> Int? {
        try buffer?.scan(&scanner)
    }

    /// The next event of content in chunks, or `nil` where more bytes are needed.
    mutating func readEvent(of chunks: inout ChunkedDecoder) throws(FramingError) -> ChunkedDecoder.Event? {
        guard var bytes = buffer.take() else { return nil }
        defer { if bytes.readableBytes > 0 { buffer = bytes } }
        return try chunks.next(&bytes)
    }
}
