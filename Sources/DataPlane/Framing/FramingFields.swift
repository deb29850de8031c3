/// The two fields that decide framing, read strictly: together, repeated, or not quite well-formed is refused, since two
/// readers may understand such a message differently.
struct FramingFields {
    private(set) var contentLength: Int?
    private(set) var isChunked = false
    private(set) var hasTransferEncoding = false

    init(_ fields: [FieldLine], _ bytes: UnsafeRawBufferPointer) throws(FramingError) {
        for field in fields {
            switch field.known {
            case .contentLength:
                guard contentLength == nil else { throw .malformed("Content-Length is given twice") }
                contentLength = try Self.decimal(bytes, field.value)
            case .transferEncoding:
                hasTransferEncoding = true
                try readTransferEncoding(bytes, field.value)
            default: break
            }
        }
        if hasTransferEncoding {
            guard contentLength == nil else { throw .malformed("both Content-Length and Transfer-Encoding are given") }
            guard isChunked else { throw .malformed("the final transfer coding is not chunked") }
        }
    }

    /// `1*DIGIT` of at most 18 digits, which fits.
    private static func decimal(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) throws(FramingError) -> Int {
        guard (1...18).contains(range.count) else { throw .malformed("Content-Length is no number that fits") }
        var value = 0
        for index in range {
            guard Octets.isDigit(bytes[index]) else {
                throw .malformed("Content-Length is not a single decimal number")
            }
            value = value * 10 + Int(bytes[index] - UInt8(ascii: "0"))
        }
        return value
    }

    private mutating func readTransferEncoding(
        _ bytes: UnsafeRawBufferPointer,
        _ value: Range<Int>
    ) throws(FramingError) {
        var isChunked = isChunked
        var elements = 0
        try Octets.forEachListElement(bytes, value) { (element) throws(FramingError) in
            elements += 1
            guard !isChunked else { throw .malformed("a transfer coding follows chunked") }
            if Octets.equals(bytes, element, "chunked") {
                isChunked = true
            } else if Octets.equals(bytes, element, "identity") {
                throw .malformed("the transfer coding 'identity' is no longer part of HTTP/1.1")
            } else {
                throw FramingError(code: .unknownTransferCoding, reason: "the transfer coding is not known here")
            }
        }
        guard elements > 0 else { throw .malformed("Transfer-Encoding is empty") }
        self.isChunked = isChunked
    }
}
