import NIOCore

/// Lower-case hexadecimal digits of 64-bit words.
enum Hexadecimal {
    /// Sixteen digits for each of two words.
    static func text(_ high: UInt64, _ low: UInt64) -> String {
        String(unsafeUninitializedCapacity: 32) { digits in
            for index in 0..<16 {
                digits[index] = digit(high, index)
                digits[index + 16] = digit(low, index)
            }
            return 32
        }
    }

    /// Writes sixteen digits.
    static func write(_ word: UInt64, to buffer: inout ByteBuffer) {
        for index in 0..<16 { buffer.writeInteger(digit(word, index)) }
    }

    /// The digit at an index, counted from the highest.
    private static func digit(_ word: UInt64, _ index: Int) -> UInt8 {
        let nibble = UInt8(truncatingIfNeeded: word >> UInt64(60 - 4 * index)) & 0xF
        return nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10
    }
}
