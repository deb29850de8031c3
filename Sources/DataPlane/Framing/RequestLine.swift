#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Method, target and version of a request (RFC 9112 §3): exactly one blank between them, no control character.
struct RequestLine {
    let method: Range<Int>
    let target: Range<Int>
    let isHTTP10: Bool
    let kind: MethodKind

    init(_ bytes: UnsafeRawBufferPointer, end: Int) throws(FramingError) {
        var index = 0
        while index < end, Octets.isToken(bytes[index]) { index += 1 }
        guard index > 0, index < end, bytes[index] == Octets.space else {
            throw .malformed("the request line does not begin with a method and a blank")
        }
        method = 0..<index
        let targetStart = index + 1
        index = targetStart
        while index < end, bytes[index] > Octets.space, bytes[index] != 0x7F, bytes[index] != Octets.numberSign {
            index += 1
        }
        // Upstreams end the path there, or do not: what is routed must be what they execute.
        guard index == end || bytes[index] != Octets.numberSign else {
            throw .malformed("the request target has a fragment")
        }
        guard index > targetStart, index < end, bytes[index] == Octets.space else {
            throw .malformed("the request line has no target between two single blanks")
        }
        target = targetStart..<index
        isHTTP10 = try Self.version(bytes, index + 1..<end)
        kind = Self.kind(bytes, method)
    }

    private static func version(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) throws(FramingError) -> Bool {
        let start = range.lowerBound
        guard range.count == 8, Self.isExactly(bytes, start..<start + 5, "HTTP/"),
            bytes[start + 6] == UInt8(ascii: "."),
            Octets.isDigit(bytes[start + 5]), Octets.isDigit(bytes[start + 7])
        else { throw .malformed("the request line does not end in a version") }
        guard bytes[start + 5] == UInt8(ascii: "1") else {
            throw FramingError(code: .unsupportedVersion, reason: "only HTTP/1.1 and HTTP/1.0 are spoken here")
        }
        return bytes[start + 7] == UInt8(ascii: "0")
    }

    /// Methods are case-sensitive (RFC 9110 §9.1).
    private static func kind(_ bytes: UnsafeRawBufferPointer, _ method: Range<Int>) -> MethodKind {
        switch method.count {
        case 3: isExactly(bytes, method, "GET") ? .get : .other
        case 4: isExactly(bytes, method, "HEAD") ? .head : .other
        case 5: isExactly(bytes, method, "TRACE") ? .trace : .other
        case 7:
            isExactly(bytes, method, "OPTIONS") ? .options : isExactly(bytes, method, "CONNECT") ? .connect : .other
        default: .other
        }
    }

    static func isExactly(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>, _ word: StaticString) -> Bool {
        guard range.count == word.utf8CodeUnitCount, let base = bytes.baseAddress else { return false }
        return memcmp(base + range.lowerBound, word.utf8Start, range.count) == 0
    }
}
