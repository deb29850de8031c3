import NIOCore

extension SimulatedSocket: Channel {
    var eventLoop: any EventLoop { loop }
    var allocator: ByteBufferAllocator { ByteBufferAllocator() }
    var closeFuture: EventLoopFuture<Void> { closePromise.futureResult }
    var pipeline: ChannelPipeline { storedPipeline }
    var localAddress: SocketAddress? { nil }
    var remoteAddress: SocketAddress? { remote }
    var parent: (any Channel)? { nil }
    var _channelCore: any ChannelCore { self }

    /// Only `autoRead` is known.
    func setOption<Option: ChannelOption>(_ option: Option, value: Option.Value) -> EventLoopFuture<Void> {
        guard option is ChannelOptions.Types.AutoReadOption, let readsOn = value as? Bool else {
            return eventLoop.makeFailedFuture(ChannelError.operationUnsupported)
        }
        readOn(readsOn)
        return eventLoop.makeSucceededVoidFuture()
    }

    func getOption<Option: ChannelOption>(_ option: Option) -> EventLoopFuture<Option.Value> {
        eventLoop.makeFailedFuture(ChannelError.operationUnsupported)
    }
}

extension SimulatedSocket: SocketOptionProvider {
    /// Only `SO_LINGER` is known: with it a close is a reset.
    func unsafeSetSocketOption<Value: Sendable>(
        level: SocketOptionLevel,
        name: SocketOptionName,
        value: Value
    ) -> EventLoopFuture<Void> {
        unsafeSetSocketOption(
            level: NIOBSDSocket.OptionLevel(rawValue: CInt(level)), name: NIOBSDSocket.Option(rawValue: name),
            value: value)
    }

    func unsafeSetSocketOption<Value: Sendable>(
        level: NIOBSDSocket.OptionLevel,
        name: NIOBSDSocket.Option,
        value: Value
    ) -> EventLoopFuture<Void> {
        guard level == .socket, name == .so_linger else {
            return eventLoop.makeFailedFuture(ChannelError.operationUnsupported)
        }
        closesByReset = true
        return eventLoop.makeSucceededVoidFuture()
    }

    func unsafeGetSocketOption<Value: Sendable>(
        level: SocketOptionLevel,
        name: SocketOptionName
    ) -> EventLoopFuture<Value> {
        eventLoop.makeFailedFuture(ChannelError.operationUnsupported)
    }

    func unsafeGetSocketOption<Value: Sendable>(
        level: NIOBSDSocket.OptionLevel,
        name: NIOBSDSocket.Option
    ) -> EventLoopFuture<Value> {
        eventLoop.makeFailedFuture(ChannelError.operationUnsupported)
    }
}
