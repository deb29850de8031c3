import NIOCore

/// Undoes the chunked transfer coding (RFC 9112 §7.1), incrementally and strictly.
///
/// Sizes are plain hexadecimal digits, every line ends in CRLF, extensions are skipped up to a limit, and the trailer
/// section is read like the fields of a head.
struct ChunkedDecoder {
    private enum State {
        case size(digits: Int, value: Int)
        case extensions(size: Int)
        case sizeLineFeed(size: Int)
        case data(remaining: Int)
        case dataCarriageReturn
        case dataLineFeed
        case trailers
        case finished
    }

    /// A piece of content, or the end with the trailer fields.
    enum Event: Equatable {
        case data(ByteBuffer)
        case end(trailers: ByteBuffer?)
    }

    private var state = State.size(digits: 0, value: 0)
    private var extensionBytes = 0
    /// The trailer section so far, made when it begins: most messages have none.
    private var section = ByteBuffer()
    private var trailerScanner: HeadScanner?
    private let limits: FramingLimits

    init(limits: FramingLimits) { self.limits = limits }

    /// Takes the next event off the front of the bytes, or `nil` where more are needed.
    mutating func next(_ bytes: inout ByteBuffer) throws(FramingError) -> Event? {
        while bytes.readableBytes > 0 {
            switch state {
            case .data(let remaining):
                let length = min(remaining, bytes.readableBytes)
                guard let data = bytes.readSlice(length: length) else { return nil }
                state = length == remaining ? .dataCarriageReturn : .data(remaining: remaining - length)
                return .data(data)
            case .trailers:
                return try readTrailers(&bytes)
            case .finished:
                return nil
            default:
                guard let byte = bytes.readInteger(as: UInt8.self) else { return nil }
                try step(byte)
            }
        }
        return nil
    }

    private mutating func step(_ byte: UInt8) throws(FramingError) {
        switch state {
        case .size(let digits, let value):
            if let digit = Octets.hexValue(byte) {
                guard digits < 15 else { throw .malformed("a chunk size has too many digits") }
                state = .size(digits: digits + 1, value: value << 4 | Int(digit))
            } else if digits > 0, byte == Octets.carriageReturn {
                state = .sizeLineFeed(size: value)
            } else if digits > 0, byte == UInt8(ascii: ";") {
                state = .extensions(size: value)
            } else {
                throw .malformed("a chunk size is not a hexadecimal number")
            }
        case .extensions(let size):
            extensionBytes += 1
            guard extensionBytes <= FramingLimits.chunkExtensionBytes else {
                throw .malformed("the chunk extensions are longer than \(FramingLimits.chunkExtensionBytes) bytes")
            }
            if byte == Octets.carriageReturn {
                state = .sizeLineFeed(size: size)
            } else if !Octets.isFieldContent(byte) {
                throw .malformed("a chunk extension holds a control character")
            }
        case .sizeLineFeed(let size):
            guard byte == Octets.lineFeed else { throw .malformed("a chunk size line does not end in CRLF") }
            state = size == 0 ? .trailers : .data(remaining: size)
        case .dataCarriageReturn:
            guard byte == Octets.carriageReturn else { throw .malformed("chunk data is longer than its size") }
            state = .dataLineFeed
        case .dataLineFeed:
            guard byte == Octets.lineFeed else { throw .malformed("chunk data does not end in CRLF") }
            state = .size(digits: 0, value: 0)
        case .data, .trailers, .finished:
            break
        }
    }

    /// The trailer section is a head without a start line: an empty one stands in front of it.
    private mutating func readTrailers(_ bytes: inout ByteBuffer) throws(FramingError) -> Event? {
        var scanner = trailerScanner ?? HeadScanner(limits: limits, startLineLimit: 0)
        if trailerScanner == nil {
            guard !skipsEmptySection(&bytes) else { return .end(trailers: nil) }
            section.writeStaticString("\r\n")
        }
        trailerScanner = nil
        section.writeImmutableBuffer(bytes)
        bytes.moveReaderIndex(to: bytes.writerIndex)
        guard let length = try section.scan(&scanner) else {
            trailerScanner = scanner
            return nil
        }
        for field in scanner.fields where field.known.isForbiddenInTrailers {
            throw .malformed("a field came as a trailer that may not")
        }
        // Without the empty line in front of the section and the one at its end.
        return finish(&bytes, sectionLength: length, trailers: section.getSlice(at: 2, length: length - 4))
    }

    /// The common case, without a look at lines.
    private mutating func skipsEmptySection(_ bytes: inout ByteBuffer) -> Bool {
        guard bytes.getInteger(at: bytes.readerIndex, as: UInt16.self) == 0x0D0A else { return false }
        bytes.moveReaderIndex(forwardBy: 2)
        state = .finished
        return true
    }

    private mutating func finish(_ bytes: inout ByteBuffer, sectionLength: Int, trailers: ByteBuffer?) -> Event {
        bytes.moveReaderIndex(to: bytes.writerIndex - (section.readableBytes - sectionLength))
        state = .finished
        let isEmpty = trailers?.readableBytes == 0
        return .end(trailers: isEmpty ? nil : trailers)
    }
}
