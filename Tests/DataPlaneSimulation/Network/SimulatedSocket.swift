import NIOCore

/// The proxy's end of a TCP connection in virtual time: a channel with a send buffer and its watermarks, a window that the
/// peer opens and shuts, half-closure, resets, and reads that happen only when they are asked for.
///
/// `EmbeddedChannel` has none of these. What a real socket channel of SwiftNIO does is followed in what a handler can see:
/// up to four reads make one round (as with TLS, where one read gives several pieces), an end of input is noticed though
/// nobody reads (after what was sent before it), writes to a peer that is gone fail later, and what had come before is
/// delivered first.
///
/// Thread safety: a simulation lives on one thread from beginning to end, and its event loop checks that.
final class SimulatedSocket: @unchecked Sendable {
    /// How the socket behaves, apart from its peer.
    struct Conditions {
        /// Bytes that one read gives at most, over the first bytes that come; then ``fullRead``.
        var readBytes = 65536
        /// Bytes of the peer's that are held unread; what is beyond has not left the peer.
        var receiveBytes = 32 * 1024
        var highWatermark = 64 * 1024
        var lowWatermark = 32 * 1024
    }

    /// A write that has gone.
    private struct Written {
        let promise: EventLoopPromise<Void>?
    }

    enum InputEnd { case halfClosed, closed }

    /// Bytes that one read gives, once small reads have shown what they can.
    static let fullRead = 8192
    /// Reads in one round.
    static let readsEach = 4
    /// Bytes that come in small reads; more would take long and show nothing new.
    private static let slowlyRead = 200

    let loop: SimulatedEventLoop
    let conditions: Conditions
    let remote: SocketAddress?
    let allowsHalfClosure: Bool
    weak var peer: (any SimulatedPeer)?
    let closePromise: EventLoopPromise<Void>
    /// Made in `init`, which it needs the socket for.
    private(set) var storedPipeline: ChannelPipeline!

    // From the peer.
    var incoming = ByteBuffer()
    var inputEnd: InputEnd?
    var isInputShut = false
    var isReadPending = false
    /// Whether a read is asked for as soon as the one before it is done.
    private var readsOn = true
    private var isReadScheduled = false
    private var readCount = 0
    private var isReadWhole = false
    var isPeerGone = false
    /// The peer closed, was written to, and so what it had sent did not all arrive.
    private(set) var hasLostInput = false

    // To the peer.
    var outgoing = CircularBuffer<(bytes: ByteBuffer, promise: EventLoopPromise<Void>?)>()
    var flushedCount = 0
    var outgoingBytes = 0
    private var delivered = ByteBuffer()
    private var isDeliveryScheduled = false
    /// The most that the proxy ever had this socket hold.
    var peakOutgoingBytes = 0
    var isOutputEnded = false
    /// Bytes that the peer still takes; `nil` where it takes everything.
    private var window: Int?
    var closesByReset = false

    var isWritable = true
    var isActive = false
    var isOpen = true
    /// What the proxy did to this socket.
    private(set) var events: [TimedSocketEvent] = []

    init(
        loop: SimulatedEventLoop,
        peer: any SimulatedPeer,
        conditions: Conditions,
        allowsHalfClosure: Bool,
        remote: SocketAddress?
    ) {
        self.loop = loop
        self.peer = peer
        self.conditions = conditions
        self.allowsHalfClosure = allowsHalfClosure
        self.remote = remote
        closePromise = loop.makePromise()
        storedPipeline = ChannelPipeline(channel: self)
        events.reserveCapacity(32)
    }

    func record(_ event: SocketEvent) {
        events.append(TimedSocketEvent(time: loop.now.uptimeNanoseconds, event: event))
    }

    // MARK: What the network does

    /// The connection is made.
    ///
    /// - Parameter established: Told before `channelActive`, as a bootstrap does.
    func activate(_ established: () -> Void) {
        guard isOpen else { return established() }
        isActive = true
        record(.opened)
        pipeline.syncOperations.fireChannelRegistered()
        established()
        guard isOpen else { return }
        pipeline.syncOperations.fireChannelActive()
        if isOpen, readsOn { pipeline.syncOperations.read() }
    }

    /// The connection was never made.
    func discard() { close0(error: ChannelError.eof, mode: .all, promise: nil) }

    // MARK: What the peer does

    /// - Parameter inOneRead: Whether what is there then must come in one read.
    func peerSends(_ bytes: ByteBuffer, inOneRead: Bool = false) {
        guard isOpen, inputEnd == nil, !isPeerGone else { return }
        if inOneRead { isReadWhole = true }
        incoming.append(bytes)
        scheduleRead()
    }

    /// The peer sends no more, and reads on.
    func peerEndsOutput() { endInput(.halfClosed) }

    /// The peer closes: what comes for it from now on is answered by a reset.
    func peerCloses() { endInput(.closed) }

    private func endInput(_ end: InputEnd) {
        guard isOpen, !isPeerGone else { return }
        inputEnd = end
        if end == .closed { isPeerGone = true }
        loop.execute { self.noticeEndOfInput() }
    }

    func peerResets() {
        guard isOpen, !isPeerGone || inputEnd == .closed else { return }
        isPeerGone = true
        incoming.clear()
        loop.execute {
            guard self.isOpen else { return }
            let error = IOError(errnoCode: 104, reason: "read")
            self.pipeline.syncOperations.fireErrorCaught(error)
            self.close0(error: error, mode: .all, promise: nil)
        }
    }

