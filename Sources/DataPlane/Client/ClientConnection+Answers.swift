import NIOCore
import Traffic

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Answers go: what an exchange says becomes bytes to the client.
extension ClientConnection {
    private static let continueLine = ByteBuffer(string: "HTTP/1.1 100 Continue\r\n\r\n")
    private static let lineEnd = ByteBuffer(string: "\r\n")

    func sendContinue() {
        hasSentContinue = true
        output.write(Self.continueLine)
        flush()
    }

    func sendInterim(_ head: AnswerHead) {
        guard request?.isHTTP10 == false, !hasSentHead else { return }
        if head.status == 100 { hasSentContinue = true }
        output.write(AnswerHeadWriter.write(head, transfer: .asIs, persistence: .implied, buffers: loop.buffers))
        flush()
    }

    func sendHead(_ head: AnswerHead) {
        guard let request, !hasSentHead else { return }
        transfer = AnswerTransfer(head, clientIsHTTP10: request.isHTTP10)
        hasSentHead = true
        answerDeadline = loop.configuration.timeouts.answer.map { loop.now() + .nanoseconds($0) } ?? .distantFuture
        if transfer == .untilClose || mayLeaveBodyOut { state.endAfterAnswer() }
        output.write(AnswerHeadWriter.write(head, transfer: transfer, persistence: persistence, buffers: loop.buffers))
    }

    func sendBody(_ slice: ByteBuffer) {
        guard slice.readableBytes > 0 else { return }
        if transfer == .chunked {
            output.write(ChunkWriter.sizeLine(slice.readableBytes, allocator: allocator))
            output.write(slice)
            output.write(Self.lineEnd)
        } else {
            output.write(slice)
        }
    }

    func sendEnd(trailers: ByteBuffer?) {
        if transfer == .chunked { output.write(ChunkWriter.end(trailers: trailers, allocator: allocator)) }
        answerEnded()
    }

    /// An answer of the proxy's own to the request under way.
    func sendOwn(_ answer: ProxyAnswer) {
        guard !hasSentHead else { return breakOff() }
        hasSentHead = true
        if mayLeaveBodyOut { state.endAfterAnswer() }
        let answersHead = request.map { $0.methodKind == .head } ?? decoder.isAtHEAD
        output.write(answer.bytes(persistence: persistence, answersHead: answersHead))
        answerEnded()
    }

    private func answerEnded() {
        hasSentEnd = true
        flush()
        // The rest of the request is of no use to anybody but its capture, so nothing may hold it back.
        resumeReading(.upstream)
        perform(state.answerEnded(hasMoreInput: decoder.bufferedBytes > 0))
    }

    /// The served side ended the tunnel that the connection had become.
    func endTunnel() {
        flush()
        perform(state.tunnelEnded())
    }

    /// The answer cannot be completed: the client must be able to tell.
    func breakOff() {
        flush()
        closeNow()
    }

    /// What ends with the connection is only told from what broke off by a reset.
    func resetOnClose() {
        guard let socket = context?.channel as? any SocketOptionProvider else { return }
        // Done at once on the channel's own loop; where it cannot be done, the connection is gone already.
        _ = socket.setSoLinger(linger(l_onoff: 1, l_linger: 0))
    }

    private var persistence: AnswerHeadWriter.Persistence {
        if state.answersLast(hasMoreInput: decoder.bufferedBytes > 0) { return .close }
        return request?.isHTTP10 == true ? .keepAlive : .implied
    }

    func flush() {
        if output.flush() { updateDeadline() }
    }
}
