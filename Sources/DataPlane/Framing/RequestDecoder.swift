import NIOCore

/// Turns the bytes of a client connection into requests: head, content, end. Pure: it does no I/O.
struct RequestDecoder {
    /// What a request consists of.
    enum Event {
        case head(RequestHead)
        case body(ByteBuffer)
        /// Trailer field lines, where there were any.
        case end(trailers: ByteBuffer?)
    }

    private enum State {
        case head
        case length(remaining: Int)
        /// ``chunks`` reads on.
        case chunked(received: Int)
        case end
        /// The connection was upgraded: everything that comes is content.
        case tunnel
        case failed
    }

    private var state = State.head
    private var scanner: HeadScanner
    private var chunks: ChunkedDecoder
    private var pending = ReceivedBytes()
    private let limits: FramingLimits
    private var hasSkippedEmptyLine = false

    init(limits: FramingLimits) {
        self.limits = limits
        scanner = HeadScanner(limits: limits, startLineLimit: limits.requestLineBytes)
        chunks = ChunkedDecoder(limits: limits)
    }

    /// Bytes received and not yet turned into events.
    var bufferedBytes: Int { pending.count }

    /// Whether nothing of a next request has come.
    var isBetweenRequests: Bool {
        if case .head = state { return pending.count == 0 }
        return false
    }

    /// Whether a head has begun and is not complete.
    var isInsideHead: Bool {
        if case .head = state { return pending.count > 0 }
        return false
    }

    /// Whether the head that has begun, or was refused, is that of a `HEAD`: then no answer to it has content.
    var isAtHEAD: Bool { pending.begins(with: "HEAD ") }

    /// Takes bytes off the wire.
    mutating func receive(_ bytes: consuming ByteBuffer) {
        pending.append(bytes)
    }

    /// From here on everything that comes is content, without an end.
    mutating func becomeTunnel() { state = .tunnel }

    /// The next event, or `nil` where more bytes are needed.
    mutating func next() throws(FramingError) -> Event? {
        do throws(FramingError) { return try advance() } catch {
            state = .failed
            throw error
        }
    }

    private mutating func advance() throws(FramingError) -> Event? {
        switch state {
        case .head: return try nextHead()
        case .length(let remaining):
            guard let slice = pending.readSlice(upTo: remaining) else { return nil }
            let left = remaining - slice.readableBytes
            state = left == 0 ? .end : .length(remaining: left)
            return .body(slice)
        case .chunked(let received):
            switch try pending.readEvent(of: &chunks) {
            case .data(let data):
                let total = received + data.readableBytes
                try checkBody(total)
                state = .chunked(received: total)
                return .body(data)
            case .end(let trailers):
                state = .head
                return .end(trailers: trailers)
            case nil: return nil
            }
        case .end:
            state = .head
            return .end(trailers: nil)
        case .tunnel:
            return pending.readAll().map { .body($0) }
        case .failed: return nil
        }
    }

    private mutating func nextHead() throws(FramingError) -> Event? {
        if skipsEmptyLine() { scanner.reset() }
        guard pending.count > 0, let length = try pending.scan(&scanner),
            let startLineEnd = scanner.startLineEnd, let bytes = pending.peekSlice(length: length)
        else { return nil }
        // The head is kept until the exchange has been compared; what came with it need not be.
        let head = try RequestHead(bytes: bytes.withoutExcess, startLineEnd: startLineEnd, fields: scanner.takeFields())
        switch head.body {
        case .none, .untilClose: state = .end
        case .length(let length):
            try checkBody(length)
            state = .length(remaining: length)
        case .chunked:
            chunks = ChunkedDecoder(limits: limits)
            state = .chunked(received: 0)
        }
        pending.skip(length)
        hasSkippedEmptyLine = false
        return .head(head)
    }

    /// One empty line before a request line is ignored (RFC 9112 §2.2).
    private mutating func skipsEmptyLine() -> Bool {
        guard !hasSkippedEmptyLine, pending.skipEmptyLine() else { return false }
        hasSkippedEmptyLine = true
        return true
    }

    private func checkBody(_ length: Int) throws(FramingError) {
        guard let limit = limits.bodyBytes, length > limit else { return }
        throw FramingError(code: .bodyTooLarge, reason: "the body is larger than \(limit) bytes")
    }
}
