import NIOCore

@testable import DataPlane

/// An upstream connection's answers, the next request sent as soon as an answer ends.
struct AnswerStream: MessageStream {
    private var decoder: AnswerDecoder
    private let options: FramingOptions
    private var isBetweenAnswers = true

    init(_ options: FramingOptions) {
        self.options = options
        decoder = AnswerDecoder(limits: options.limits)
    }

    mutating func receive(_ bytes: ByteBuffer) { decoder.receive(bytes) }

    mutating func next() throws(FramingError) -> MessageEvent? {
        if isBetweenAnswers {
            isBetweenAnswers = false
            decoder.expectAnswer(toHead: options.answersHead, toUpgrade: options.answersUpgrade)
        }
        switch try decoder.next() {
        case .interim(let head): return .interim(.answer(head))
        case .head(let head): return .head(.answer(head))
        case .body(let bytes): return .body(bytes)
        case .end(let trailers):
            isBetweenAnswers = true
            return .end(trailers: trailers)
        case nil: return nil
        }
    }

    func leaves(_ bytes: Int) -> Bool { decoder.hasSurplus == (bytes > 0) }

    /// The decoder says only that there are some.
    var keptBytes: Int { decoder.hasSurplus ? 1 : 0 }

    static func forward(_ head: MessageHeadView) -> ByteBuffer {
        guard case .answer(let head) = head else { return ByteBuffer() }
        return AnswerHeadWriter.write(
            head,
            transfer: AnswerTransfer(head, clientIsHTTP10: false),
            persistence: .implied,
            buffers: HeadBuffers()
        )
    }

    static func checkHead(_ head: MessageHeadView, _ options: FramingOptions) throws(PropertyViolation) {
        guard case .answer(let head) = head else { throw PropertyViolation("an upstream sends answers") }
        try NaiveHead(head.bytes).checkAnswer(head, answersHead: options.answersHead)
    }
}
