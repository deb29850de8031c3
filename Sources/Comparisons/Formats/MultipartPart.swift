import JSONText
import NIOCore
import Traffic

/// One part of a multipart body.
struct MultipartPart {
    let name: String?
    private let filename: String?
    private let head: HeadLines
    private let type: ContentType?
    private let body: ByteBuffer

    /// - Parameter range: From the delimiter line to the end of the part's body.
    init(_ bytes: UnsafeRawBufferPointer, _ range: MultipartReader.Part) {
        let part = UnsafeRawBufferPointer(rebasing: bytes[range])
        let bodyStart = Self.bodyStart(part)
        // The delimiter stands where a message has its start line.
        let headBytes = UnsafeRawBufferPointer(rebasing: part[..<bodyStart])
        head = HeadLines(headBytes)
        body = ByteBuffer(bytes: part[bodyStart...])
        func value(_ name: StaticString) -> ContentType? {
            HeadLines.first(name, in: headBytes).map { ContentType(FieldText.string($0)) }
        }
        type = value("content-type")
        let disposition = value("content-disposition")
        name = disposition?["name"]
        filename = disposition?["filename"]
    }

    /// Where the part's body begins: after the empty line that ends its fields.
    private static func bodyStart(_ part: UnsafeRawBufferPointer) -> Int {
        var lineStart = (part.firstIndex(of: 0x0A) ?? part.count - 1) + 1
        while lineStart < part.count {
            guard let end = part[lineStart...].firstIndex(of: 0x0A) else { return part.count }
            let length = end - lineStart
            if length == 0 || length == 1 && part[lineStart] == 0x0D { return end + 1 }
            lineStart = end + 1
        }
        return part.count
    }

    func write(limits: ComparisonLimits, to writer: inout JSONWriter) {
        writer.write(raw: "{")
        if let filename {
            writer.write(raw: "\"filename\":")
            writer.write(string: filename.utf8)
            writer.write(raw: ",")
        }
        let fields = LiftedFields(head) { head, line in head.isNamed(line, "content-disposition") }
        if !fields.isEmpty {
            writer.write(raw: "\"headers\":")
            fields.write(to: &writer)
            writer.write(raw: ",")
        }
        writer.write(raw: "\"body\":")
        writeBody(limits: limits, to: &writer)
        writer.write(raw: "}")
    }

    /// The body decoded by the part's own type. A field of a form, which mostly has none, is a string; the text of a file an
    /// array of its lines; what cannot be read is described.
    private func writeBody(limits: ComparisonLimits, to writer: inout JSONWriter) {
        if let content = try? BodyContent(body, type: mediaType, type), let json = json(content, limits) {
            return writer.write(json: json)
        }
        let hash = body.withUnsafeReadableBytes { StableHash.of($0) }
        let words = "‹\(Words.octets(body.readableBytes)), XXH64 \(Words.hexadecimal(hash))›"
        writer.write(string: words.utf8)
    }

    private var mediaType: MediaType {
        guard let type else { return .text }
        return Array(type.essence.utf8).withUnsafeBytes { MediaType($0[...]) }
    }

    private func json(_ content: BodyContent, _ limits: ComparisonLimits) -> [UInt8]? {
        if content.isEmpty { return Array("\"\"".utf8) }
        switch content.type {
        case .json: return (try? content.tape())?.bytes ?? text(content)
        case .jsonLines, .form, .html, .xml:
            return (try? BodyDocument(limits: limits).tape(content, content.type))?.bytes ?? text(content)
        case .text, .absent: return text(content)
        // Parts of parts are not taken apart.
        case .multipart, .other: return nil
        }
    }

    private func text(_ content: BodyContent) -> [UInt8]? {
        guard filename == nil else { return LiftedText.json(content.body) }
        let view = content.body.readableBytesView
        guard String(validating: view, as: UTF8.self) != nil else { return nil }
        var writer = JSONWriter()
        writer.write(string: view)
        return writer.bytes
    }
}
