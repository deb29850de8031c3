import NIOCore

@testable import DataPlane

/// A head's lines read the simple way, against what a decoder says about them. It shares no code with the decoder.
struct NaiveHead {
    private let bytes: ByteBufferView
    private let base: Int

    init(_ bytes: ByteBuffer) {
        self.bytes = bytes.readableBytesView
        base = bytes.readerIndex
    }

    private func octet(_ offset: Int) -> UInt8 { bytes[base + offset] }

    // MARK: Lines

    /// Checks that lines end in CRLF and nowhere else, that the field lines are all of the head, and what they may hold.
    func check(_ fields: [FieldLine], startLineEnd: Int, _ limits: FramingLimits) throws(PropertyViolation) {
        try PropertyViolation.unless(bytes.count <= limits.headBytes, "a head stays within its limit")
        try PropertyViolation.unless(fields.count <= limits.headFields, "fields stay within their limit")
        try PropertyViolation.unless(startLineEnd <= limits.requestLineBytes, "a start line stays within its limit")
        try checkOctets()
        var position = startLineEnd + 2
        for field in fields {
            try PropertyViolation.unless(field.line.lowerBound == position, "field lines follow one another")
            try checkField(field)
            position = field.line.upperBound
        }
        try PropertyViolation.unless(position + 2 == bytes.count, "a head ends with one empty line")
        try PropertyViolation.unless(octet(position) == 13 && octet(position + 1) == 10, "the empty line is empty")
    }

    private func checkOctets() throws(PropertyViolation) {
        var previous: UInt8 = 0
        for byte in bytes {
            switch byte {
            case 10: try PropertyViolation.unless(previous == 13, "no bare LF is accepted")
            case 9, 13, 32...126, 128...255: break
            default: throw PropertyViolation("no control character is accepted")
            }
            try PropertyViolation.unless(previous != 13 || byte == 10, "no bare CR is accepted")
            previous = byte
        }
    }

    private func checkField(_ field: FieldLine) throws(PropertyViolation) {
        try PropertyViolation.unless(
            field.name.lowerBound == field.line.lowerBound && !field.name.isEmpty, "a line begins with a name")
        for index in field.name { try PropertyViolation.unless(Self.isToken(octet(index)), "a name is a token") }
        try PropertyViolation.unless(octet(field.name.upperBound) == 0x3A, "a colon follows the name at once")
        var start = field.name.upperBound + 1
        var end = field.line.upperBound - 2
        while start < end, octet(start) == 32 || octet(start) == 9 { start += 1 }
        while end > start, octet(end - 1) == 32 || octet(end - 1) == 9 { end -= 1 }
        try PropertyViolation.unless(field.value == start..<end, "a value has no blanks around it")
    }

    private static let tokens = (0..<256).map { (code: Int) -> Bool in
        switch code {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "!#$%&'*+-.^_`|~".utf8.contains { Int($0) == code }
        }
    }

    private static func isToken(_ byte: UInt8) -> Bool { tokens[Int(byte)] }

    // MARK: Framing

    func checkRequest(_ head: RequestHead) throws(PropertyViolation) {
        let isHTTP10 = octet(head.target.upperBound + 8) == 0x30
        try PropertyViolation.unless(head.isHTTP10 == isHTTP10, "the version is the one that was sent")
        let hosts = head.fields.filter { named($0, "host") }.count
        try PropertyViolation.unless(hosts == 1 || isHTTP10 && hosts == 0, "exactly one Host on HTTP/1.1")
        let framing = try framing(head.fields, absent: .none)
        try PropertyViolation.unless(head.body == framing, "a request's content ends where its fields say")
        try PropertyViolation.unless(!isHTTP10 || framing != .chunked, "no chunks on HTTP/1.0")
    }

    func checkAnswer(_ head: AnswerHead, answersHead: Bool) throws(PropertyViolation) {
        let status = (9..<12).reduce(0) { $0 * 10 + Int(octet($1)) - 0x30 }
        try PropertyViolation.unless(
            head.status == status && (100..<600).contains(status), "the status is the one sent")
        let framing = try framing(head.fields, absent: .untilClose)
        let hasContent = !answersHead && status >= 200 && status != 204 && status != 304
        try PropertyViolation.unless(
            head.body == (hasContent ? framing : .none), "an answer's content ends where its fields say")
    }

    /// RFC 9112 §6.3, with everything refused that two readers could take for different things.
    private func framing(_ fields: [FieldLine], absent: BodyFraming) throws(PropertyViolation) -> BodyFraming {
        var lengths = 0
        var codings = 0
        var length = 0
        for field in fields {
            if named(field, "content-length") {
                lengths += 1
                for index in field.value {
                    try PropertyViolation.unless((0x30...0x39).contains(octet(index)), "a length is made of digits")
                    length = length * 10 + Int(octet(index)) - 0x30
                }
                try PropertyViolation.unless(!field.value.isEmpty, "a length is not empty")
            } else if named(field, "transfer-encoding") {
                let value = String(decoding: field.value.map(octet), as: UTF8.self).lowercased()
                for coding in value.split(whereSeparator: { ", \t".contains($0) }) {
                    try PropertyViolation.unless(coding == "chunked", "chunked is the only coding")
                    codings += 1
                }
            }
        }
        try PropertyViolation.unless(lengths + codings <= 1, "a message has one length or is chunked once")
        return codings == 1 ? .chunked : lengths == 1 ? (length == 0 ? .none : .length(length)) : absent
    }

    private func named(_ field: FieldLine, _ name: StaticString) -> Bool {
        guard field.name.count == name.utf8CodeUnitCount else { return false }
        for (index, offset) in field.name.enumerated() where octet(offset) | 0x20 != name.utf8Start[index] {
            // Bit 5 set is lower case in letters, and no other token becomes the hyphen.
            return false
        }
        return true
    }
}
