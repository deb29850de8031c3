/// Masks what looks like an e-mail address, wherever it stands in a text, percent-encoded or not.
enum EmailMask {
    static let replacement = "‹e-mail›"

    /// How far an address can reach beyond a cut: RFC 5321 allows 254 octets; encoded they can be three times as many.
    static let reach = 768

    /// The text with every address replaced; `nil` where there is none.
    static func masked(_ text: String) -> String? {
        guard mayContain(text.utf8) else { return nil }
        let scalars = Array(text.unicodeScalars)
        var search = EmailSearch(scalars)
        var result = String.UnicodeScalarView()
        var copied = 0
        while let range = search.next() {
            result.append(contentsOf: scalars[copied..<range.lowerBound])
            result.append(contentsOf: replacement.unicodeScalars)
            copied = range.upperBound
        }
        guard copied > 0 else { return nil }
        result.append(contentsOf: scalars[copied...])
        return String(result)
    }

    /// Whether a text is an e-mail address and nothing else.
    static func isAddress(_ text: String) -> Bool { masked(text) == replacement }

    /// Whether an address was masked in a text, given in UTF-8.
    static func isMasked(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let mark = replacement.utf8
        guard bytes.count >= mark.count, let first = mark.first else { return false }
        return (0...bytes.count - mark.count).contains { bytes[$0] == first && bytes[$0...].starts(with: mark) }
    }

    /// A quick no for the many texts without any sign of an address.
    static func mayContain(_ bytes: some Collection<UInt8>) -> Bool {
        bytes.withContiguousStorageIfAvailable { mayStand(in: $0) && hasSign($0) } ?? hasSign(bytes)
    }

    /// Whether there is any octet that a sign can end with or begin with: a quicker no.
    private static func mayStand(in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        for byte in bytes where byte == UInt8(ascii: "@") || byte == UInt8(ascii: "%") || byte == 0xEF { return true }
        return false
    }

    private static func hasSign(_ bytes: some Sequence<UInt8>) -> Bool {
        var previous: UInt8 = 0
        for byte in bytes {
            if byte == UInt8(ascii: "@") { return true }
            // "%4…" of %40, "%2…" of %2540, and the lead byte of the wide and small at signs.
            if previous == UInt8(ascii: "%"), byte == UInt8(ascii: "4") || byte == UInt8(ascii: "2") { return true }
            if byte == 0xEF { return true }
            previous = byte
        }
        return false
    }
}
