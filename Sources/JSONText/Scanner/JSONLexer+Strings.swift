extension JSONLexer {
    /// Where a string ends, one past its quotation mark, and whether it contains escapes.
    struct StringEnd {
        var index: Int
        var hasEscapes: Bool
    }

    /// Where a string ends (RFC 8259 §7), sixteen bytes at a time while they are plain ASCII.
    @inline(__always)
    func afterString(_ start: Int) throws(JSONError) -> StringEnd {
        let raw = UnsafeRawBufferPointer(bytes)
        var index = start + 1
        while index + 16 <= bytes.count {
            let special = Self.firstSpecial(raw.loadUnaligned(fromByteOffset: index, as: SIMD16<UInt8>.self))
            index += special
            if special < 16 {
                if bytes[index] == UInt8(ascii: "\"") { return StringEnd(index: index + 1, hasEscapes: false) }
                break
            }
        }
        return try afterRestOfString(index)
    }

    /// The same from inside of a string, for what is not plain ASCII and for the last bytes of a text.
    @inline(never)
    private func afterRestOfString(_ start: Int) throws(JSONError) -> StringEnd {
        let raw = UnsafeRawBufferPointer(bytes)
        var index = start
        var hasEscapes = false
        while true {
            while index + 16 <= bytes.count {
                let special = Self.firstSpecial(raw.loadUnaligned(fromByteOffset: index, as: SIMD16<UInt8>.self))
                index += special
                if special < 16 { break }
            }
            guard index < bytes.count else { throw endError() }
            let byte = bytes[index]
            if byte == UInt8(ascii: "\"") {
                return StringEnd(index: index + 1, hasEscapes: hasEscapes)
            } else if byte == UInt8(ascii: "\\") {
                hasEscapes = true
                index = try afterEscape(index)
            } else if byte < 0x20 {
                throw error(.controlCharacter, "a control character in a string must be escaped", at: index)
            } else if byte < 0x80 {
                index += 1
            } else {
                // Where one letter is not ASCII, the next ones mostly are not either.
                repeat { index = try afterMultibyte(index) } while index < bytes.count && bytes[index] >= 0x80
            }
        }
    }

    /// The place of the first byte that is not printable ASCII, or is a quotation mark or a backslash; 16 for none.
    @inline(__always)
    private static func firstSpecial(_ block: SIMD16<UInt8>) -> Int {
        // With their types spelt out these are machine instructions; else the compiler takes loops over the lanes.
        typealias Mask = SIMDMask<SIMD16<Int8>>
        let blank = SIMD16<Int8>(repeating: 0x20)
        let quotation = SIMD16<UInt8>(repeating: 0x22)
        let backslash = SIMD16<UInt8>(repeating: 0x5C)
        // Read as signed, control characters and everything beyond ASCII are less than a blank.
        let isLow: Mask = unsafeBitCast(block, to: SIMD16<Int8>.self) .< blank
        let isQuotation: Mask = block .== quotation
        let isBackslash: Mask = block .== backslash
        let isSpecial: Mask = isLow .| isQuotation .| isBackslash
        // A mask has all bits of a lane set or none. (The standard library's `any` is a call.)
        let words = unsafeBitCast(isSpecial, to: SIMD2<UInt64>.self)
        if words[0] != 0 { return words[0].trailingZeroBitCount >> 3 }
        return words[1] != 0 ? 8 + words[1].trailingZeroBitCount >> 3 : 16
    }

    private func afterEscape(_ start: Int) throws(JSONError) -> Int {
        guard start + 1 < bytes.count else { throw endError() }
        switch bytes[start + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return start + 2
        case UInt8(ascii: "u"):
            let unit = try codeUnit(start)
            if unit & 0xFC00 == 0xDC00 { throw error(.loneSurrogate, "a lone low surrogate in a string", at: start) }
            guard unit & 0xFC00 == 0xD800 else { return start + 6 }
            let second = start + 6
            guard second + 1 < bytes.count, bytes[second] == UInt8(ascii: "\\"), bytes[second + 1] == UInt8(ascii: "u"),
                try codeUnit(second) & 0xFC00 == 0xDC00
            else { throw error(.loneSurrogate, "a lone high surrogate in a string", at: start) }
            return second + 6
        default:
            throw error(.invalidEscape, "an unknown escape in a string", at: start)
        }
    }

    /// Reads `\uXXXX`.
    private func codeUnit(_ start: Int) throws(JSONError) -> UInt32 {
        var unit: UInt32 = 0
        for index in start + 2..<start + 6 {
            guard index < bytes.count else { throw endError() }
            guard let digit = hexadecimalValue(bytes[index]) else {
                throw error(.invalidEscape, "\\u must be followed by four hexadecimal digits", at: start)
            }
            unit = unit << 4 | digit
        }
        return unit
    }

    /// Where a scalar of two to four bytes ends (RFC 3629 §4).
    @inline(__always)
    private func afterMultibyte(_ start: Int) throws(JSONError) -> Int {
        let first = bytes[start]
        let count: Int
        var second: ClosedRange<UInt8> = 0x80...0xBF
        switch first {
        case 0xC2...0xDF: count = 2
        case 0xE0: (count, second) = (3, 0xA0...0xBF)
        case 0xED: (count, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: count = 3
        case 0xF0: (count, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: count = 4
        case 0xF4: (count, second) = (4, 0x80...0x8F)
        default: throw error(.invalidUTF8, "a string is not valid UTF-8", at: start)
        }
        for position in 1..<count {
            guard start + position < bytes.count else { throw endError() }
            let allowed = position == 1 ? second : 0x80...0xBF
            guard allowed.contains(bytes[start + position]) else {
                throw error(.invalidUTF8, "a string is not valid UTF-8", at: start)
            }
        }
        return start + count
    }
}

/// The value of a hexadecimal digit, either case.
func hexadecimalValue(_ byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a")) + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A")) + 10
    default: nil
    }
}
