import Foundation
import NIOCore
import NIOPosix
import NIOSSL

/// Speaks TLS on the loopback interface in front of a scripted upstream, and passes the bytes on both ways.
final class TLSFront: Sendable {
    let port: Int
    private let channel: any Channel
    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let greetings = Monitored<[[UInt8]]>([])

    /// - Parameters:
    ///   - certificate: PEM; its key is the tests' own.
    ///   - closesCleanly: Whether the end of the upstream's bytes is said by TLS (`close_notify`), or the connection just ends.
    init(
        before upstreamPort: Int,
        certificate: String = TestCertificates.server,
        closesCleanly: Bool = true
    ) async throws {
        let chain = try NIOSSLCertificate.fromPEMBytes(Array(certificate.utf8)).map {
            NIOSSLCertificateSource.certificate($0)
        }
        let key = try NIOSSLPrivateKey(bytes: Array(TestCertificates.key.utf8), format: .pem)
        let context = try NIOSSLContext(
            configuration: .makeServerConfiguration(certificateChain: chain, privateKey: .privateKey(key)))
        let greetings = greetings
        channel = try await ServerBootstrap(group: group)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let raw = RawEnd { greeting in greetings.withLock { $0.append(greeting) } }
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(raw)
                    try pipeline.addHandler(NIOSSLServerHandler(context: context))
                    try pipeline.addHandler(
                        Relay(upstreamPort: upstreamPort, closing: closesCleanly ? nil : raw))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        port = channel.localAddress?.port ?? 0
    }

    /// The first bytes of every connection, in which the client names whom it wants (RFC 6066 §3).
    var clientHellos: [[UInt8]] { greetings.withLock { $0 } }

    func stop() async throws {
        try await channel.close()
        try await group.shutdownGracefully()
    }
}

/// The end of the pipeline beneath TLS.
private final class RawEnd: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let greet: ([UInt8]) -> Void
    private var hasGreeted = false
    private var context: ChannelHandlerContext?

    init(greet: @escaping ([UInt8]) -> Void) { self.greet = greet }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if !hasGreeted { greet(Array(unwrapInboundIn(data).readableBytesView)) }
        hasGreeted = true
        context.fireChannelRead(data)
    }

    /// Ends the connection without a word of TLS.
    func closeAtOnce() { context?.close(promise: nil) }
}

/// Passes decrypted bytes on to a port, and what comes from there back.
private final class Relay: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let upstreamPort: Int
    private let rawEnd: RawEnd?
    private var context: ChannelHandlerContext?
    private var upstream: (any Channel)?
    private var early: [ByteBuffer] = []

    init(upstreamPort: Int, closing rawEnd: RawEnd?) {
        self.upstreamPort = upstreamPort
        self.rawEnd = rawEnd
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        let relay = NIOLoopBound(self, eventLoop: context.eventLoop)
        ClientBootstrap(group: context.eventLoop)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Backward(to: relay.value))
                }
            }
            .connect(host: "127.0.0.1", port: upstreamPort)
            .assumeIsolated()
            .whenSuccess { channel in
                relay.value.upstream = channel
                for bytes in relay.value.early { channel.writeAndFlush(bytes, promise: nil) }
                relay.value.early = []
                if relay.value.context == nil { channel.close(promise: nil) }
            }
    }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data)
        if let upstream { upstream.writeAndFlush(bytes, promise: nil) } else { early.append(bytes) }
    }

    /// A proxy that does not read stops the upstream.
    func channelWritabilityChanged(context: ChannelHandlerContext) {
        _ = upstream?.setOption(.autoRead, value: context.channel.isWritable)
    }

    func channelInactive(context: ChannelHandlerContext) { upstream?.close(promise: nil) }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func send(_ bytes: ByteBuffer) { context?.writeAndFlush(wrapOutboundOut(bytes), promise: nil) }

    private func upstreamEnded() {
        if let rawEnd { rawEnd.closeAtOnce() } else { context?.close(promise: nil) }
    }

    private final class Backward: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private let relay: Relay

        init(to relay: Relay) { self.relay = relay }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) { relay.send(unwrapInboundIn(data)) }

        func channelInactive(context: ChannelHandlerContext) { relay.upstreamEnded() }
    }
}
