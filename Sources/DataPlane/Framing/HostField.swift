/// `Host`, which every HTTP/1.1 request carries exactly once (RFC 9112 §3.2).
enum HostField {
    /// The value; `nil` where a request of HTTP/1.0 has none.
    static func find(
        _ bytes: UnsafeRawBufferPointer,
        _ fields: [FieldLine],
        isHTTP10: Bool
    ) throws(FramingError) -> Range<Int>? {
        var host: Range<Int>?
        for field in fields where field.known == .host {
            guard host == nil else { throw .malformed("Host is given twice") }
            guard isAuthority(bytes, field.value) else { throw .malformed("Host is not a host with an optional port") }
            host = field.value
        }
        guard host != nil || isHTTP10 else { throw .malformed("Host is missing") }
        return host
    }

    /// `uri-host [ ":" port ]`, the host not empty (RFC 3986 §3.2.2).
    static func isAuthority(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Bool {
        var index = range.lowerBound
        if index < range.upperBound, bytes[index] == UInt8(ascii: "[") {
            index += 1
            while index < range.upperBound,
                Octets.hexValue(bytes[index]) != nil || bytes[index] == Octets.colon
                    || bytes[index] == UInt8(ascii: ".")
            { index += 1 }
            guard index < range.upperBound, bytes[index] == UInt8(ascii: "]") else { return false }
            index += 1
        } else {
            while index < range.upperBound, isHostOctet(bytes[index]) { index += 1 }
        }
        guard index > range.lowerBound else { return false }
        guard index < range.upperBound else { return true }
        guard bytes[index] == Octets.colon, range.upperBound - index <= 6 else { return false }
        var port = 0
        for digit in index + 1..<range.upperBound {
            guard Octets.isDigit(bytes[digit]) else { return false }
            port = port * 10 + Int(bytes[digit] - UInt8(ascii: "0"))
        }
        return port <= 65_535
    }

    /// `unreserved / sub-delims / "%"`.
    private static func isHostOctet(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: "%"),
            UInt8(ascii: "!"), UInt8(ascii: "$"), UInt8(ascii: "&"), UInt8(ascii: "'"), UInt8(ascii: "("),
            UInt8(ascii: ")"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: ";"), UInt8(ascii: "="):
            true
        default: false
        }
    }
}
