/// A character encoding that texts are read in.
///
/// Only these: they are what HTTP answers are in, and a library that knows hundreds would be handed names that strangers
/// chose. What has another one is said to be unknown.
enum Charset: Sendable, Hashable {
    case utf8
    case ascii
    case latin1
    case latin9
    case windows1252
    /// With or without a byte order mark, which decides where there is one; big-endian where there is none (RFC 2781 §4.3).
    case utf16
    case utf16LittleEndian
    case utf16BigEndian

    /// - Parameter label: A name or alias of the IANA registry, in any case.
    init?(label: String) {
        switch label.lowercased() {
        case "utf-8", "utf8": self = .utf8
        case "us-ascii", "ascii", "iso646-us": self = .ascii
        case "iso-8859-1", "iso8859-1", "iso_8859-1", "latin1", "latin-1", "l1": self = .latin1
        case "iso-8859-15", "iso8859-15", "iso_8859-15", "latin-9", "latin9": self = .latin9
        case "windows-1252", "cp1252", "cp-1252", "x-cp1252": self = .windows1252
        case "utf-16", "utf16": self = .utf16
        case "utf-16le", "utf16le": self = .utf16LittleEndian
        case "utf-16be", "utf16be": self = .utf16BigEndian
        default: return nil
        }
    }

    var name: String {
        switch self {
        case .utf8: "UTF-8"
        case .ascii: "US-ASCII"
        case .latin1: "ISO-8859-1"
        case .latin9: "ISO-8859-15"
        case .windows1252: "windows-1252"
        case .utf16: "UTF-16"
        case .utf16LittleEndian: "UTF-16LE"
        case .utf16BigEndian: "UTF-16BE"
        }
    }

    /// The encoding that a byte order mark of UTF-16 shows.
    static func marked(_ bytes: UnsafeRawBufferPointer) -> Charset? {
        guard bytes.count >= 2 else { return nil }
        switch (bytes[0], bytes[1]) {
        case (0xFE, 0xFF): return .utf16BigEndian
        case (0xFF, 0xFE): return .utf16LittleEndian
        default: return nil
        }
    }
}
