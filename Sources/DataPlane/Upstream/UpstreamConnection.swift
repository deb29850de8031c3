import NIOCore
import Traffic

/// One connection to one side. It carries one request at a time, for one leg, and goes back to its pool after an answer
/// that ended cleanly.
final class UpstreamConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private static let lineEnd = ByteBuffer(string: "\r\n")
    /// How long the upstream has to take what is left when nothing more follows.
    private static let lastSendingTime = TimeAmount.seconds(30)

    private let loop: LoopContext
    private let pool: UpstreamPool
    /// What the pool knows about it.
    var pooled: PooledState
    private var context: ChannelHandlerContext?
    private let output: ConnectionOutput
    let allocator = ByteBufferAllocator()
    /// Whether the connection was neither closed nor given up. (The pool has it before its channel says that it is active.)
    private var isUsable = true
    private(set) var isWritable = true
    private var decoder: AnswerDecoder
    private var leg: (any UpstreamLeg)?

    /// Whether the connection has carried a request before this one, and so may have been closed by the peer meanwhile.
    private(set) var isReused = false
    /// Whether this request was begun to be written.
    private(set) var hasWritten = false
    /// Whether the peer has said nothing that is not read yet; asked between requests.
    var isPeerSilent: Bool { output.isPeerSilent }
    /// Whether the answer to this request has begun.
    var hasAnswerBegun: Bool { decoder.hasBegun }
    /// Whether the request was upgraded: bytes go both ways until one side ends.
    private(set) var isTunnel = false
    /// Whether the client has ended it, and what it sent last is on its way.
    private var isTunnelEnding = false
    private var isRequestEnded = false
    private var isAnswerPersistent = false
    /// Whether the final head has come.
    private var hasHead = false
    /// What the answer's `Connection` listed, where a trailer could be one of them.
    private var hopByHopNames: [String] = []
    private var isChunked = false
    private var isReadPaused = false
    /// Whether the channel was told not to read.
    private var isReadStopped = false
    /// When the leg is given up, or the idle connection closed; looked at by the loop's sweep.
    private(set) var deadline = NIODeadline.distantFuture
    private var patience = LegPatience.endless
    /// How long the head might still have taken when reading was paused before it; the pause is not the upstream's.
    private var timeToHead: TimeAmount?

    init(pool: UpstreamPool, address: AddressBook.ID) {
        loop = pool.loop
        self.pool = pool
        output = ConnectionOutput(buffers: loop.buffers)
        pooled = PooledState(address: address, openedAt: loop.now())
        // An upstream is trusted with larger heads than a client.
        decoder = AnswerDecoder(limits: FramingLimits(headBytes: 256 * 1024, headFields: 512))
    }

    // MARK: Sending

    /// Takes the connection for a leg.
    func carry(_ leg: any UpstreamLeg, patience: LegPatience) {
        guard isUsable else {
            pool.forget(self)
            return leg.legFailed(LegFailure(.unreachable, "the connection closed at once"))
        }
        self.leg = leg
        self.patience = patience
        deadline = patience.deadline
        hasWritten = false
        isRequestEnded = false
        leg.legConnected(self)
    }

    func sendHead(_ head: ByteBuffer, answersHead: Bool, answersUpgrade: Bool, isChunked: Bool) {
        self.isChunked = isChunked
        hasWritten = true
        hasHead = false
        decoder.expectAnswer(toHead: answersHead, toUpgrade: answersUpgrade)
        output.write(head)
        extendDeadline()
    }

    func sendBody(_ slice: ByteBuffer) {
        guard slice.readableBytes > 0 else { return }
        if isChunked {
            output.write(ChunkWriter.sizeLine(slice.readableBytes, allocator: allocator))
            output.write(slice)
            output.write(Self.lineEnd)
        } else {
            output.write(slice)
        }
        extendDeadline()
    }

    func sendEnd(trailers: ByteBuffer?) {
        isRequestEnded = true
        if isChunked { output.write(ChunkWriter.end(trailers: trailers, allocator: allocator)) }
        extendDeadline()
    }

    func flush() { output.flush() }

    /// Gives the request up; the leg hears nothing more.
    func abort() {
        leg = nil
        stopReading()
        close()
    }

    /// Nothing more is wanted: a TLS connection stays for a while to end in order, and is read from meanwhile.
    private func stopReading() {
        guard pool.tls != nil, !isReadStopped else { return }
        isReadStopped = true
        _ = context?.channel.setOption(.autoRead, value: false)
    }

    /// Whether what it carries gives way.
    var isExpendable: Bool { leg?.isExpendable ?? false }

    /// Gives up what it carries, which is not the side's failure.
    func giveWay() {
        guard let given = leg else { return }
        abort()
        given.legFailed(LegFailure(.saturated, "its connection was needed"))
    }

    /// Another leg takes over what is left of the answer, up to a deadline.
    func handOver(to leg: any UpstreamLeg, total: NIODeadline) {
        self.leg = leg
        patience = .until(total)
        deadline = total
        resumeReading()
    }

    /// Nobody waits for the answer any more, which has to end by then.
    func limit(until end: NIODeadline) {
        guard leg != nil, end < patience.deadline else { return }
        patience.deadline = end
        patience.isUnawaited = true
        extendDeadline()
    }

    /// The proxy stops.
    func abandon() {
        if leg == nil { close() } else { fail(LegFailure(.abandoned, "the proxy stopped")) }
    }

    // MARK: A tunnel

    func becomeTunnel() {
        isTunnel = true
        patience = .endless
        deadline = .distantFuture
    }

    /// The client ended the tunnel: what it sent last goes out first, as long as the upstream takes it.
    func closeTunnel() {
        flush()
        isTunnelEnding = true
        closeOnceSent()
    }

    /// Ends the connection as soon as the upstream has taken everything that was written to it, or does not take it in time.
    private func closeOnceSent() {
        guard let context, isUsable, !output.hasSentAll else { return close() }
        patience = .until(loop.now() + Self.lastSendingTime)
        deadline = patience.deadline
        // It may wait with reading until it is read from.
        resumeReading()
        let written = context.eventLoop.makePromise(of: Void.self)
        written.futureResult.assumeIsolated().whenComplete { _ in self.close() }
        context.writeAndFlush(NIOAny(ByteBuffer()), promise: written)
    }

    // MARK: Patience

    private func extendDeadline() {
        guard leg != nil else { return }
        timeToHead = nil
        deadline = patience.deadline(at: loop.now(), hasHead: hasHead)
    }

    /// Called by the loop's sweep after the deadline has passed.
    func expire() {
        // Since it was found late it may have been taken for another leg.
        guard deadline <= loop.now() else { return }
        guard leg != nil, !isTunnelEnding else { return close() }
        guard loop.now() < patience.deadline else { return failLate() }
        // The silence is not the upstream's while a slow client keeps us from reading, or has more of its request to send and
        // the upstream took all that came.
        guard !waitsForClient else { return deadline = patience.deadline(at: loop.now(), hasHead: hasHead) }
        fail(Self.late(hasHead))
    }

    private var waitsForClient: Bool { isReadPaused || (!isRequestEnded && isWritable) }

    /// The time for the leg as a whole is over.
    private func failLate() {
        guard !patience.isUnawaited else { return fail(LegFailure(.abandoned, "the client went away")) }
        // An answer that comes at its pace, or at ours, says nothing against the address.
        fail(Self.late(hasHead), blamesAddress: !hasHead && !waitsForClient)
    }

    private static func late(_ hasHead: Bool) -> LegFailure {
        LegFailure(.timeout, hasHead ? "the answer stopped coming" : "no answer came in time")
    }

    // MARK: Receiving

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        output.open(context, isEncrypted: pool.tls != nil)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        output.close()
        isUsable = false
    }

    func channelActive(context: ChannelHandlerContext) {
        pool.opened(self)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        loop.tick()
        let received = unwrapInboundIn(data)
        // What was decrypted is in a buffer of the TLS handler's.
        if pool.tls == nil { loop.receiveBuffers.remember(received) }
        // Nothing was asked: a server that speaks first, or surplus behind an answer. Never use it again.
        guard leg != nil else { return close() }
        decoder.receive(received)
        do throws(FramingError) {
            while leg != nil, let event = try decoder.next() { deliver(event) }
        } catch {
            fail(LegFailure(.malformed, error.reason))
        }
        // After the events, and not before there is a head: neither pieces of one nor interim answers put off when it is due.
        if hasHead { extendDeadline() }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        leg?.legReadCompleted()
        // Most pauses end when what was read has been written.
        guard isReadPaused, !isReadStopped else { return }
        isReadStopped = true
        _ = context.channel.setOption(.autoRead, value: false)
    }

    private func deliver(_ event: AnswerDecoder.Event) {
        switch event {
        case .interim(let head): leg?.legReceivedInterim(head)
        case .head(let head):
            hasHead = true
            timeToHead = nil
            pool.answered(self, at: loop.now())
            isAnswerPersistent = head.isPersistent && head.status != 101
            hopByHopNames = head.body == .chunked ? head.options.fieldNames(in: head.bytes) : []
            leg?.legReceivedHead(head)
        case .body(let slice): leg?.legReceivedBody(slice)
        case .end(let trailers): end(trailers: trailers.flatMap { TrailerSection.endToEnd($0, without: hopByHopNames) })
        }
    }

    private func end(trailers: ByteBuffer?) {
        guard let finished = leg else { return }
        leg = nil
        if !isAnswerPersistent || !isRequestEnded || decoder.hasSurplus {
            close()
        } else if output.hasSentAll {
            rest()
            pool.release(self, at: loop.now())
        } else {
            // The answer came early, and the rest of its request is on the way: nobody else's may wait behind that.
            closeOnceSent()
        }
        finished.legEnded(trailers: trailers)
        finished.legReadCompleted()
    }

    /// Carries nothing from now on, until it is taken again.
    func rest() {
        isReused = true
        deadline = loop.now() + .nanoseconds(pool.limits.idleTimeout)
        // An idle connection is read from, to see it close.
        resumeReading()
    }

    /// - Parameter blamesAddress: Whether it counts against the health of the address.
    private func fail(_ failure: LegFailure, blamesAddress: Bool = true) {
        guard let failed = leg else { return }
        if blamesAddress { pool.failed(self, failure) }
        abort()
        failed.legFailed(failure)
        failed.legReadCompleted()
    }

    private func close() {
        // At once, not when the channel has closed: with TLS that takes a while, and nobody may take it meanwhile.
        isUsable = false
        pool.forget(self)
        output.close()
        context?.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        loop.tick()
        isUsable = false
        output.close()
        pool.forget(self)
        pool.closed(self)
        context.fireChannelInactive()
        guard leg != nil else { return }
        if !output.wasReset, decoder.finish() {
            isAnswerPersistent = false
            end(trailers: nil)
        } else if hasHead {
            // An upstream that gives up on what we do not read, since our client does not, is not at fault.
            fail(LegFailure(.brokenOff, "the connection closed inside the answer"), blamesAddress: !isReadPaused)
        } else {
            fail(LegFailure(.unreachable, "the connection closed before an answer"))
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        loop.tick()
        // A reset: what was read before it has been delivered, the rest is lost.
        fail(LegFailure(hasHead ? .brokenOff : .unreachable, "the connection failed"), blamesAddress: !isReadPaused)
        close()
    }

    // MARK: Back-pressure

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        loop.tick()
        isWritable = context.channel.isWritable
        extendDeadline()
        leg?.legWritabilityChanged(isWritable: isWritable)
        context.fireChannelWritabilityChanged()
    }

    func pauseReading() {
        guard !isReadPaused else { return }
        isReadPaused = true
        if !hasHead { timeToHead = deadline - loop.now() }
    }

    func resumeReading() {
        guard isReadPaused else { return }
        isReadPaused = false
        if let timeToHead {
            self.timeToHead = nil
            deadline = min(loop.now() + timeToHead, patience.deadline)
        } else {
            extendDeadline()
        }
        guard isReadStopped else { return }
        isReadStopped = false
        _ = context?.channel.setOption(.autoRead, value: true)
    }
}
