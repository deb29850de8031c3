import NIOCore
import NIOHTTP1
import TradeSphere

/// A request, and the promise of its answer.
struct HTTPExchange {
    let head: HTTPRequestHead
    let body: ByteBuffer?
    let answer: EventLoopPromise<ReceivedAnswer>
}

/// Why there is no answer.
enum HTTPExchangeError: String, Error {
    case timeout
    case connectionClosed
    /// A request was written while another one was under way.
    case busy
}

/// One request at a time: writes it, collects its answer, and gives up after a while.
///
/// It belongs to its channel's event loop.
final class HTTPExchangeHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundIn = HTTPExchange
    typealias OutboundOut = HTTPClientRequestPart

    private let timeout: TimeAmount
    private var pending: EventLoopPromise<ReceivedAnswer>?
    private var timer: Scheduled<Void>?
    private var head: HTTPResponseHead?
    private var body: [UInt8] = []

    init(timeout: TimeAmount) {
        self.timeout = timeout
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let exchange = unwrapOutboundIn(data)
        guard pending == nil else {
            exchange.answer.fail(HTTPExchangeError.busy)
            promise?.fail(HTTPExchangeError.busy)
            return
        }
        pending = exchange.answer
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        timer = context.eventLoop.scheduleTask(in: timeout) {
            let (handler, context) = bound.value
            handler.fail(HTTPExchangeError.timeout, context)
        }
        context.write(wrapOutboundOut(.head(exchange.head)), promise: nil)
        if let body = exchange.body { context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil) }
        context.write(wrapOutboundOut(.end(nil)), promise: promise)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            body = []
        case .body(let slice):
            body.append(contentsOf: slice.readableBytesView)
        case .end:
            guard let head, let answer = pending else { return }
            let isKeptAlive = head.isKeepAlive
            settle()
            answer.succeed(
                ReceivedAnswer(
                    status: Int(head.status.code), headers: head.headers.map { HeaderField($0.name, $0.value) },
                    body: body))
            self.head = nil
            if !isKeptAlive { context.close(promise: nil) }
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        fail(HTTPExchangeError.connectionClosed, context)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        fail(error, context)
    }

    private func fail(_ error: any Error, _ context: ChannelHandlerContext) {
        let answer = pending
        settle()
        answer?.fail(error)
        context.close(promise: nil)
    }

    private func settle() {
        pending = nil
        timer?.cancel()
        timer = nil
    }
}
