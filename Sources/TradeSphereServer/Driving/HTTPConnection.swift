import NIOCore
import NIOHTTP1
import NIOPosix
import TradeSphere

/// A keep-alive connection that carries one request at a time.
struct HTTPConnection: Sendable {
    private let channel: any Channel
    private let authority: String

    /// - Parameters:
    ///   - endpoint: Where to connect to.
    ///   - timeout: The bound on connecting, and on each answer.
    static func open(_ endpoint: Endpoint, timeout: TimeAmount) async throws -> HTTPConnection {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connectTimeout(timeout)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    try channel.pipeline.syncOperations.addHandler(HTTPExchangeHandler(timeout: timeout))
                }
            }
            .connect(host: endpoint.host, port: endpoint.port).get()
        return HTTPConnection(channel: channel, authority: endpoint.authority)
    }

    var isOpen: Bool { channel.isActive }

    /// Sends a request and returns its answer.
    func send(_ request: PlannedRequest) async throws -> ReceivedAnswer {
        var headers = HTTPHeaders([("Host", authority)])
        for field in request.headers { headers.add(name: field.name, value: field.value) }
        let body = request.body.map { ByteBuffer(string: $0) }
        if let body { headers.add(name: "Content-Length", value: "\(body.readableBytes)") }
        let head = HTTPRequestHead(
            version: .http1_1, method: HTTPMethod(rawValue: request.method), uri: request.target, headers: headers)
        let answer = channel.eventLoop.makePromise(of: ReceivedAnswer.self)
        channel.writeAndFlush(HTTPExchange(head: head, body: body, answer: answer)).cascadeFailure(to: answer)
        return try await answer.futureResult.get()
    }

    func close() async {
        do {
            try await channel.close()
        } catch {
            // It is closed already, which is what is wanted.
            return
        }
    }
}
