import NIOCore
import Traffic

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The field lines of a head as bytes, read in place: a comparison looks at every head, and most of them are alike.
struct HeadLines {
    /// A field line: where its name and its value are, white space around the value left out.
    struct Line {
        var name: Range<Int>
        var value: Range<Int>

        /// Whether the field has a name, which is given in lower case.
        func isNamed(_ word: StaticString, in bytes: UnsafeRawBufferPointer) -> Bool {
            guard name.count == word.utf8CodeUnitCount else { return false }
            return name.indices.allSatisfy {
                HeadLines.lowered(bytes[$0]) == word.utf8Start[$0 - name.lowerBound]
            }
        }
    }

    let bytes: UnsafeRawBufferPointer
    private(set) var lines: [Line] = []

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
        lines.reserveCapacity(32)
        var walk = Walk(bytes)
        while !walk.isAtEnd {
            if let line = walk.line { lines.append(line) }
            walk.advance()
        }
    }

    /// Where the line ends that a place is in: at its line feed, or at the end.
    private static func end(of start: Int, in bytes: UnsafeRawBufferPointer) -> Int {
        guard start < bytes.count, let base = bytes.baseAddress,
            let found = memchr(base + start, Int32(UInt8(ascii: "\n")), bytes.count - start)
        else { return bytes.count }
        return UnsafeRawPointer(found) - base
    }

    private static func trimmed(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Range<Int> {
        func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }
        var lower = range.lowerBound
        var upper = range.upperBound
        while lower < upper, isBlank(bytes[lower]) { lower += 1 }
        while upper > lower, isBlank(bytes[upper - 1]) { upper -= 1 }
        return lower..<upper
    }

    /// A line as a field; `nil` where it is none.
    static func line(_ range: Range<Int>, in bytes: UnsafeRawBufferPointer) -> Line? {
        guard let colon = range.first(where: { bytes[$0] == UInt8(ascii: ":") }) else { return nil }
        return Line(name: range.lowerBound..<colon, value: trimmed(bytes, colon + 1..<range.upperBound))
    }

    /// A field's name in lower case.
    func name(_ line: Line) -> String { String(decoding: bytes[line.name].map(Self.lowered), as: UTF8.self) }

    /// The value of the first field with a name, which is given in lower case, without a look at the others.
    static func first(_ name: StaticString, in bytes: UnsafeRawBufferPointer) -> Slice<UnsafeRawBufferPointer>? {
        var start = end(of: 0, in: bytes)
        while start < bytes.count {
            start += 1
            let end = Self.end(of: start, in: bytes)
            if let value = value(of: name, bytes, start..<end) { return bytes[value] }
            start = end
        }
        return nil
    }

    /// What a head says of its content: where the value of the first `Content-Type` is, and whether there is any
    /// `Content-Encoding`.
    struct ContentFields {
        var type: Range<Int>?
        var hasCoding = false
    }

    static func contentFields(in bytes: UnsafeRawBufferPointer) -> ContentFields {
        var fields = ContentFields()
        var start = end(of: 0, in: bytes)
        while start < bytes.count {
            start += 1
            let end = Self.end(of: start, in: bytes)
            if beginsWithContent(bytes, start) {
                if fields.type == nil { fields.type = value(of: "content-type", bytes, start..<end) }
                if value(of: "content-encoding", bytes, start..<end) != nil { fields.hasCoding = true }
            }
            start = end
        }
        return fields
    }

    /// Where the one line is, the same place in both, that two heads of one length differ in; empty where they do not differ.
    static func onlyDifference(_ bytes: UnsafeRawBufferPointer, _ others: UnsafeRawBufferPointer) -> Range<Int>? {
        guard bytes.count == others.count else { return nil }
        let ends = CommonEnds(bytes, others)
        guard ends.prefix < bytes.count else { return 0..<0 }
        var start = ends.prefix
        while start > 0, bytes[start - 1] != UInt8(ascii: "\n") { start -= 1 }
        let end = end(of: ends.prefix, in: bytes)
        guard bytes.count - end <= ends.suffix, Self.end(of: ends.prefix, in: others) == end else { return nil }
        return start..<end
    }

    /// Whether `content-` may stand at a place: the one bit that tells the cases of a letter apart is set in a hyphen.
    static func beginsWithContent(_ bytes: UnsafeRawBufferPointer, _ start: Int) -> Bool {
        guard start + 8 <= bytes.count else { return false }
        let word = bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self).bigEndian
        return word | 0x2020_2020_2020_2020 == 0x636F_6E74_656E_742D
    }

    /// Where the value of a line is, white space around it left out, where the line's field has a name.
    private static func value(
        of name: StaticString, _ bytes: UnsafeRawBufferPointer, _ line: Range<Int>
    ) -> Range<Int>? {
        let colon = line.lowerBound + name.utf8CodeUnitCount
        guard colon < line.upperBound, bytes[colon] == UInt8(ascii: ":"),
            (0..<name.utf8CodeUnitCount).allSatisfy({ lowered(bytes[line.lowerBound + $0]) == name.utf8Start[$0] })
        else { return nil }
        return trimmed(bytes, colon + 1..<line.upperBound)
    }

    func isNamed(_ line: Line, _ name: StaticString) -> Bool { line.isNamed(name, in: bytes) }

    /// Whether two heads have the same lines in the same order, those left out that a test says are of no account.
    ///
    /// Lines that are the same octets go together, whatever the test would say of them: it says the same of both.
    static func areAlike(
        _ bytes: UnsafeRawBufferPointer, _ others: UnsafeRawBufferPointer,
        except isLeftOut: (UnsafeRawBufferPointer, Line) -> Bool
    ) -> Bool {
        var walk = Walk(bytes)
        var other = Walk(others)
        while !walk.isAtEnd || !other.isAtEnd {
            if !walk.advance(along: &other) {
                let (isSkipped, isOtherSkipped) = (walk.skips(isLeftOut), other.skips(isLeftOut))
                if isSkipped || isOtherSkipped { continue }
                guard let line = walk.line, let otherLine = other.line,
                    bytes[line.name].elementsEqual(others[otherLine.name], by: { lowered($0) == lowered($1) }),
                    bytes[line.value].elementsEqual(others[otherLine.value])
                else { return false }
                walk.advance()
                other.advance()
            }
        }
        return true
    }

    /// Goes from line to line, the start line left out.
    private struct Walk {
        let bytes: UnsafeRawBufferPointer
        /// The line, its line feed left out.
        private var range: Range<Int>

        init(_ bytes: UnsafeRawBufferPointer) {
            self.bytes = bytes
            range = 0..<HeadLines.end(of: 0, in: bytes)
            advance()
        }

        var isAtEnd: Bool { range.lowerBound >= bytes.count }

        /// The line as a field; `nil` where it is none.
        var line: Line? {
            HeadLines.line(range, in: bytes)
        }

        mutating func advance() { go(to: min(range.upperBound + 1, bytes.count)) }

        private mutating func go(to start: Int) { range = start..<HeadLines.end(of: start, in: bytes) }

        /// Goes past a line that is no field, or that a test says is of no account.
        mutating func skips(_ isLeftOut: (UnsafeRawBufferPointer, Line) -> Bool) -> Bool {
            guard !isAtEnd, line.map({ isLeftOut(bytes, $0) }) ?? true else { return false }
            advance()
            return true
        }

        /// Goes past the whole lines that this head and another one have in common from here on.
        ///
        /// - Returns: Whether there are any.
        mutating func advance(along other: inout Walk) -> Bool {
            let (start, otherStart) = (range.lowerBound, other.range.lowerBound)
            let (rest, otherRest) = (bytes.count - start, other.bytes.count - otherStart)
            var common = CommonEnds.prefix(bytes, start, other.bytes, otherStart, min(rest, otherRest))
            if common < max(rest, otherRest) {
                while common > 0, bytes[start + common - 1] != UInt8(ascii: "\n") { common -= 1 }
            }
            guard common > 0 else { return false }
            go(to: start + common)
            other.go(to: otherStart + common)
            return true
        }
    }

    static func lowered(_ byte: UInt8) -> UInt8 {
        byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte
    }
}
