/// Masks what looks like an e-mail address, wherever it stands in a text, percent-encoded or not.
enum EmailMask {
    static let replacement = "‹e-mail›"

    /// How far an address can reach beyond a cut: RFC 5321 allows 254 octets; encoded they can be three times as many.
    static let reach = 768

    /// The text with every address replaced; `nil` where there is none.
    static func masked(_ text: String) -> String? {
        guard mayContain(text.utf8) else { return nil }
        let scalars = Array(text.unicodeScalars)
        var result = String.UnicodeScalarView()
        var copied = 0
        var index = 0
        var found = false
        while index < scalars.count {
            let width = atSign(scalars, index)
            guard width > 0, let range = address(scalars, index, width, from: copied) else {
                index += 1
                continue
            }
            found = true
            result.append(contentsOf: scalars[copied..<range.lowerBound])
            result.append(contentsOf: replacement.unicodeScalars)
            copied = range.upperBound
            index = range.upperBound
        }
        guard found else { return nil }
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

    /// How many scalars at a place stand for an at sign; 0 where none does.
    private static func atSign(_ scalars: [Unicode.Scalar], _ index: Int) -> Int {
        switch scalars[index] {
        case "@", "\u{FF20}", "\u{FE6B}": return 1
        case "%":
            // %40, %2540, %252540: however often it was encoded.
            var width = 1
            while width < 32, index + width + 1 < scalars.count, scalars[index + width] == "2",
                scalars[index + width + 1] == "5"
            { width += 2 }
            guard index + width + 1 < scalars.count, scalars[index + width] == "4", scalars[index + width + 1] == "0"
            else { return 0 }
            return width + 2
        default: return 0
        }
    }

    /// The address around an at sign.
    private static func address(_ scalars: [Unicode.Scalar], _ sign: Int, _ width: Int, from start: Int) -> Range<Int>?
    {
        var lower = sign
        if lower > start, scalars[lower - 1] == "\"" {
            lower -= 1
            while lower > start, scalars[lower - 1] != "\"" { lower -= 1 }
            if lower > start { lower -= 1 }
        } else {
            while lower > start, isLocalPart(scalars[lower - 1]) { lower -= 1 }
        }
        var upper = sign + width
        while upper < scalars.count, isDomainPart(scalars[upper]) { upper += 1 }
        let domain = scalars[sign + width..<upper]
        let isLiteral = upper < scalars.count && upper == sign + width && scalars[upper] == "["
        guard lower < sign, isLiteral || domain.contains(where: { $0.properties.isAlphabetic }) else { return nil }
        if isLiteral { while upper < scalars.count, scalars[upper - 1] != "]" { upper += 1 } }
        while upper > sign + width, scalars[upper - 1] == "." { upper -= 1 }
        return lower..<upper
    }

    private static func isLocalPart(_ scalar: Unicode.Scalar) -> Bool {
        if !scalar.isASCII { return !scalar.properties.isWhitespace && scalar != "›" && scalar != "‹" }
        return scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
            || ".!#$%'*+_`{|}~-".unicodeScalars.contains(scalar)
    }

    private static func isDomainPart(_ scalar: Unicode.Scalar) -> Bool {
        if !scalar.isASCII { return scalar.properties.isAlphabetic }
        return scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || scalar == "." || scalar == "-"
            || scalar == "%"
    }
}
