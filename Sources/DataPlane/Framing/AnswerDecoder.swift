import NIOCore

/// Turns the bytes of an upstream connection into answers: interim heads, head, content, end. Pure: it does no I/O.
struct AnswerDecoder {
    /// What an answer consists of.
    enum Event {
        /// 1xx.
        case interim(AnswerHead)
        case head(AnswerHead)
        case body(ByteBuffer)
        /// Trailer field lines, where there were any.
        case end(trailers: ByteBuffer?)
    }

    private enum State {
        /// No request is outstanding.
        case idle
        case head
        case length(remaining: Int)
        /// ``chunks`` reads on.
        case chunked
        case untilClose
        case end
        case failed
    }

    private var state = State.idle
    private var scanner: HeadScanner
    private var chunks: ChunkedDecoder
    private var pending = ReceivedBytes()
    private var answersHead = false
    private var answersUpgrade = false
    private let limits: FramingLimits

    /// Answers may have larger start lines and more fields than requests: an upstream is trusted more than a client.
    init(limits: FramingLimits) {
        self.limits = limits
        scanner = HeadScanner(limits: limits, startLineLimit: limits.requestLineBytes)
        chunks = ChunkedDecoder(limits: limits)
    }

    /// Whether bytes came that belong to no answer, so that the connection must not be used again.
    var hasSurplus: Bool { pending.count > 0 }

    /// Whether any byte of the answer has come.
    private(set) var hasBegun = false

    /// Says that a request was sent.
    ///
    /// - Parameter toUpgrade: Whether `101` was asked for; else it is no answer.
    mutating func expectAnswer(toHead: Bool, toUpgrade: Bool = false) {
        answersHead = toHead
        answersUpgrade = toUpgrade
        hasBegun = false
        scanner.reset()
        state = .head
    }

    /// Takes bytes off the wire.
    mutating func receive(_ bytes: consuming ByteBuffer) {
        if bytes.readableBytes > 0 { hasBegun = true }
        pending.append(bytes)
    }

    /// The next event, or `nil` where more bytes are needed.
    mutating func next() throws(FramingError) -> Event? {
        do throws(FramingError) { return try advance() } catch {
            state = .failed
            throw error
        }
    }

    /// Says that the upstream closed the connection.
    ///
    /// - Returns: Whether that is the proper end of an answer without a length, or of a connection without one.
    mutating func finish() -> Bool {
        switch state {
        case .untilClose, .idle:
            state = .idle
            return true
        case .head, .length, .chunked, .end, .failed:
            return false
        }
    }

    private mutating func advance() throws(FramingError) -> Event? {
        switch state {
        case .idle, .failed: return nil
        case .head: return try nextHead()
        case .length(let remaining):
            guard let slice = pending.readSlice(upTo: remaining) else { return nil }
            let left = remaining - slice.readableBytes
            state = left == 0 ? .end : .length(remaining: left)
            return .body(slice)
        case .chunked:
            switch try pending.readEvent(of: &chunks) {
            case .data(let data): return .body(data)
            case .end(let trailers):
                state = .idle
                return .end(trailers: trailers)
            case nil: return nil
            }
        case .untilClose:
            return pending.readAll().map { .body($0) }
        case .end:
            state = .idle
            return .end(trailers: nil)
        }
    }

    private mutating func nextHead() throws(FramingError) -> Event? {
        guard pending.count > 0, let length = try pending.scan(&scanner),
            let startLineEnd = scanner.startLineEnd, let bytes = pending.readSlice(length: length)
        else { return nil }
        let head = try AnswerHead(
            bytes: bytes,
            startLineEnd: startLineEnd,
            fields: scanner.fields,
            answersHead: answersHead
        )
        if head.status == 101 {
            guard answersUpgrade else { throw .malformed("the answer switches protocols unasked") }
            state = .untilClose
            return .head(head)
        }
        guard !head.isInterim else {
            scanner.reset()
            return .interim(head)
        }
        switch head.body {
        case .none: state = .end
        case .length(let length): state = .length(remaining: length)
        case .chunked:
            chunks = ChunkedDecoder(limits: limits)
            state = .chunked
        case .untilClose: state = .untilClose
        }
        return .head(head)
    }
}
