import NIOCore

/// Stands between a connection and its socket, which takes nothing for now, or fails.
final class BusySocket: ChannelOutboundHandler {
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let failure: CInt?
    private var context: ChannelHandlerContext?
    private var waiting: [(data: NIOAny, promise: EventLoopPromise<Void>?)] = []

    /// - Parameter failure: The error number of every write; `nil` where writes wait.
    init(failure: CInt? = nil) { self.failure = failure }

    /// Takes what waits.
    func takeAll() {
        for (data, promise) in waiting { context?.write(data, promise: promise) }
        waiting = []
        context?.flush()
    }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        for (_, promise) in waiting { promise?.fail(ChannelError.ioOnClosedChannel) }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard let failure else { return waiting.append((data, promise)) }
        promise?.fail(IOError(errnoCode: failure, reason: "send"))
    }
}
