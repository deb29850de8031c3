/// Percent-encoding in its two readings: the strict one of paths and the lenient one of queries.
enum PercentEncoding {
    /// What `decodeURIComponent` throws.
    struct MalformedError: Error, CustomStringConvertible {
        let description = "URI malformed"
    }

    /// What `decodeURIComponent` gives: every escape is decoded once, a plus stays a plus.
    ///
    /// - Throws: ``MalformedError`` for an incomplete escape, and for escapes that are not UTF-8.
    static func decodedComponent(_ text: some StringProtocol) throws(MalformedError) -> String {
        let encoded = Array(text.utf8)
        var index = 0
        while index < encoded.count {
            if encoded[index] == UInt8(ascii: "%") {
                guard escape(encoded, at: index) != nil else { throw MalformedError() }
                index += 3
            } else {
                index += 1
            }
        }
        guard let decoded = String(validating: bytes(encoded), as: UTF8.self) else { throw MalformedError() }
        return decoded
    }

    /// Decodes what is a complete escape and leaves everything else alone.
    static func bytes(_ encoded: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(encoded.count)
        var index = 0
        while index < encoded.count {
            if let byte = escape(encoded, at: index) {
                bytes.append(byte)
                index += 3
            } else {
                bytes.append(encoded[index])
                index += 1
            }
        }
        return bytes
    }

    private static func escape(_ bytes: [UInt8], at index: Int) -> UInt8? {
        guard bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
            let high = Character(Unicode.Scalar(bytes[index + 1])).hexDigitValue,
            let low = Character(Unicode.Scalar(bytes[index + 2])).hexDigitValue
        else { return nil }
        return UInt8(high << 4 | low)
    }
}
