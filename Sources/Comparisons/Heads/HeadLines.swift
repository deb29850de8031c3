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

    /// A field's name in lower case.
    func name(_ line: Line) -> String { String(decoding: bytes[line.name].map(Self.lowered), as: UTF8.self) }

    /// The value of the first field with a name, which is given in lower case, without a look at the others.
    static func first(_ name: StaticString, in bytes: UnsafeRawBufferPointer) -> Slice<UnsafeRawBufferPointer>? {
        let count = name.utf8CodeUnitCount
        var start = end(of: 0, in: bytes)
        while start < bytes.count {
            start += 1
            let end = Self.end(of: start, in: bytes)
            if start + count < end, bytes[start + count] == UInt8(ascii: ":"),
                (0..<count).allSatisfy({ lowered(bytes[start + $0]) == name.utf8Start[$0] })
            {
                return bytes[trimmed(bytes, start + count + 1..<end)]
            }
            start = end
        }
        return nil
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
            if !walk.isWrittenLike(other) {
                if walk.skips(isLeftOut) || other.skips(isLeftOut) { continue }
                guard let line = walk.line, let otherLine = other.line,
                    bytes[line.name].elementsEqual(others[otherLine.name], by: { lowered($0) == lowered($1) }),
                    bytes[line.value].elementsEqual(others[otherLine.value])
                else { return false }
            }
            walk.advance()
            other.advance()
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
            guard let colon = bytes[range].firstIndex(of: UInt8(ascii: ":")) else { return nil }
            return Line(
                name: range.lowerBound..<colon, value: HeadLines.trimmed(bytes, colon + 1..<range.upperBound))
        }

        mutating func advance() {
            let start = min(range.upperBound + 1, bytes.count)
            range = start..<HeadLines.end(of: start, in: bytes)
        }

        /// Goes past a line that is no field, or that a test says is of no account.
        mutating func skips(_ isLeftOut: (UnsafeRawBufferPointer, Line) -> Bool) -> Bool {
            guard !isAtEnd, line.map({ isLeftOut(bytes, $0) }) ?? true else { return false }
            advance()
            return true
        }

        func isWrittenLike(_ other: Walk) -> Bool {
            guard !range.isEmpty, range.count == other.range.count, let base = bytes.baseAddress,
                let otherBase = other.bytes.baseAddress
            else { return false }
            return memcmp(base + range.lowerBound, otherBase + other.range.lowerBound, range.count) == 0
        }
    }

    static func lowered(_ byte: UInt8) -> UInt8 {
        byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte
    }
}

extension MessageHead {
    /// Looks at the value of the first field with a name, which is given in lower case; `nil` where there is none.
    func withValue<Result>(of name: StaticString, _ body: (Slice<UnsafeRawBufferPointer>?) -> Result) -> Result {
        bytes.withUnsafeReadableBytes { body(HeadLines.first(name, in: $0)) }
    }
}
