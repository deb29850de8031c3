import Traffic

/// The media type of a body, as far as a comparison needs it (RFC 9110 §8.3.1).
enum MediaType: Sendable {
    case json
    /// One JSON text a line.
    case jsonLines
    /// `application/x-www-form-urlencoded`
    case form
    /// `multipart/form-data`, and every other multipart type.
    case multipart
    case html
    case xml
    case text
    /// Nothing is said.
    case absent
    case other

    /// - Parameter field: The value of `Content-Type`.
    init(_ field: Slice<UnsafeRawBufferPointer>) {
        let name = ASCIIWord(field.prefix { $0 != UInt8(ascii: ";") && $0 != UInt8(ascii: ",") })
        if name.isEmpty {
            self = .absent
        } else if name.equals("application/json") || name.equals("text/json") || name.hasSuffix("+json") {
            self = .json
        } else if name.equals("text/html") || name.equals("application/xhtml+xml") {
            // XHTML is written by hand and by templates as HTML is, and read the same way.
            self = .html
        } else if name.equals("application/xml") || name.equals("text/xml") || name.hasSuffix("+xml") {
            self = .xml
        } else {
            self = Self.isTyped(name)
        }
    }

    private static func isTyped(_ name: ASCIIWord) -> MediaType {
        let lines: [StaticString] = [
            "application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines",
            "application/jsonlines", "text/x-ndjson",
        ]
        if lines.contains(where: name.equals) { return .jsonLines }
        if name.equals("application/x-www-form-urlencoded") { return .form }
        if name.hasPrefix("multipart/") { return .multipart }
        let texts: [StaticString] = [
            "application/javascript", "application/x-javascript", "application/ecmascript", "application/yaml",
            "application/x-yaml", "application/toml", "application/sql", "application/graphql",
        ]
        return name.hasPrefix("text/") || texts.contains(where: name.equals) ? .text : .other
    }

    /// Whether a body may be JSON without being declared as such.
    var mayBeJSON: Bool {
        switch self {
        case .json, .text, .html, .xml, .absent: true
        case .jsonLines, .form, .multipart, .other: false
        }
    }

    /// Whether a body is meant to be read as characters.
    var isTextual: Bool {
        switch self {
        case .json, .jsonLines, .form, .html, .xml, .text, .absent: true
        case .multipart, .other: false
        }
    }

    /// The form in which two bodies of these types can be compared: what one does not say, the other one's tells; texts of
    /// different types are compared by line, and everything else as bytes.
    static func shared(_ first: MediaType, _ second: MediaType) -> MediaType {
        if first == second { return first == .absent ? .text : first }
        if first == .absent { return second }
        if second == .absent { return first }
        return first.isTextual && second.isTextual ? .text : .other
    }

    /// As in "not JSON".
    var name: String {
        switch self {
        case .json: "JSON"
        case .jsonLines: "JSON Lines"
        case .form: "a form"
        case .multipart: "multipart"
        case .html: "HTML"
        case .xml: "XML"
        case .text, .absent: "text"
        case .other: "bytes"
        }
    }
}
