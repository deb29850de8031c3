import Traffic

/// The media type of a body, as far as a comparison needs it (RFC 9110 §8.3.1).
enum MediaType: Sendable {
    case json
    case text
    /// Nothing is said.
    case absent
    case other

    /// What a head says in `Content-Type`.
    init(_ head: MessageHead) {
        self = head.withValue(of: "content-type") { value in value.map(MediaType.init) ?? .absent }
    }

    /// - Parameter field: The value of `Content-Type`.
    private init(_ field: Slice<UnsafeRawBufferPointer>) {
        let name = ASCIIWord(field.prefix { $0 != UInt8(ascii: ";") && $0 != UInt8(ascii: ",") })
        if name.isEmpty {
            self = .absent
        } else if name.equals("application/json") || name.equals("text/json") || name.hasSuffix("+json") {
            self = .json
        } else if name.hasPrefix("text/") || name.equals("application/xml") || name.hasSuffix("+xml") {
            self = .text
        } else {
            self = .other
        }
    }

    /// Whether a body may be JSON without being declared as such.
    var mayBeJSON: Bool {
        switch self {
        case .json, .text, .absent: true
        case .other: false
        }
    }
}
