import NIOCore

/// What a pipeline asks of its channel.
extension SimulatedSocket: ChannelCore {
    func localAddress0() throws -> SocketAddress { throw ChannelError.operationUnsupported }

    func remoteAddress0() throws -> SocketAddress {
        guard let remote else { throw ChannelError.operationUnsupported }
        return remote
    }

    func register0(promise: EventLoopPromise<Void>?) { promise?.succeed() }

    func registerAlreadyConfigured0(promise: EventLoopPromise<Void>?) { promise?.succeed() }

    func bind0(to: SocketAddress, promise: EventLoopPromise<Void>?) { promise?.fail(ChannelError.operationUnsupported) }

    func connect0(to: SocketAddress, promise: EventLoopPromise<Void>?) {
        promise?.fail(ChannelError.operationUnsupported)
    }

    func write0(_ data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard isOpen, !isOutputEnded else {
            promise?.fail(isOpen ? ChannelError.outputClosed : ChannelError.ioOnClosedChannel)
            return
        }
        let bytes = unwrapData(data, as: ByteBuffer.self)
        record(.write(bytes))
        outgoing.append((bytes, promise))
        outgoingBytes += bytes.readableBytes
        peakOutgoingBytes = max(peakOutgoingBytes, outgoingBytes)
        guard isWritable, outgoingBytes > conditions.highWatermark else { return }
        isWritable = false
        pipeline.syncOperations.fireChannelWritabilityChanged()
    }

    func flush0() {
        guard isOpen else { return }
        record(.flush)
        flushedCount = outgoing.count
        writeOut()
    }

    func read0() {
        guard isOpen, !isInputShut, !isReadPending else { return }
        record(.read)
        isReadPending = true
        scheduleRead()
    }

    func close0(error: any Error, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        guard isOpen else {
            promise?.fail(ChannelError.alreadyClosed)
            return
        }
        switch mode {
        case .output: endOutput(promise)
        case .input: promise?.fail(ChannelError.operationUnsupported)
        case .all: closeAll(error, promise)
        }
    }

    private func endOutput(_ promise: EventLoopPromise<Void>?) {
        guard !isOutputEnded else {
            promise?.fail(ChannelError.outputClosed)
            return
        }
        isOutputEnded = true
        failOutgoing(ChannelError.outputClosed)
        record(.endOutput)
        promise?.succeed()
        pipeline.syncOperations.fireUserInboundEventTriggered(ChannelEvent.outputClosed)
        loop.execute { if !self.isPeerGone { self.peer?.socketEndedOutput(self) } }
    }

    private func closeAll(_ error: any Error, _ promise: EventLoopPromise<Void>?) {
        let wasActive = isActive
        isOpen = false
        isActive = false
        // Unread bytes make a close a reset (RFC 2525 §2.17).
        let byReset = closesByReset || incoming.readableBytes > 0
        record(.close(byReset: byReset))
        failOutgoing(error)
        promise?.succeed()
        if wasActive { pipeline.syncOperations.fireChannelInactive() }
        pipeline.syncOperations.fireChannelUnregistered()
        loop.execute {
            self.removeHandlers(pipeline: self.pipeline)
            self.closePromise.succeed()
            self.deliver()
            if !self.isPeerGone { self.peer?.socketClosed(self, byReset: byReset) }
        }
    }

    func triggerUserOutboundEvent0(_ event: Any, promise: EventLoopPromise<Void>?) {
        promise?.fail(ChannelError.operationUnsupported)
    }

    func channelRead0(_ data: NIOAny) {}

    func errorCaught0(error: any Error) {}
}
