import NIOCore
import Traffic

/// One client connection of HTTP/1: bytes in, requests to exchanges; answers of exchanges, bytes out. One request at a
/// time is under way; what is pipelined behind it waits, up to a watermark.
final class ClientConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Received and not yet read bytes above which the socket is not read from.
    private static let pipelineWatermark = 64 * 1024
    /// How much of a request is thrown away after it was answered early.
    private static let discardLimit = 1024 * 1024

    /// Why the socket is not read from.
    struct ReadPause: OptionSet {
        let rawValue: UInt8
        /// More is pipelined than is worth holding.
        static let pipeline = ReadPause(rawValue: 1)
        /// The served side takes no more of the body for now.
        static let upstream = ReadPause(rawValue: 2)
    }

    let copies: CopyOrder
    let loop: LoopContext
    private(set) var context: ChannelHandlerContext?
    let output: ConnectionOutput
    let allocator = ByteBufferAllocator()
    private var clientAddress = "unknown"
    private(set) var decoder: RequestDecoder
    var state = ClientConnectionState()
    /// The exchange under way: until its request and its answer are through, or its client is gone.
    private(set) var exchange: ActiveExchange?
    private(set) var request: RequestHead?
    private var hasReceivedBody = false
    private var discarded = 0
    /// Requests taken since the connection was made.
    private var requests = 0
    /// Whether what has come is being told to exchanges; they hear when it is through.
    private(set) var isProcessing = false

    // The answer under way.
    var transfer = AnswerTransfer.asIs
    var hasSentContinue = false
    var hasSentHead = false
    var hasSentEnd = false
    /// Whether the socket has taken everything that the connection's last answer had.
    var hasWrittenOut = false

    // Reading and patience.
    private(set) var readPause: ReadPause = []
    /// Whether the channel was told not to read.
    private var isReadStopped = false
    /// When the head that has begun has to be through; `nil` where none has.
    var headDeadline: NIODeadline?
    /// When the body of the request under way has to be through.
    private(set) var bodyDeadline = NIODeadline.distantFuture
    /// When the client has to have taken the answer under way.
    var answerDeadline = NIODeadline.distantFuture
    /// When patience ends; looked at by the loop's sweep.
    var deadline: NIODeadline

    init(loop: LoopContext) {
        self.loop = loop
        copies = CopyOrder(loop: loop)
        output = ConnectionOutput(buffers: loop.buffers)
        decoder = RequestDecoder(limits: loop.configuration.limits)
        deadline = loop.now() + .nanoseconds(loop.configuration.timeouts.idle)
    }

    private(set) var isWritable = true

    /// Whether a client that waits for `100 Continue` may leave the body out, so that nobody knows where it ends.
    var mayLeaveBodyOut: Bool {
        guard let request, request.expectsContinue else { return false }
        return !hasSentContinue && !hasReceivedBody && request.body != .none
    }

    // MARK: Requests come

    func channelActive(context: ChannelHandlerContext) {
        loop.tick()
        self.context = context
        output.open(context, isEncrypted: false)
        clientAddress = context.remoteAddress?.ipAddress ?? "unknown"
        loop.register(self)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let received = unwrapInboundIn(data)
        loop.receiveBuffers.remember(received)
        guard !state.isOver else { return }
        loop.tick()
        decoder.receive(received)
        process()
        if hasEnoughPipelined { pauseReading(.pipeline) }
    }

    /// Whether more has come than is worth holding while it cannot be taken.
    private var hasEnoughPipelined: Bool {
        decoder.bufferedBytes > Self.pipelineWatermark && !takesRequestEvents && !state.isOver
    }

    /// Whether the next event of the request stream may be taken: of a next request, when the client takes its answers.
    private var takesRequestEvents: Bool { state.takesRequestEvents && !waitsForReader }

    /// Whether requests have come that are not begun, since the client does not take the answers before them.
    var waitsForReader: Bool { state.isIdle && !isWritable && decoder.bufferedBytes > 0 }

    func channelReadComplete(context: ChannelHandlerContext) {
        guard !readPause.isEmpty, !isReadStopped else { return }
        isReadStopped = true
        _ = context.channel.setOption(.autoRead, value: false)
    }

    /// Takes what has come, as far as it may be taken now.
    func process() {
        guard !isProcessing else { return }
        isProcessing = true
        do throws(FramingError) {
            while takesRequestEvents, let event = try decoder.next() { take(event) }
        } catch {
            refuse(.refusal(error))
        }
        isProcessing = false
        exchange?.requestReadCompleted()
        if !hasEnoughPipelined { resumeReading(.pipeline) }
        updateDeadline()
        if !waitsForReader { perform(state.ranDry()) }
    }

    private func take(_ event: RequestDecoder.Event) {
        switch event {
        case .head(let head): begin(head)
        case .body(let slice):
            hasReceivedBody = true
            exchange?.receiveBody(slice)
            if hasSentEnd { discard(slice) }
        case .end(let trailers):
            exchange?.receiveEnd(trailers: trailers.flatMap(endToEnd))
            perform(state.requestEnded(hasMoreInput: decoder.bufferedBytes > 0))
        }
    }

    private func begin(_ head: RequestHead) {
        requests += 1
        let isLast = requests >= loop.configuration.maximumRequestsPerConnection ?? .max
        state.requestStarted(isPersistent: head.isPersistent && !isLast)
        bodyDeadline = loop.configuration.timeouts.body.map { loop.now() + .nanoseconds($0) } ?? .distantFuture
        request = head
        transfer = .asIs
        (hasReceivedBody, hasSentContinue, hasSentHead, hasSentEnd) = (false, false, false, false)
        discarded = 0
        guard head.methodKind != .connect, head.methodKind != .trace else { return refuse(.methodRefused) }
        let identity = RequestIdentity(head, clientAddress: clientAddress, random: loop.random)
        let exchange = ActiveExchange(head: head, identity: identity, client: self, loop: loop)
        self.exchange = exchange
        exchange.start()
    }

    /// What goes on of the trailers of the request under way.
    private func endToEnd(_ trailers: ByteBuffer) -> ByteBuffer? {
        TrailerSection.endToEnd(trailers, without: request.map { $0.options.fieldNames(in: $0.bytes) } ?? [])
    }

    /// What follows an answer that came before its request was through.
    private func discard(_ slice: ByteBuffer) {
        discarded += slice.readableBytes
        if discarded > Self.discardLimit { perform(state.discardedTooMuch()) }
    }

    /// The request cannot be understood or taken: answer, and close.
    func refuse(_ answer: ProxyAnswer) {
        loop.shared.counters.requestRefused()
        releaseExchange()
        // What is refused is no request yet; the one before it has been answered.
        if state.isIdle { hasSentHead = false }
        // An answer that came early is whole; the rest of its request is of no use.
        guard !hasSentEnd || state.isIdle else { return perform(state.discardedTooMuch()) }
        guard !hasSentHead else { return closeNow() }
        state.refused()
        sendOwn(answer)
    }

    /// It has been answered. A connection that waits for the next one holds nothing of it.
    func forgetRequest() { request = nil }

    /// Nothing goes between this connection and its exchange any more.
    func releaseExchange() {
        guard let released = exchange else { return }
        exchange = nil
        released.clientGone()
    }

    /// From here on bytes are bytes.
    func becomeTunnel() {
        state.upgraded()
        decoder.becomeTunnel()
        process()
    }

    // MARK: What the channel tells

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        output.close()
    }

    func channelInactive(context: ChannelHandlerContext) {
        loop.tick()
        isWritable = false
        output.close()
        state.closed()
        releaseExchange()
        loop.forget(self)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { closeNow() }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        loop.tick()
        if let event = event as? ChannelEvent, event == .inputClosed {
            perform(state.inputClosed(hasMoreInput: waitsForReader))
        }
        context.fireUserInboundEventTriggered(event)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        loop.tick()
        isWritable = context.channel.isWritable
        updateDeadline()
        exchange?.clientWritabilityChanged(isWritable: isWritable)
        if isWritable { process() }
    }

    // MARK: Back-pressure

    func pauseReading(_ reason: ReadPause) { readPause.insert(reason) }

    func resumeReading(_ reason: ReadPause) {
        readPause.remove(reason)
        guard isReadStopped, readPause.isEmpty else { return }
        isReadStopped = false
        _ = context?.channel.setOption(.autoRead, value: true)
    }
}
