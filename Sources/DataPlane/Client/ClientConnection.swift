import NIOCore
import Traffic

/// One client connection of HTTP/1: bytes in, requests to exchanges; answers of exchanges, bytes out. One request at a
/// time is under way; what is pipelined behind it waits, up to a watermark.
final class ClientConnection: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = Never
    typealias OutboundOut = ByteBuffer

    /// Received and not yet read bytes above which the socket is not read from.
    private static let pipelineWatermark = 64 * 1024
    /// How long a connection stays after its last answer, so that the client can read it.
    private static let linger = TimeAmount.seconds(1)
    /// How much of a request is thrown away after it was answered early.
    private static let discardLimit = 1024 * 1024

    let copies = CopyOrder()
    private let loop: LoopContext
    private var context: ChannelHandlerContext?
    private var clientAddress = "unknown"
    private var decoder: RequestDecoder
    private var state = ClientConnectionState()
    private var exchange: ActiveExchange?
    private var request: RequestHead?
    private var transfer = AnswerTransfer.asIs
    private var hasSentHead = false
    private var discarded = 0
    private var isProcessing = false
    private var isReadPaused = false
    private var isReadPending = false
    private var isInsideHead = false
    /// When patience ends; looked at by the loop's sweep.
    private(set) var deadline: NIODeadline

    init(loop: LoopContext) {
        self.loop = loop
        decoder = RequestDecoder(limits: loop.configuration.limits)
        deadline = loop.now() + .nanoseconds(loop.configuration.timeouts.idle)
    }

    var isWritable: Bool { context?.channel.isWritable ?? false }

    // MARK: Requests come

    func channelActive(context: ChannelHandlerContext) {
        self.context = context
        clientAddress = context.remoteAddress?.ipAddress ?? "unknown"
        loop.register(self)
        context.fireChannelActive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !state.isOver else { return }
        decoder.receive(unwrapInboundIn(data))
        process()
        exchange?.requestReadCompleted()
        if decoder.bufferedBytes > Self.pipelineWatermark, !state.takesRequestEvents { pauseReading() }
    }

    private func process() {
        guard !isProcessing else { return }
        isProcessing = true
        defer { isProcessing = false }
        do throws(FramingError) {
            while state.takesRequestEvents, let event = try decoder.next() { take(event) }
        } catch {
            refuse(.refusal(error))
        }
        updateDeadline()
    }

    private func take(_ event: RequestDecoder.Event) {
        switch event {
        case .head(let head): begin(head)
        case .body(let slice):
            if let exchange {
                exchange.receiveBody(slice)
            } else {
                discard(slice)
            }
        case .end(let trailers):
            exchange?.receiveEnd(trailers: trailers)
            perform(state.requestEnded())
        }
    }

    private func begin(_ head: RequestHead) {
        guard head.methodKind != .connect, head.methodKind != .trace else { return refuse(.methodRefused) }
        state.requestStarted(isPersistent: head.isPersistent)
        request = head
        transfer = .asIs
        hasSentHead = false
        discarded = 0
        let exchange = ActiveExchange(head: head, identity: identity(of: head), client: self, loop: loop)
        self.exchange = exchange
        exchange.start()
    }

    private func identity(of head: RequestHead) -> RequestIdentity {
        let requestID = head.fields.first { $0.known == .requestID && !$0.value.isEmpty }.map { head.text($0.value) }
        let hasTraceparent = head.fields.contains { $0.known == .traceparent }
        return RequestIdentity(
            requestID: requestID ?? Hexadecimal.text(loop.random(), loop.random()),
            isNewRequestID: requestID == nil,
            newTraceparent: hasTraceparent
                ? nil
                : "00-\(Hexadecimal.text(loop.random(), loop.random()))-\(Hexadecimal.text(loop.random() | 1))-01",
            clientAddress: clientAddress,
            isTLS: false
        )
    }

    /// What follows an answer that came before its request was through.
    private func discard(_ slice: ByteBuffer) {
        discarded += slice.readableBytes
        if discarded > Self.discardLimit { closeNow() }
    }

    // MARK: Answers go

    func sendContinue() {
        write(ByteBuffer(string: "HTTP/1.1 100 Continue\r\n\r\n"))
        flush()
    }

    func sendInterim(_ head: AnswerHead) {
        guard let context, request?.isHTTP10 == false else { return }
        write(
            AnswerHeadWriter.write(
                head,
                transfer: .asIs,
                persistence: .implied,
                allocator: context.channel.allocator
            )
        )
        flush()
    }

    func sendHead(_ head: AnswerHead) {
        guard let context, let request else { return }
        transfer = AnswerTransfer(head, clientIsHTTP10: request.isHTTP10)
        hasSentHead = true
        let isLast = state.answersLast || transfer == .untilClose
        write(
            AnswerHeadWriter.write(
                head,
                transfer: transfer,
                persistence: isLast ? .close : request.isHTTP10 ? .keepAlive : .implied,
                allocator: context.channel.allocator
            )
        )
    }

    func sendBody(_ slice: ByteBuffer) {
        guard let context, slice.readableBytes > 0 else { return }
        if transfer == .chunked {
            write(ChunkWriter.sizeLine(slice.readableBytes, allocator: context.channel.allocator))
            write(slice)
            write(Self.lineEnd)
        } else {
            write(slice)
        }
    }

    func sendEnd(trailers: ByteBuffer?) {
        guard let context else { return }
        if transfer == .chunked { write(ChunkWriter.end(trailers: trailers, allocator: context.channel.allocator)) }
        flush()
        exchange = nil
        perform(state.answerEnded(endsConnection: transfer == .untilClose))
    }

    /// An answer of the proxy's own to the request under way.
    func sendOwn(_ answer: ProxyAnswer) {
        guard !hasSentHead else { return breakOff() }
        let isLast = state.answersLast
        hasSentHead = true
        write(
            answer.bytes(
                persistence: isLast ? .close : request?.isHTTP10 == true ? .keepAlive : .implied,
                answersHead: request?.methodKind == .head
            )
        )
        flush()
        exchange = nil
        perform(state.answerEnded(endsConnection: false))
    }

    /// The request cannot be understood or taken: answer, and close.
    private func refuse(_ answer: ProxyAnswer) {
        loop.shared.counters.requestRefused()
        let abandoned = exchange
        exchange = nil
        abandoned?.clientGone()
        guard !hasSentHead else { return closeNow() }
        state.refused()
        sendOwn(answer)
    }

    /// The answer cannot be completed: the client must be able to tell.
    func breakOff() {
        exchange = nil
        closeNow()
    }

    private static let lineEnd = ByteBuffer(string: "\r\n")

    private func write(_ bytes: ByteBuffer) { context?.write(wrapOutboundOut(bytes), promise: nil) }

    func flush() {
        context?.flush()
        updateDeadline()
    }

    // MARK: The connection goes on, or ends

    private func perform(_ action: ClientConnectionState.Action) {
        switch action {
        case .none: break
        case .takeNextRequest:
            request = nil
            hasSentHead = false
            resumeReading()
            process()
        case .linger:
            deadline = loop.now() + Self.linger
            context?.close(mode: .output, promise: nil)
            resumeReading()
        case .closeNow: closeNow()
        }
    }

    private func updateDeadline() {
        guard !state.isOver else { return }
        let timeouts = loop.configuration.timeouts
        if decoder.isInsideHead, state.isIdle {
            // Counted from the head's first byte: a client that sends one byte now and then does not stay for ever.
            if !isInsideHead { deadline = loop.now() + .nanoseconds(timeouts.head) }
            isInsideHead = true
        } else {
            isInsideHead = false
            deadline = loop.now() + .nanoseconds(timeouts.idle)
        }
    }

    /// Called by the loop's sweep after the deadline has passed.
    func expire() {
        if state.isOver || (state.isIdle && !isInsideHead) { return closeNow() }
        if !isWritable { return closeNow() }
        if state.takesRequestEvents {
            hasSentHead ? closeNow() : refuse(.requestTooSlow)
        } else {
            // The served side has the word; its own deadline holds.
            deadline = loop.now() + .nanoseconds(loop.configuration.timeouts.idle)
        }
    }

    /// The proxy is about to stop: finish what is under way, take nothing new.
    func drain() { perform(state.drain()) }

    func closeNow() {
        state.closed()
        context?.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        state.closed()
        let abandoned = exchange
        exchange = nil
        abandoned?.clientGone()
        loop.forget(self)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? ChannelEvent, event == .inputClosed { perform(state.inputClosed()) }
        context.fireUserInboundEventTriggered(event)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        updateDeadline()
        exchange?.clientWritabilityChanged(isWritable: context.channel.isWritable)
    }

    // MARK: Back-pressure

    func pauseReading() { isReadPaused = true }

    func resumeReading() {
        guard isReadPaused else { return }
        isReadPaused = false
        if isReadPending {
            isReadPending = false
            context?.read()
        }
    }

    func read(context: ChannelHandlerContext) {
        if isReadPaused {
            isReadPending = true
        } else {
            context.read()
        }
    }
}

/// Lower-case hexadecimal text.
enum Hexadecimal {
    static func text(_ words: UInt64...) -> String {
        var digits: [UInt8] = []
        digits.reserveCapacity(words.count * 16)
        for word in words {
            for shift in stride(from: 60, through: 0, by: -4) {
                let nibble = UInt8(truncatingIfNeeded: word >> UInt64(shift)) & 0xF
                digits.append(nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10)
            }
        }
        return String(decoding: digits, as: UTF8.self)
    }
}