    /// The peer takes so many bytes more, or everything where it is `nil`.
    func peerOpensWindow(_ bytes: Int?) {
        window = bytes
        loop.execute { if self.isOpen { self.writeOut() } }
    }

    // MARK: Reading

    func readOn(_ readsOn: Bool) {
        guard isOpen, readsOn != self.readsOn else { return }
        self.readsOn = readsOn
        if readsOn { read0() } else { isReadPending = false }
    }

    func scheduleRead() {
        guard isReadPending, !isReadScheduled, isOpen, !isInputShut else { return }
        guard incoming.readableBytes > 0 || inputEnd != nil else { return }
        isReadScheduled = true
        loop.execute {
            self.isReadScheduled = false
            guard self.isOpen, self.isReadPending else { return }
            self.readRound()
        }
    }

    /// What one readiness of a socket gives.
    private var nextReadLength: Int {
        guard !isReadWhole else { return incoming.readableBytes }
        return min(readCount < Self.slowlyRead ? conditions.readBytes : Self.fullRead, incoming.readableBytes)
    }

    private func readRound() {
        var rounds = 0
        var hasRead = false
        while rounds < Self.readsEach, isOpen, incoming.readableBytes > 0 {
            rounds += 1
            hasRead = true
            isReadPending = false
            let length = nextReadLength
            guard let slice = incoming.readSlice(length: length) else { break }
            readCount += length
            pipeline.syncOperations.fireChannelRead(NIOAny(slice))
        }
        if hasRead, isOpen { pipeline.syncOperations.fireChannelReadComplete() }
        if isOpen, incoming.readableBytes == 0, inputEnd != nil, !isInputShut { return shutInput() }
        if isOpen, readsOn, !isReadPending, !isInputShut { pipeline.syncOperations.read() }
        scheduleRead()
    }

    /// An end of input is noticed, and all that came before it is read, whether anybody asked or not.
    private func noticeEndOfInput() {
        guard isOpen, !isInputShut, inputEnd != nil, incoming.readableBytes <= conditions.receiveBytes else { return }
        drainInput()
        if isOpen, !isInputShut { shutInput() }
    }

    private func drainInput() {
        while isOpen, incoming.readableBytes > 0 {
            let length = nextReadLength
            guard let slice = incoming.readSlice(length: length) else { return }
            readCount += length
            isReadPending = false
            pipeline.syncOperations.fireChannelRead(NIOAny(slice))
            if isOpen { pipeline.syncOperations.fireChannelReadComplete() }
        }
    }

    private func shutInput() {
        isInputShut = true
        isReadPending = false
        guard allowsHalfClosure else { return close0(error: ChannelError.eof, mode: .all, promise: nil) }
        pipeline.syncOperations.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
    }

    // MARK: Writing

    func writeOut() {
        while flushedCount > 0, isOpen, !isPeerGone, window != 0 || outgoing.first?.bytes.readableBytes == 0 {
            guard let written = writeFirst() else { break }
            written.promise?.succeed()
        }
        if isPeerGone, flushedCount > 0, isOpen { loop.execute { self.failWrites() } }
        guard isOpen, !isWritable, outgoingBytes < conditions.lowWatermark else { return }
        isWritable = true
        pipeline.syncOperations.fireChannelWritabilityChanged()
    }

    /// - Returns: The first write once all of it has gone, `nil` while some of it has not.
    private func writeFirst() -> Written? {
        let length = min(outgoing[outgoing.startIndex].bytes.readableBytes, window ?? .max)
        guard let slice = outgoing[outgoing.startIndex].bytes.readSlice(length: length) else { return nil }
        window = window.map { $0 - length }
        outgoingBytes -= length
        delivered.append(slice)
        scheduleDelivery()
        guard outgoing[outgoing.startIndex].bytes.readableBytes == 0 else { return nil }
        flushedCount -= 1
        return Written(promise: outgoing.removeFirst().promise)
    }

    private func scheduleDelivery() {
        guard !isDeliveryScheduled, delivered.readableBytes > 0 else { return }
        isDeliveryScheduled = true
        loop.execute { self.deliver() }
    }

    func deliver() {
        isDeliveryScheduled = false
        let bytes = delivered
        delivered = ByteBuffer()
        if bytes.readableBytes > 0, !isPeerGone { peer?.socket(self, delivered: bytes) }
    }

    /// Written to a peer that is gone: what it had sent is read first, then the connection ends.
    private func failWrites() {
        guard isOpen, isPeerGone, flushedCount > 0 else { return }
        // What is beyond the buffers has not left the peer.
        hasLostInput = incoming.readableBytes > conditions.receiveBytes
        incoming.moveWriterIndex(to: min(incoming.writerIndex, incoming.readerIndex + conditions.receiveBytes))
        drainInput()
        close0(error: IOError(errnoCode: 32, reason: "write"), mode: .all, promise: nil)
    }

    func failOutgoing(_ error: any Error) {
        guard !outgoing.isEmpty else { return }
        let failed = outgoing
        outgoing.removeAll()
        (flushedCount, outgoingBytes) = (0, 0)
        for entry in failed { entry.promise?.fail(error) }
    }
}

extension ByteBuffer {
    /// Adds bytes, without copying any where there are none yet.
    fileprivate mutating func append(_ bytes: ByteBuffer) {
        if readableBytes == 0 { self = bytes } else { writeImmutableBuffer(bytes) }
    }
}
