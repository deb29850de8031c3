#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Finds the parts of a multipart body (RFC 2046 §5.1.1).
struct MultipartReader {
    private let bytes: UnsafeRawBufferPointer
    private let delimiter: [UInt8]

    /// Where a part's lines are: from the delimiter line, which is followed by the part's fields, to the end of its body.
    typealias Part = Range<Int>

    init(_ bytes: UnsafeRawBufferPointer, boundary: [UInt8]) {
        self.bytes = bytes
        delimiter = Array("--".utf8) + boundary
    }

    private enum Line { case delimiter, close, other }

    /// Lines may end in a line feed alone; a preamble and an epilogue are left out.
    ///
    /// - Throws: ``BodyFailure`` where there is no delimiter, the closing one is missing, or there are too many parts.
    func parts(limit: Int) throws(BodyFailure) -> [Part] {
        var parts: [Part] = []
        var start: Int?
        var line = 0
        while line < bytes.count {
            let next = lineEnd(line)
            let kind = self.kind(line, next)
            if kind != .other {
                if let start { parts.append(start..<contentEnd(before: line, atLeast: start)) }
                guard parts.count <= limit else {
                    throw BodyFailure("multipart with more than \(Words.number(limit)) parts")
                }
                if kind == .close { return parts }
                start = line
            }
            line = next
        }
        throw BodyFailure(
            start == nil ? "multipart, but its boundary does not occur" : "multipart ends before its closing delimiter")
    }

    /// Where the line after this one begins.
    private func lineEnd(_ start: Int) -> Int {
        guard let base = bytes.baseAddress, let found = memchr(base + start, 0x0A, bytes.count - start) else {
            return bytes.count
        }
        return UnsafeRawPointer(found) - base + 1
    }

    private func kind(_ start: Int, _ end: Int) -> Line {
        guard end - start >= delimiter.count, delimiter.indices.allSatisfy({ bytes[start + $0] == delimiter[$0] })
        else { return .other }
        var rest = bytes[(start + delimiter.count)..<end]
        let isClose = rest.starts(with: "--".utf8)
        if isClose { rest = rest.dropFirst(2) }
        // Transport padding and the line's end; a longer word is another boundary.
        guard rest.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D || $0 == 0x0A }) else { return .other }
        return isClose ? .close : .delimiter
    }

    /// The line break before a delimiter belongs to it.
    private func contentEnd(before line: Int, atLeast start: Int) -> Int {
        var end = line
        if end > start, bytes[end - 1] == 0x0A { end -= 1 }
        if end > start, bytes[end - 1] == 0x0D { end -= 1 }
        return max(end, start)
    }
}
