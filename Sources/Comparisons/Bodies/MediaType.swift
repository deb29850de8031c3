/// The media type of a body, as far as a comparison needs it (RFC 9110 §8.3.1).
enum MediaType: Sendable {
    case json
    case text
    /// Nothing is said.
    case absent
    case other

    /// - Parameter field: The value of `Content-Type`.
    init(_ field: String?) {
        guard let field else {
            self = .absent
            return
        }
        let name = field.prefix { $0 != ";" && $0 != "," }.lowercased().filter { $0 != " " && $0 != "\t" }
        if name.isEmpty {
            self = .absent
        } else if name == "application/json" || name == "text/json" || name.hasSuffix("+json") {
            self = .json
        } else if name.hasPrefix("text/") || name == "application/xml" || name.hasSuffix("+xml") {
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
