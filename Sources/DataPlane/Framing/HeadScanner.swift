import NIOCore

/// Finds the end of a message head and the lines in it, incrementally and strictly (RFC 9112 §2.2, §5).
///
/// It is fed the whole head received so far, from its first byte, and goes on where it stopped: every octet is looked at
/// once, however the bytes were split. A line must end in CRLF, a name must be a token that the colon follows at once, a
/// value may hold no control character but the tab, and no line may begin with a blank (obs-fold).
struct HeadScanner {
    /// Room that is made for the fields of a head at once.
    private static let usualFields = 16

    /// Where the start line ends, line end excluded; `nil` until it has been read.
    private(set) var startLineEnd: Int?
    private(set) var fields: [FieldLine] = []
    private var lineStart = 0
    private var searched = 0
    private let limits: FramingLimits
    private let startLineLimit: Int

    /// - Parameter startLineLimit: Bytes of the start line.
    init(limits: FramingLimits, startLineLimit: Int) {
        self.limits = limits
        self.startLineLimit = startLineLimit
    }

    /// Begins with a next head, whose fields get the room of the last one's where nobody keeps those.
    mutating func reset() {
        startLineEnd = nil
        fields.removeAll(keepingCapacity: true)
        lineStart = 0
        searched = 0
    }

    /// Hands over the fields of a head that has been read, and begins with a next one.
    mutating func takeFields() -> [FieldLine] {
        let taken = fields
        fields = []
        reset()
        return taken
    }

    /// Reads on.
    ///
    /// - Returns: The head's length, the empty line at its end included, or `nil` where more bytes are needed.
    mutating func scan(_ bytes: UnsafeRawBufferPointer) throws(FramingError) -> Int? {
        while let lineFeed = Octets.firstLineFeed(bytes, from: searched) {
            // Limits first, so that the verdict does not depend on how the bytes were split.
            guard startLineEnd != nil || lineFeed <= startLineLimit + 1 else { throw startLineTooLong }
            guard lineFeed < limits.headBytes else { throw headTooLarge }
            guard lineFeed > lineStart, bytes[lineFeed - 1] == Octets.carriageReturn else {
                throw .malformed("a line of the head does not end in CRLF")
            }
            let line = lineStart..<lineFeed - 1
            searched = lineFeed + 1
            lineStart = lineFeed + 1
            if startLineEnd == nil {
                startLineEnd = line.upperBound
            } else if line.isEmpty {
                return lineFeed + 1
            } else {
                try appendField(bytes, line)
            }
        }
        searched = bytes.count
        guard startLineEnd != nil || bytes.count <= startLineLimit + 1 else { throw startLineTooLong }
        guard bytes.count <= limits.headBytes else { throw headTooLarge }
        return nil
    }

    private mutating func appendField(_ bytes: UnsafeRawBufferPointer, _ line: Range<Int>) throws(FramingError) {
        guard fields.count < limits.headFields else {
            throw FramingError(code: .headTooLarge, reason: "the head has more than \(limits.headFields) fields")
        }
        let colon = Octets.endOfToken(bytes, line)
        guard colon < line.upperBound, bytes[colon] == Octets.colon, colon > line.lowerBound else {
            if Octets.isBlank(bytes[line.lowerBound]) { throw .malformed("a field line begins with a blank") }
            throw .malformed("a field line is not a name followed by a colon")
        }
        let content = colon + 1..<line.upperBound
        guard Octets.areFieldContent(bytes, content) else {
            throw .malformed("a field value holds a control character")
        }
        let name = line.lowerBound..<colon
        if fields.capacity == 0 { fields.reserveCapacity(Self.usualFields) }
        fields.append(
            FieldLine(
                name: name,
                value: Octets.trimmed(bytes, content),
                lineEnd: line.upperBound + 2,
                known: KnownField.of(bytes, name)
            )
        )
    }

    private var startLineTooLong: FramingError {
        FramingError(code: .requestLineTooLong, reason: "the start line is longer than \(startLineLimit) bytes")
    }

    private var headTooLarge: FramingError {
        FramingError(code: .headTooLarge, reason: "the head is larger than \(limits.headBytes) bytes")
    }
}

extension ByteBuffer {
    /// Lets a scanner read on in the readable bytes.
    func scan(_ scanner: inout HeadScanner) throws(FramingError) -> Int? {
        try withUnsafeReadableBytes { (bytes) throws(FramingError) in try scanner.scan(bytes) }
    }
}
