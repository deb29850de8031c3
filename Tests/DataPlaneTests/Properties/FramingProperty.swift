import NIOCore

@testable import DataPlane

/// What a decoder owes to every input: it means the same however it is split, it ends where a simple reader says, it
/// stays within its limits, and what is written again, as it was or as it is sent on, is read as the same message.
struct FramingProperty<Stream: MessageStream>: FuzzProperty {
    /// Inputs up to this length are always also fed octet by octet, which costs most; longer ones where they ask for it.
    private static var singleOctetLimit: Int { 96 }

    private var wire = ByteBuffer()
    private var whole = EventTrace()
    private var pieces = EventTrace()
    private var content = NaiveContent()

    init() {}

    mutating func check(_ input: UnsafeRawBufferPointer) throws(PropertyViolation) {
        guard let options = FramingOptions(input) else { return }
        let bytes = UnsafeRawBufferPointer(rebasing: input[FramingOptions.octets...])
        // Nothing of an input stays, so that what it leaked is seen.
        defer {
            whole.reset()
            pieces.reset()
        }
        wire.clear()
        wire.writeBytes(bytes)

        try readWhole(bytes, options)
        var splits = SplitGenerator(seed: options.splitSeed)
        try readPieces(options) { splits.next() }
        try PropertyViolation.unless(whole.agrees(with: pieces), "pieces mean the same as the whole")
        if bytes.count <= Self.singleOctetLimit || options.splitSeed & 7 == 0 {
            try readPieces(options) { 1 }
            try PropertyViolation.unless(whole.agrees(with: pieces), "single octets mean the same as the whole")
        }
        try checkRewriting(options, forwarded: false)
        if whole.heads.allSatisfy(\.isForwarded) { try checkRewriting(options, forwarded: true) }
    }

    // MARK: Reading

    /// Reads everything at once, and holds each message against the simple reader.
    private mutating func readWhole(
        _ bytes: UnsafeRawBufferPointer,
        _ options: FramingOptions
    ) throws(PropertyViolation) {
        var stream = Stream(options)
        var position = 0
        var isOpen = false
        var received = 0
        stream.receive(wire)
        while let event = Self.next(&stream, &whole) {
            try PropertyViolation.unless(whole.marks.count <= 3 * bytes.count + 3, "events come from bytes")
            switch event {
            case .interim(let head):
                position = try checkHead(head, bytes, position, options)
            case .head(let head):
                position = try checkHead(head, bytes, position, options)
                content.read(bytes, from: position, Self.isTunnel(head) ? .untilClose : head.body)
                received = 0
                isOpen = true
            case .body(let body):
                try PropertyViolation.unless(isOpen && body.readableBytes > 0, "a body belongs to a message")
                let end = received + body.readableBytes
                try PropertyViolation.unless(
                    end <= content.body.count && content.body[received..<end].elementsEqual(body.readableBytesView),
                    "a body is what the simple reader finds")
                received = end
            case .end(let trailers):
                try PropertyViolation.unless(isOpen && received == content.body.count, "a body is whole at its end")
                guard let end = content.end else {
                    throw PropertyViolation("a message ends where the simple reader says")
                }
                try PropertyViolation.unless(
                    trailers.map {
                        $0.readableBytesView.elementsEqual(content.trailers.map { bytes[$0] } ?? bytes[0..<0])
                    }
                        ?? (content.trailers == nil), "trailers are what the simple reader finds")
                try PropertyViolation.unless(stream.leaves(bytes.count - end), "nothing past a message is consumed")
                position = end
                isOpen = false
            }
            if let limit = options.limits.bodyBytes, Stream.self == RequestStream.self {
                try PropertyViolation.unless(received <= limit, "a body stays within its limit")
            }
        }
        guard whole.failure == nil else { return try checkSilence(&stream) }
        if isOpen {
            try PropertyViolation.unless(content.end == nil, "a complete message ends")
            try PropertyViolation.unless(received == content.body.count, "content is handed out as it comes")
        } else {
            try PropertyViolation.unless(!Self.holdsHead(bytes, from: position), "a complete head is handed out")
        }
    }

