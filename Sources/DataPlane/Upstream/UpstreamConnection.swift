import NIOCore
import Traffic

/// One connection to one side. It carries one request at a time, for one leg, and goes back to its pool after an answer
/// that ended cleanly.
final class UpstreamConnection: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = Never
    typealias OutboundOut = ByteBuffer

    private let loop: LoopContext
    private let pool: UpstreamPool
    private var context: ChannelHandlerContext?
    private var decoder: AnswerDecoder
    private var leg: (any UpstreamLeg)?

    /// Whether the connection has carried a request before this one, and so may have been closed by the peer meanwhile.
    private(set) var isReused = false
    /// Whether any byte of this request was handed to the socket.
    private(set) var hasWritten = false
    /// Whether the answer to this request has begun.
    var hasAnswerBegun: Bool { decoder.hasBegun }
    private var isRequestEnded = false
    private var isAnswerPersistent = false
    private var isChunked = false
    private var isReadPaused = false
    private var isReadPending = false
    /// When the leg is given up, or the idle connection closed; looked at by the loop's sweep.
    private(set) var deadline = NIODeadline.distantFuture
    /// Whether every piece moves the deadline, or it stands for the exchange as a whole.
    private var pieceTimeout: TimeAmount?

    init(loop: LoopContext, pool: UpstreamPool) {
        self.loop = loop
        self.pool = pool
        decoder = AnswerDecoder(limits: FramingLimits(headBytes: 256 * 1024, headFields: 512))
    }

    // MARK: Sending

    /// Takes the connection for a leg.
    ///
    /// - Parameters:
    ///   - pieceTimeout: How long each piece of the answer may take.
    ///   - total: The deadline of the leg as a whole, in place of the former.
    func carry(_ leg: any UpstreamLeg, pieceTimeout: TimeAmount?, total: NIODeadline? = nil) {
        self.leg = leg
        self.pieceTimeout = total == nil ? pieceTimeout : nil
        deadline = total ?? .distantFuture
        hasWritten = false
        isRequestEnded = false
        leg.legConnected(self)
    }

    func sendHead(_ head: ByteBuffer, answersHead: Bool, isChunked: Bool) {
        self.isChunked = isChunked
        hasWritten = true
        decoder.expectAnswer(toHead: answersHead)
        context?.write(wrapOutboundOut(head), promise: nil)
        extendDeadline()
    }

    func sendBody(_ slice: ByteBuffer) {
        guard let context, slice.readableBytes > 0 else { return }
        if isChunked {
            let sizeLine = ChunkWriter.sizeLine(slice.readableBytes, allocator: context.channel.allocator)
            context.write(wrapOutboundOut(sizeLine), promise: nil)
            context.write(wrapOutboundOut(slice), promise: nil)
            context.write(wrapOutboundOut(Self.lineEnd), promise: nil)
        } else {
            context.write(wrapOutboundOut(slice), promise: nil)
        }
        extendDeadline()
    }

    func sendEnd(trailers: ByteBuffer?) {
        guard let context else { return }
        isRequestEnded = true
        if isChunked {
            let end = ChunkWriter.end(trailers: trailers, allocator: context.channel.allocator)
            context.write(wrapOutboundOut(end), promise: nil)
        }
        extendDeadline()
    }

    func flush() { context?.flush() }

    private static let lineEnd = ByteBuffer(string: "\r\n")

    var isWritable: Bool { context?.channel.isWritable ?? false }

    /// Bytes handed over that the socket has not taken yet, as far as the watermark tells.
    func pauseReading() { isReadPaused = true }

    func resumeReading() {
        guard isReadPaused else { return }
        isReadPaused = false
        if isReadPending {
            isReadPending = false
            context?.read()
        }
    }

    /// Gives the request up; the leg hears nothing more.
    func abort() {
        leg = nil
        context?.close(promise: nil)
    }

    /// Another leg takes over what is left of the answer.
    func handOver(to leg: any UpstreamLeg) { self.leg = leg }

    private func extendDeadline() {
        if let pieceTimeout { deadline = loop.now() + pieceTimeout }
    }

    /// Called by the loop's sweep after the deadline has passed.
    func expire() {
        guard leg != nil else {
            context?.close(promise: nil)
            return
        }
        // While we have stopped reading for a slow client, the silence is ours.
        guard !isReadPaused || pieceTimeout == nil else { return extendDeadline() }
        fail(LegFailure(.timeout, decoder.hasBegun ? "the answer stopped coming" : "no answer came in time"))
    }

    // MARK: Receiving

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard leg != nil else {
            // Nothing was asked: a server that speaks first, or surplus behind an answer. Never use it again.
            context.close(promise: nil)
            return
        }
        decoder.receive(unwrapInboundIn(data))
        extendDeadline()
        do throws(FramingError) {
            while leg != nil, let event = try decoder.next() { deliver(event) }
        } catch {
            fail(LegFailure(.malformed, error.reason))
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) { leg?.legReadCompleted() }

    private func deliver(_ event: AnswerDecoder.Event) {
        switch event {
        case .interim(let head): leg?.legReceivedInterim(head)
        case .head(let head):
            isAnswerPersistent = head.isPersistent && head.status != 101
            leg?.legReceivedHead(head)
        case .body(let slice): leg?.legReceivedBody(slice)
        case .end(let trailers): end(trailers: trailers)
        }
    }

    private func end(trailers: ByteBuffer?) {
        guard let finished = leg else { return }
        leg = nil
        isReadPaused = false
        let isClean = isAnswerPersistent && isRequestEnded && !decoder.hasSurplus
        if isClean {
            isReused = true
            deadline = loop.now() + UpstreamPool.idleTimeout
            if isReadPending {
                isReadPending = false
                context?.read()
            }
            pool.release(self)
        } else {
            context?.close(promise: nil)
        }
        finished.legEnded(trailers: trailers)
        finished.legReadCompleted()
    }

    private func fail(_ failure: LegFailure) {
        guard let failed = leg else { return }
        leg = nil
        context?.close(promise: nil)
        failed.legFailed(failure)
        failed.legReadCompleted()
    }

    func channelInactive(context: ChannelHandlerContext) {
        pool.forget(self)
        guard leg != nil else { return }
        if decoder.finish() {
            isAnswerPersistent = false
            end(trailers: nil)
        } else if decoder.hasBegun {
            fail(LegFailure(.brokenOff, "the connection closed inside the answer"))
        } else {
            fail(LegFailure(.unreachable, "the connection closed before an answer"))
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A reset while an answer comes: what was read before it has been delivered, the rest is lost.
        let kind: LegFailure.Kind = decoder.hasBegun ? .brokenOff : .unreachable
        fail(LegFailure(kind, "the connection failed"))
        context.close(promise: nil)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        leg?.legWritabilityChanged(isWritable: context.channel.isWritable)
    }

    /// Reads are held back while the client takes no more.
    func read(context: ChannelHandlerContext) {
        if isReadPaused {
            isReadPending = true
        } else {
            context.read()
        }
    }
}
