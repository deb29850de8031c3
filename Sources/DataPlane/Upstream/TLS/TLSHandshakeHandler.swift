import NIOCore
import NIOSSL
import NIOTLS

/// Waits for the TLS handshake, so that no request is given to a connection before the other end is known: what failed
/// until then has not sent one byte of it.
final class TLSHandshakeHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer

    private let promise: EventLoopPromise<Void>
    private var isDone = false

    init(eventLoop: any EventLoop) { promise = eventLoop.makePromise() }

    deinit { if !isDone { promise.fail(ChannelError.ioOnClosedChannel) } }

    /// Succeeds with the handshake; fails with a ``TLSHandshakeFailure``, or where the time is up.
    func completion(before deadline: NIODeadline, channel: any Channel) -> EventLoopFuture<Void> {
        let bound = NIOLoopBound(self, eventLoop: channel.eventLoop)
        let timer = channel.eventLoop.scheduleTask(deadline: deadline) {
            bound.value.finish(.failure(TLSHandshakeFailure(detail: "the TLS handshake took too long")))
        }
        promise.futureResult.whenComplete { _ in timer.cancel() }
        return promise.futureResult
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted? = event as? TLSUserEvent {
            finish(.success(()))
            context.pipeline.syncOperations.removeHandler(self, promise: nil)
        }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        finish(.failure(TLSHandshakeFailure(error)))
        context.fireErrorCaught(error)
    }

    func channelInactive(context: ChannelHandlerContext) {
        finish(.failure(TLSHandshakeFailure(detail: "the connection closed in the TLS handshake")))
        context.fireChannelInactive()
    }

    private func finish(_ result: Result<Void, any Error>) {
        guard !isDone else { return }
        isDone = true
        promise.completeWith(result)
    }
}

/// Why a TLS handshake failed, in words that help.
struct TLSHandshakeFailure: Error, Equatable {
    let detail: String

    init(detail: String) { self.detail = detail }

    init(_ error: any Error) {
        if let error = error as? NIOSSLExtraError, error == .failedToValidateHostname {
            detail = "its TLS certificate is for another name"
        } else if case .handshakeFailed(.sslError(let stack))? = error as? NIOSSLError {
            let text = stack.map(\.description).joined(separator: "; ")
            if text.contains("CERTIFICATE_VERIFY_FAILED") {
                detail = "its TLS certificate is not trusted: expired, or not signed by a known authority"
            } else if text.contains("WRONG_VERSION_NUMBER") || text.contains("HTTP_REQUEST") {
                detail = "it does not speak TLS"
            } else if text.contains("EOF") {
                detail = "the connection closed in the TLS handshake"
            } else {
                // The last part of BoringSSL's text is the reason's name; nothing in it comes from the other end.
                detail = "the TLS handshake failed: \(text.prefix(200))"
            }
        } else {
            detail = "the TLS handshake failed"
        }
    }
}
