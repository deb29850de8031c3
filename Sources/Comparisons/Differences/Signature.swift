import Traffic

/// Generalises locations, so that one defect has one signature.
enum Signature {
    /// The location with array indices, text lines and keys that vary with the data replaced by `*`.
    static func generalise(_ location: Location) -> Location {
        guard location.segments.contains(where: isDynamic) else { return location }
        return Location(location.segments.map { isDynamic($0) ? "*" : $0 })
    }

    /// Whether a segment is an index, a number, a UUID, an ISO 8601 date or time, or a masked e-mail address.
    static func isDynamic(_ segment: String) -> Bool {
        var segment = segment
        return segment.withUTF8 { bytes in
            guard !bytes.isEmpty else { return false }
            return bytes.allSatisfy(isDigit) || isUUID(bytes) || isDate(bytes) || EmailMask.isMasked(bytes)
        }
    }

    private static func isUUID(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard bytes.count == 36 else { return false }
        return bytes.indices.allSatisfy { index in
            switch index {
            case 8, 13, 18, 23: bytes[index] == UInt8(ascii: "-")
            default: isHexadecimal(bytes[index])
            }
        }
    }

    /// `YYYY-MM-DD`, alone or followed by a time.
    private static func isDate(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard bytes.count >= 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-") else { return false }
        guard bytes[0..<4].allSatisfy(isDigit), bytes[5..<7].allSatisfy(isDigit), bytes[8..<10].allSatisfy(isDigit)
        else { return false }
        return bytes.count == 10 || bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: " ")
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        isDigit(byte) || (byte | 0x20) &- UInt8(ascii: "a") < 6
    }
}