    /// Nothing comes after an error, whatever is received.
    private func checkSilence(_ stream: inout Stream) throws(PropertyViolation) {
        var ignored = EventTrace()
        stream.receive(wire)
        try PropertyViolation.unless(Self.next(&stream, &ignored) == nil, "nothing is read after an error")
        try PropertyViolation.unless(ignored.failure == nil, "an error is said once")
    }

    private mutating func readPieces(
        _ options: FramingOptions,
        _ nextLength: () -> Int
    ) throws(PropertyViolation) {
        pieces.reset()
        var stream = Stream(options)
        var rest = wire
        while rest.readableBytes > 0, pieces.failure == nil {
            guard let piece = rest.readSlice(length: min(nextLength(), rest.readableBytes)) else { return }
            stream.receive(piece)
            while Self.next(&stream, &pieces) != nil {
                try PropertyViolation.unless(pieces.heads.count <= wire.readableBytes, "heads come from bytes")
            }
            try PropertyViolation.unless(
                pieces.failure != nil || stream.keptBytes <= options.limits.headBytes,
                "no more is kept than a head may be long")
        }
    }

    /// The next event, recorded; `nil` where there is none or the bytes are refused.
    private static func next(_ stream: inout Stream, _ trace: inout EventTrace) -> MessageEvent? {
        do throws(FramingError) {
            guard let event = try stream.next() else { return nil }
            trace.append(event)
            return event
        } catch {
            trace.failure = error
            return nil
        }
    }

    /// Checks a head against the bytes that it came from.
    ///
    /// - Returns: Where it ends in them.
    private func checkHead(
        _ head: MessageHeadView,
        _ bytes: UnsafeRawBufferPointer,
        _ position: Int,
        _ options: FramingOptions
    ) throws(PropertyViolation) -> Int {
        var start = position
        if Stream.self == RequestStream.self, start + 1 < bytes.count, bytes[start] == 13, bytes[start + 1] == 10 {
            start += 2
        }
        let end = start + head.bytes.readableBytes
        try PropertyViolation.unless(
            end <= bytes.count && bytes[start..<end].elementsEqual(head.bytes.readableBytesView),
            "a head is the bytes that came")
        try NaiveHead(head.bytes).check(head.fields, startLineEnd: head.startLineEnd, options.limits)
        try Stream.checkHead(head, options)
        return end
    }

    private static func holdsHead(_ bytes: UnsafeRawBufferPointer, from position: Int) -> Bool {
        var line = position
        var isStartLine = true
        while let end = NaiveContent.lineEnd(bytes, from: line) {
            if end == line, !isStartLine { return true }
            // An empty line may stand before a request.
            if end > line { isStartLine = false }
            line = end + 2
        }
        return false
    }

    private static func isTunnel(_ head: MessageHeadView) -> Bool {
        if case .answer(let head) = head { return head.status == 101 }
        return false
    }

    // MARK: Writing again

    /// Writes the messages that were read, and reads them once more.
    ///
    /// - Parameter forwarded: Whether heads are written as this proxy sends them on, or as they were, without the blanks
    ///   around values.
    private mutating func checkRewriting(_ options: FramingOptions, forwarded: Bool) throws(PropertyViolation) {
        guard !whole.heads.isEmpty else { return }
        let rewriting = MessageRewriting<Stream>(whole, forwarded: forwarded)
        let bytes = rewriting.bytes()
        pieces.reset()
        var stream = Stream(options.withoutLimits)
        stream.receive(bytes)
        while Self.next(&stream, &pieces) != nil {}
        try PropertyViolation.unless(
            pieces.failure == nil, "what is written again is accepted: \(pieces.failure as Any)")
        try rewriting.check(pieces)
    }
}
