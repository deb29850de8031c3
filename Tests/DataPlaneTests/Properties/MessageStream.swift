import NIOCore

@testable import DataPlane

/// The two decoders seen alike: bytes in, events of one message after another out.
protocol MessageStream {
    init(_ options: FramingOptions)

    mutating func receive(_ bytes: ByteBuffer)

    mutating func next() throws(FramingError) -> MessageEvent?

    /// Whether, at the end of a message, this many bytes are left to whatever comes next.
    func leaves(_ bytes: Int) -> Bool

    /// Bytes that are kept because they are not understood yet, as far as the decoder says.
    var keptBytes: Int { get }

    /// Writes a message as this proxy would send it on, up to the end of its head.
    static func forward(_ head: MessageHeadView) -> ByteBuffer

    /// Checks what is particular to a head of this kind.
    static func checkHead(_ head: MessageHeadView, _ options: FramingOptions) throws(PropertyViolation)
}

/// What a message consists of, requests and answers alike.
enum MessageEvent {
    /// A head without content or an end, that another head follows.
    case interim(MessageHeadView)
    case head(MessageHeadView)
    case body(ByteBuffer)
    case end(trailers: ByteBuffer?)
}

/// A head of either kind.
enum MessageHeadView {
    case request(RequestHead)
    case answer(AnswerHead)

    var bytes: ByteBuffer {
        switch self {
        case .request(let head): head.bytes
        case .answer(let head): head.bytes
        }
    }

    var fields: [FieldLine] {
        switch self {
        case .request(let head): head.fields
        case .answer(let head): head.fields
        }
    }

    /// Whether the proxy sends such a message on: these methods it refuses.
    var isForwarded: Bool {
        switch self {
        case .request(let head): head.methodKind != .connect && head.methodKind != .trace
        case .answer: true
        }
    }

    var body: BodyFraming {
        switch self {
        case .request(let head): head.body
        case .answer(let head): head.body
        }
    }

    /// Where the start line ends, line end excluded.
    var startLineEnd: Int { (fields.first?.line.lowerBound ?? bytes.readableBytes - 2) - 2 }
}
