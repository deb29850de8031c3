import NIOCore
import Traffic

/// A content coding (RFC 9110 §8.4.1).
enum ContentCoding: Sendable, Hashable {
    case identity
    /// RFC 1952.
    case gzip
    /// The zlib format of RFC 1950; what is found in the wild is often bare RFC 1951.
    case deflate
    /// RFC 7932.
    case brotli
    case unknown(String)

    /// The names are compared without regard to case; `x-gzip` is `gzip` (RFC 9110 §8.4.1.3).
    init(_ name: String) {
        switch name.lowercased() {
        case "identity": self = .identity
        case "gzip", "x-gzip": self = .gzip
        case "deflate": self = .deflate
        case "br": self = .brotli
        default: self = .unknown(name)
        }
    }

    var name: String {
        switch self {
        case .identity: "identity"
        case .gzip: "gzip"
        case .deflate: "deflate"
        case .brotli: "br"
        case .unknown(let name): name.lowercased()
        }
    }

    /// What the field value of `Content-Encoding` lists, in the order in which the codings were applied; `identity` is none.
    static func list(_ value: String) -> [ContentCoding] {
        value.split(separator: ",").map { ContentCoding(String($0.filter { $0 != " " && $0 != "\t" })) }
            .filter { $0 != .identity && $0 != .unknown("") }
    }

    /// The codings of an answer's content; the field may stand on several lines.
    static func applied(in head: MessageHead) -> [ContentCoding] {
        head.fields.filter { $0.name.lowercased() == "content-encoding" }.flatMap { list($0.value) }
    }
}
