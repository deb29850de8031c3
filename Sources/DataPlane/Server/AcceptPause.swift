import NIOCore

/// Lets clients wait where the process or the system has no room for one more socket; else the event loop would do nothing but
/// find that out, again and again.
///
/// It stops reading, where SwiftNIO's `AcceptBackoffHandler` holds reads back: an accept that fails leaves its read pending, and
/// the socket is looked at again all the same.
final class AcceptPause: ChannelInboundHandler {
    typealias InboundIn = any Channel

    private static let length = TimeAmount.milliseconds(100)

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let failure = error as? IOError, failure.isWantOfSockets else { return context.fireErrorCaught(error) }
        let channel = context.channel
        // Both fail only where the channel is closed.
        _ = channel.setOption(.autoRead, value: false)
        context.eventLoop.scheduleTask(in: Self.length) { _ = channel.setOption(.autoRead, value: true) }
    }
}
