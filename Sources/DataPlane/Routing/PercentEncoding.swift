/// Percent-decoding of text (RFC 3986 §2.1).
enum PercentEncoding {
    /// The octet that stands at an index, decoded where it is escaped, and how many octets it takes.
    static func octet(_ bytes: UnsafeRawBufferPointer, at index: Int, before end: Int) -> (octet: UInt8, length: Int) {
        guard bytes[index] == UInt8(ascii: "%"), index + 2 < end, let high = Octets.hexValue(bytes[index + 1]),
            let low = Octets.hexValue(bytes[index + 2])
        else { return (bytes[index], 1) }
        return (high << 4 | low, 3)
    }

    /// Malformed escapes stay as they are; the result is repaired to valid UTF-8.
    static func decode(_ text: some StringProtocol, plusIsBlank: Bool = false) -> String {
        let bytes = Array(text.utf8)
        guard bytes.contains(where: { $0 == UInt8(ascii: "%") || (plusIsBlank && $0 == UInt8(ascii: "+")) }) else {
            return String(text)
        }
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count, let high = Octets.hexValue(bytes[index + 1]),
                let low = Octets.hexValue(bytes[index + 2])
            {
                decoded.append(high << 4 | low)
                index += 3
            } else {
                decoded.append(plusIsBlank && bytes[index] == UInt8(ascii: "+") ? Octets.space : bytes[index])
                index += 1
            }
        }
        return String(decoding: decoded, as: UTF8.self)
    }
}
