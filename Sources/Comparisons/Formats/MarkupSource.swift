/// Hands a document to libxml2 piece by piece, and watches that the parser gets on.
///
/// libxml2 looks at every attribute of a tag for each further one. So what may be attributes is counted in all that it has
/// taken in since it last told of anything: much of it is one huge tag (or comment), and the square is what it may cost.
final class MarkupSource {
    private let bytes: UnsafeRawBufferPointer
    private let writer: MarkupWriter
    private let form: MarkupDocument.Form
    private var offset = 0
    private var attributes = 0
    private var events = 0
    private var work = 0
    private(set) var failure: BodyFailure?

    /// Attributes that a tag may have before they count: what one piece can hold.
    private static let free = 2_048
    /// Comparisons of names that a document may cost: about a second.
    private static let workLimit = 200_000_000

    init(_ bytes: UnsafeRawBufferPointer, _ form: MarkupDocument.Form, _ writer: MarkupWriter) {
        // A byte order mark is none of the document's characters.
        let isMarked = bytes.starts(with: [0xEF, 0xBB, 0xBF])
        self.bytes = UnsafeRawBufferPointer(rebasing: bytes[(isMarked ? 3 : 0)...])
        self.writer = writer
        self.form = form
    }

    /// libxml2's callback: fills a buffer; 0 at the end, -1 to stop.
    static let read: @convention(c) (UnsafeMutableRawPointer?, UnsafeMutablePointer<CChar>?, Int32) -> Int32 = {
        context, buffer, length in
        guard let context, let buffer, length > 0 else { return -1 }
        let source = Unmanaged<MarkupSource>.fromOpaque(context).takeUnretainedValue()
        return source.fill(UnsafeMutableRawBufferPointer(start: buffer, count: Int(length)))
    }

    private func fill(_ buffer: UnsafeMutableRawBufferPointer) -> Int32 {
        guard writer.failure == nil else { return 0 }
        let count = min(buffer.count, bytes.count - offset, 4_096)
        let piece = UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + count])
        if events != writer.events {
            events = writer.events
            attributes = 0
        }
        let before = max(0, attributes - Self.free)
        attributes += form == .html ? Self.words(piece) : Self.values(piece)
        let after = max(0, attributes - Self.free)
        work += after * after - before * before
        guard work <= Self.workLimit else {
            failure = BodyFailure("a tag or comment that may hold \(Words.number(attributes)) attributes")
            return -1
        }
        buffer.copyMemory(from: piece)
        offset += count
        return Int32(count)
    }

    /// The attributes that a piece of XML can have at most: each has a value in quotation marks.
    private static func values(_ piece: UnsafeRawBufferPointer) -> Int {
        (piece.count { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "'") } + 1) / 2
    }

    /// The attributes that a piece of HTML can have at most: each begins after a blank or a quotation mark.
    private static func words(_ piece: UnsafeRawBufferPointer) -> Int {
        var count = 0
        var isAfterSeparator = true
        for byte in piece {
            let isSeparator = byte <= 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")
            if isAfterSeparator, !isSeparator { count += 1 }
            isAfterSeparator = isSeparator
        }
        return count
    }
}
