import NIOCore

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Sends what a connection writes.
///
/// As long as the connection's channel holds nothing unsent, what an ``OutputBuffer`` put together goes straight to the socket:
/// for a head and a short body a channel's bookkeeping costs more than the rest of the sending. Whatever the socket does not
/// take, or fails at, is the channel's, as is everything that comes before that has left; so it is the channel alone that
/// waits, pushes back and finds out about errors.
final class ConnectionOutput {
    private let buffers: HeadBuffers
    private var buffer = OutputBuffer()
    private var context: ChannelHandlerContext?
    private var socket: NIOBSDSocket.Handle?
    /// Whether the channel encrypts what it is given.
    private var isEncrypted = false
    /// What the channel was given and may not have sent yet, in writes.
    private var outstandingWrites = 0
    /// Whether a write was the first to hear that the peer had broken the connection off: then reading it only tells of its end.
    /// (A peer that had finished before is no longer there to be written to, which is another error.)
    private(set) var wasReset = false

    /// Whether everything that was written has left.
    var hasSentAll: Bool { outstandingWrites == 0 && !buffer.isDirty }

    init(buffers: HeadBuffers) { self.buffers = buffers }

    /// Whether nothing is there to be read, neither bytes nor the end, as far as a socket tells.
    var isPeerSilent: Bool {
        guard let socket else { return true }
        var octet: UInt8 = 0
        return recv(socket, &octet, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT)) < 0 && errno == EAGAIN
    }

    /// - Parameter isEncrypted: Whether the channel encrypts what it is given.
    func open(_ context: ChannelHandlerContext, isEncrypted: Bool) {
        self.context = context
        self.isEncrypted = isEncrypted
        // Of a channel that has no socket, or has lost it, the channel itself will tell.
        socket = try? context.pipeline.syncOperations.withUnsafeTransportIfAvailable { $0 }
    }

    /// Sends nothing more: the channel closes its socket, whose number may then be another's.
    func close() {
        socket = nil
        context = nil
    }

    func write(_ bytes: ByteBuffer) {
        switch buffer.write(bytes) {
        case .nothing: break
        case .one(let bytes): give(bytes)
        case .two(let first, let second):
            context?.write(NIOAny(first), promise: nil)
            give(second)
        }
    }

    /// - Returns: Whether anything had been written since the last time.
    @discardableResult
    func flush() -> Bool {
        guard let rest = buffer.flush() else { return false }
        guard case .one(var bytes) = rest else {
            context?.flush()
            return true
        }
        sendStraight(&bytes)
        if bytes.readableBytes > 0 {
            give(bytes)
            context?.flush()
        }
        buffers.giveBack(bytes)
        return true
    }

    /// Sends what the socket takes now.
    private func sendStraight(_ bytes: inout ByteBuffer) {
        guard let socket, !isEncrypted, outstandingWrites == 0 else { return }
        // SwiftNIO has it that a socket whose peer is gone fails, and raises no signal.
        let sent = bytes.withUnsafeReadableBytes { send(socket, $0.baseAddress, $0.count, 0) }
        if sent > 0 { bytes.moveReaderIndex(forwardBy: sent) }
        if sent < 0, errno == ECONNRESET { wasReset = true }
    }

    /// Gives the channel bytes, and hears when it holds them no more.
    private func give(_ bytes: ByteBuffer) {
        guard let context else { return }
        outstandingWrites += 1
        let sent = context.eventLoop.makePromise(of: Void.self)
        sent.futureResult.assumeIsolated().whenComplete { result in
            self.outstandingWrites -= 1
            guard case .failure(let error) = result else { return }
            if (error as? IOError)?.errnoCode == ECONNRESET { self.wasReset = true }
            self.close()
        }
        context.write(NIOAny(bytes), promise: sent)
    }
}
