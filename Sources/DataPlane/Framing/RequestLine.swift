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
        while index < end, bytes[index] > Octets.space, bytes[index] != 0x7F { index += 1 }
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
        guard range.count == word.utf8CodeUnitCount else { return false }
        for index in 0..<range.count where bytes[range.lowerBound + index] != word.utf8Start[index] { return false }
        return true
    }
}

/// The form of a request target (RFC 9112 §3.2).
struct TargetForm {
    let pathAndQuery: Range<Int>
    let authority: Range<Int>?

    init(_ bytes: UnsafeRawBufferPointer, _ line: RequestLine) throws(FramingError) {
        let target = line.target
        if bytes[target.lowerBound] == Octets.slash || line.kind == .connect {
            pathAndQuery = target
            authority = nil
        } else if target.count == 1, bytes[target.lowerBound] == UInt8(ascii: "*"), line.kind == .options {
            pathAndQuery = target
            authority = nil
        } else if target.count > 7,
            Octets.equals(bytes, target.lowerBound..<target.lowerBound + 4, "http"),
            RequestLine.isExactly(bytes, target.lowerBound + 4..<target.lowerBound + 7, "://")
        {
            let start = target.lowerBound + 7
            var end = start
            while end < target.upperBound, bytes[end] != Octets.slash, bytes[end] != Octets.questionMark { end += 1 }
            guard HostField.isAuthority(bytes, start..<end) else {
                throw .malformed("the target's authority is malformed")
            }
            authority = start..<end
            pathAndQuery = end..<target.upperBound
        } else {
            throw .malformed("the request target is neither a path nor an http URL")
        }
    }
}

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
