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
    }

    let bytes: UnsafeRawBufferPointer
    private(set) var lines: [Line] = []

    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
        lines.reserveCapacity(32)
        var start = Self.end(of: 0, in: bytes)
        while start < bytes.count {
            start += 1
            let end = Self.end(of: start, in: bytes)
            if let colon = bytes[start..<end].firstIndex(of: UInt8(ascii: ":")) {
                lines.append(Line(name: start..<colon, value: Self.trimmed(bytes, colon + 1..<end)))
            }
            start = end
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

    func isNamed(_ line: Line, _ name: StaticString) -> Bool {
        guard line.name.count == name.utf8CodeUnitCount else { return false }
        return line.name.indices.allSatisfy {
            Self.lowered(bytes[$0]) == name.utf8Start[$0 - line.name.lowerBound]
        }
    }

    /// Whether two heads have the same lines in the same order, those left out that a test says are of no account.
    func isLike(_ other: HeadLines, except isLeftOut: (HeadLines, Line) -> Bool) -> Bool {
        var next = 0
        var otherNext = 0
        while true {
            while next < lines.count, isLeftOut(self, lines[next]) { next += 1 }
            while otherNext < other.lines.count, isLeftOut(other, other.lines[otherNext]) { otherNext += 1 }
            guard next < lines.count, otherNext < other.lines.count else {
                return next == lines.count && otherNext == other.lines.count
            }
            let line = lines[next]
            let otherLine = other.lines[otherNext]
            guard
                bytes[line.name].elementsEqual(
                    other.bytes[otherLine.name], by: { Self.lowered($0) == Self.lowered($1) }),
                bytes[line.value].elementsEqual(other.bytes[otherLine.value])
            else { return false }
            next += 1
            otherNext += 1
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
