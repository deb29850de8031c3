#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The octets of HTTP's grammar (RFC 9110 §5.5 and §5.6.2), and the few questions that framing asks about runs of them.
enum Octets {
    static let tab: UInt8 = 0x09
    static let lineFeed: UInt8 = 0x0A
    static let carriageReturn: UInt8 = 0x0D
    static let space: UInt8 = 0x20
    static let colon = UInt8(ascii: ":")
    static let comma = UInt8(ascii: ",")
    static let slash = UInt8(ascii: "/")
    static let period = UInt8(ascii: ".")
    static let questionMark = UInt8(ascii: "?")
    static let numberSign = UInt8(ascii: "#")

    /// `tchar` below 64: `! # $ % & ' * + - .` and the digits.
    private static let tokenLow: UInt64 = 0x03FF_6CFA_0000_0000
    /// `tchar` from 64: letters and ``^ _ ` | ~``.
    private static let tokenHigh: UInt64 = 0x57FF_FFFF_C7FF_FFFE

    /// Whether an octet may stand in a token.
    @inline(__always)
    static func isToken(_ byte: UInt8) -> Bool {
        byte < 128 && ((byte < 64 ? tokenLow : tokenHigh) >> UInt64(byte & 63)) & 1 == 1
    }

    /// Where the token ends that a range begins with.
    ///
    /// Names are letters and hyphens, nearly all of them: those are passed eight at a time.
    static func endOfToken(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Int {
        var index = range.lowerBound
        while index + 8 <= range.upperBound {
            let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
            let others = notNameOctets(word)
            index += others.trailingZeroBitCount / 8
            if others != 0 { break }
        }
        while index < range.upperBound, isToken(bytes[index]) { index += 1 }
        return index
    }

    /// The high bit of each of eight octets that is neither a letter nor a hyphen. Sums stay within their octet, but for what
    /// an octet from 0x80 spills over into those behind it, and its own bit is set then.
    @inline(__always)
    private static func notNameOctets(_ word: UInt64) -> UInt64 {
        let high: UInt64 = 0x8080_8080_8080_8080
        let small = word | 0x2020_2020_2020_2020
        // From "a" on and beyond "z" the sums reach the high bit.
        let isFromA = small &+ 0x1F1F_1F1F_1F1F_1F1F
        let isBeyondZ = small &+ 0x0505_0505_0505_0505
        let distance = word ^ 0x2D2D_2D2D_2D2D_2D2D
        let isNoHyphen = ((distance & ~high) &+ ~high) | distance
        return (((~isFromA | isBeyondZ) & isNoHyphen) | word) & high
    }

    /// Whether an octet may stand in a field value: no control character but the tab.
    @inline(__always)
    static func isFieldContent(_ byte: UInt8) -> Bool { (byte >= 0x20 && byte != 0x7F) || byte == tab }

    @inline(__always)
    static func isBlank(_ byte: UInt8) -> Bool { byte == space || byte == tab }

    @inline(__always)
    static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

    @inline(__always)
    static func lowercased(_ byte: UInt8) -> UInt8 {
        byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
    }

    /// The value of a hexadecimal digit.
    @inline(__always)
    static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    /// The offset of the first line feed in a range.
    @inline(__always)
    static func firstLineFeed(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
        guard start < bytes.count, let base = bytes.baseAddress else { return nil }
        guard let found = memchr(base + start, Int32(lineFeed), bytes.count - start) else { return nil }
        return UnsafeRawPointer(found) - base
    }

    /// Whether a range holds only octets that may stand in a field value.
    ///
    /// Eight octets at a time: a word without an octet below 0x20 and without 0x7F needs no closer look.
    static func areFieldContent(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Bool {
        var index = range.lowerBound
        let highBits: UInt64 = 0x8080_8080_8080_8080
        while index + 8 <= range.upperBound {
            let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            let controls = (word &- 0x2020_2020_2020_2020) & ~word & highBits
            let deletes = word ^ 0x7F7F_7F7F_7F7F_7F7F
            let isDelete = (deletes &- 0x0101_0101_0101_0101) & ~deletes & highBits
            if controls | isDelete != 0 {
                for offset in index..<index + 8 where !isFieldContent(bytes[offset]) { return false }
            }
            index += 8
        }
        while index < range.upperBound {
            guard isFieldContent(bytes[index]) else { return false }
            index += 1
        }
        return true
    }

    /// Whether a range equals a word of lower-case letters, digits and hyphens, without regard to case.
    ///
    /// The bit 0x20 makes a capital letter small, and is set in every octet of such a word. What else it turns into one of
    /// those octets are control characters, which no line of a head holds. Eight octets at a time.
    @inline(__always)
    static func equals(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>, _ word: StaticString) -> Bool {
        guard range.count == word.utf8CodeUnitCount else { return false }
        let letters = UnsafeRawPointer(word.utf8Start)
        var index = 0
        while index + 8 <= range.count {
            let eight = bytes.loadUnaligned(fromByteOffset: range.lowerBound + index, as: UInt64.self)
            guard eight | 0x2020_2020_2020_2020 == letters.loadUnaligned(fromByteOffset: index, as: UInt64.self) else {
                return false
            }
            index += 8
        }
        while index < range.count {
            guard bytes[range.lowerBound + index] | 0x20 == letters.load(fromByteOffset: index, as: UInt8.self) else {
                return false
            }
            index += 1
        }
        return true
    }

    /// A range without the blanks around it.
    static func trimmed(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Range<Int> {
        var start = range.lowerBound
        var end = range.upperBound
        while start < end, isBlank(bytes[start]) { start += 1 }
        while end > start, isBlank(bytes[end - 1]) { end -= 1 }
        return start..<end
    }

    /// Calls a closure with each non-empty element of a comma-separated list (RFC 9110 §5.6.1).
    static func forEachListElement(
        _ bytes: UnsafeRawBufferPointer,
        _ range: Range<Int>,
        _ body: (Range<Int>) throws(FramingError) -> Void
    ) throws(FramingError) {
        var start = range.lowerBound
        var index = start
        while index <= range.upperBound {
            if index == range.upperBound || bytes[index] == comma {
                let element = trimmed(bytes, start..<index)
                if !element.isEmpty { try body(element) }
                start = index + 1
            }
            index += 1
        }
    }
}
