import NIOCore

@testable import DataPlane

/// A client connection's requests.
struct RequestStream: MessageStream {
    private var decoder: RequestDecoder

    init(_ options: FramingOptions) { decoder = RequestDecoder(limits: options.limits) }

    mutating func receive(_ bytes: ByteBuffer) { decoder.receive(bytes) }

    mutating func next() throws(FramingError) -> MessageEvent? {
        switch try decoder.next() {
        case .head(let head): .head(.request(head))
        case .body(let bytes): .body(bytes)
        case .end(let trailers): .end(trailers: trailers)
        case nil: nil
        }
    }

    func leaves(_ bytes: Int) -> Bool { decoder.bufferedBytes == bytes && decoder.isBetweenRequests == (bytes == 0) }

    var keptBytes: Int { decoder.bufferedBytes }

    private static let writer = RequestHeadWriter(UpstreamConfiguration(host: "upstream", port: 80))

    static func forward(_ head: MessageHeadView) -> ByteBuffer {
        guard case .request(let head) = head else { return ByteBuffer() }
        return writer.write(
            head,
            identity: RequestIdentity(head, clientAddress: "127.0.0.1") { 1 },
            mark: .none,
            keepsExpectation: true,
            buffers: HeadBuffers()
        )
    }

    static func checkHead(_ head: MessageHeadView, _ options: FramingOptions) throws(PropertyViolation) {
        guard case .request(let head) = head else { throw PropertyViolation("a client sends requests") }
        try NaiveHead(head.bytes).checkRequest(head)
    }
}
