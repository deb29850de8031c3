/// A text as one segment of a path.
enum PathSegment {
    /// Ways to write the same text.
    enum Style: CaseIterable {
        /// As `encodeURIComponent` does.
        case component
        /// The same with hexadecimal digits in lower case.
        case lowerCase
        /// Every byte that is no letter or digit is escaped.
        case strict
        /// What RFC 3986 allows in a segment stays as it is.
        case lenient
    }

    static func encoded(_ text: String, _ style: Style = .component) -> String {
        let digits = Array((style == .lowerCase ? "0123456789abcdef" : "0123456789ABCDEF").utf8)
        let plain: Set<UInt8> =
            switch style {
            case .component, .lowerCase: Set("-_.!~*'()".utf8)
            case .strict: []
            case .lenient: Set("-_.!~*'()$&+,;=:@".utf8)
            }
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if plain.contains(byte) || isAlphanumeric(byte) {
                bytes.append(byte)
            } else {
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}
