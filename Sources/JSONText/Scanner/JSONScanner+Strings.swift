extension JSONScanner {
    /// Reads a string (RFC 8259 §7), eight bytes at a time while they are plain ASCII.
    mutating func scanString() throws(JSONError) {
        let start = index
        let hasEscapes = try skipString()
        append(.string, from: start, hasEscapes: hasEscapes)
    }

    /// Reads a string and keeps nothing of it.
    ///
    /// - Returns: Whether it contains escapes.
    mutating func skipString() throws(JSONError) -> Bool {
        var hasEscapes = false
        index += 1
        let raw = UnsafeRawBufferPointer(bytes)
        while true {
            while index + 8 <= bytes.count {
                guard Self.isPlain(raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)) else { break }
                index += 8
            }
            guard index < bytes.count else { throw endError() }
            let byte = bytes[index]
            if byte == UInt8(ascii: "\"") {
                index += 1
                return hasEscapes
            } else if byte == UInt8(ascii: "\\") {
                hasEscapes = true
                try scanEscape()
            } else if byte < 0x20 {
                throw error(.controlCharacter, "a control character in a string must be escaped", at: index)
            } else if byte < 0x80 {
                index += 1
            } else {
                try scanMultibyte()
            }
        }
    }

    /// Whether eight bytes are all printable ASCII without quotation mark and backslash.
    ///
    /// Source: the zero-in-word test (Hacker's Delight, 2nd edition, §6-1); a borrow can only make it say no too often.
    private static func isPlain(_ word: UInt64) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let highs: UInt64 = 0x8080_8080_8080_8080
        let control = (word &- ones &* 0x20) & ~word
        let quote = word ^ (ones &* 0x22)
        let slash = word ^ (ones &* 0x5C)
        let found = control | ((quote &- ones) & ~quote) | ((slash &- ones) & ~slash) | word
        return found & highs == 0
    }

    private mutating func scanEscape() throws(JSONError) {
        let start = index
        guard index + 1 < bytes.count else { throw endError() }
        switch bytes[index + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            index += 2
        case UInt8(ascii: "u"):
            let unit = try scanCodeUnit()
            if unit & 0xFC00 == 0xDC00 { throw error(.loneSurrogate, "a lone low surrogate in a string", at: start) }
            guard unit & 0xFC00 == 0xD800 else { return }
            guard index + 1 < bytes.count, bytes[index] == UInt8(ascii: "\\"), bytes[index + 1] == UInt8(ascii: "u"),
                try scanCodeUnit() & 0xFC00 == 0xDC00
            else { throw error(.loneSurrogate, "a lone high surrogate in a string", at: start) }
        default:
            throw error(.invalidEscape, "an unknown escape in a string", at: start)
        }
    }

    /// Reads `\uXXXX`.
    private mutating func scanCodeUnit() throws(JSONError) -> UInt32 {
        let start = index
        index += 2
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard index < bytes.count else { throw endError() }
            guard let digit = hexadecimalValue(bytes[index]) else {
                throw error(.invalidEscape, "\\u must be followed by four hexadecimal digits", at: start)
            }
            unit = unit << 4 | digit
            index += 1
        }
        return unit
    }

    /// Reads one scalar of two to four bytes (RFC 3629 §4).
    private mutating func scanMultibyte() throws(JSONError) {
        let first = bytes[index]
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
        default: throw error(.invalidUTF8, "a string is not valid UTF-8", at: index)
        }
        for position in 1..<count {
            guard index + position < bytes.count else { throw endError() }
            let allowed = position == 1 ? second : 0x80...0xBF
            guard allowed.contains(bytes[index + position]) else {
                throw error(.invalidUTF8, "a string is not valid UTF-8", at: index)
            }
        }
        index += count
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
