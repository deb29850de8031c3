import NIOCore
import Traffic

/// The connection goes on, or ends.
extension ClientConnection {
    /// How long a connection stays after its last answer, so that the client can read it.
    private static let lingerTime = TimeAmount.seconds(1)

    func perform(_ action: ClientConnectionState.Action) {
        switch action {
        case .none: break
        case .takeNextRequest:
            releaseExchange()
            forgetRequest()
            process()
        case .writeOut:
            releaseExchange()
            writeOut()
        case .linger:
            deadline = loop.now() + Self.lingerTime
            context?.close(mode: .output, promise: nil)
            resumeReading([.pipeline, .upstream])
        case .closeNow: closeNow()
        }
    }

    /// Waits until the socket has taken everything: to close before that would cut the answer off.
    private func writeOut() {
        guard let context else { return }
        flush()
        let promise = context.eventLoop.makePromise(of: Void.self)
        promise.futureResult.assumeIsolated().whenSuccess {
            self.loop.tick()
            self.hasWrittenOut = true
            self.perform(self.state.written())
        }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer()), promise: promise)
    }

    func updateDeadline() {
        guard !state.isLingering else { return }
        let timeouts = loop.configuration.timeouts
        deadline = loop.now() + .nanoseconds(timeouts.idle)
        if decoder.isInsideHead, state.isIdle, !waitsForReader {
            // Counted from the head's first byte: a client that sends one byte now and then does not stay for ever.
            let headDeadline = headDeadline ?? loop.now() + .nanoseconds(timeouts.head)
            self.headDeadline = headDeadline
            deadline = min(deadline, headDeadline)
        } else {
            headDeadline = nil
            if state.awaitsBody { deadline = min(deadline, bodyDeadline) }
            if isAnswerUnderWay { deadline = min(deadline, answerDeadline) }
        }
    }

    private var isAnswerUnderWay: Bool { hasSentHead && !hasSentEnd && !state.isTunnel }

    /// Called by the loop's sweep after the deadline has passed.
    func expire() {
        let isAnswerLate = isAnswerUnderWay && loop.now() >= answerDeadline
        if state.isOver || state.isTunnel || !isWritable || isAnswerLate { return closeNow() }
        if state.isIdle { return headDeadline != nil ? refuse(.requestTooSlow) : closeNow() }
        if state.takesRequestEvents, readPause.isEmpty {
            hasSentHead ? closeNow() : refuse(.requestTooSlow)
        } else {
            // The served side has the word; its own deadline holds.
            deadline = loop.now() + .nanoseconds(loop.configuration.timeouts.idle)
        }
    }

    /// The proxy is about to stop: finish what is under way, take nothing new.
    func drain() { perform(state.drain(hasSentAll: output.hasSentAll)) }

    func closeNow() {
        // Where the end of the connection is the end of the answer, an answer cut off must not look like a whole one.
        if hasSentHead, transfer == .untilClose, !hasWrittenOut { resetOnClose() }
        state.closed()
        output.close()
        context?.close(promise: nil)
    }
}
