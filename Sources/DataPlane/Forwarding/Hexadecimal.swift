import NIOCore

/// Lower-case hexadecimal digits of 64-bit words.
enum Hexadecimal {
    /// Sixteen digits for each of two words.
    static func text(_ high: UInt64, _ low: UInt64) -> String {
        String(unsafeUninitializedCapacity: 32) { digits in
            let bytes = UnsafeMutableRawBufferPointer(digits)
            store(high, in: bytes, at: 0)
            store(low, in: bytes, at: 16)
            return 32
        }
    }

    /// Writes sixteen digits.
    static func write(_ word: UInt64, to buffer: inout ByteBuffer) {
        let (high, low) = digits(of: word)
        buffer.writeMultipleIntegers(high, low)
    }

    private static func store(_ word: UInt64, in bytes: UnsafeMutableRawBufferPointer, at offset: Int) {
        let (high, low) = digits(of: word)
        bytes.storeBytes(of: high.bigEndian, toByteOffset: offset, as: UInt64.self)
        bytes.storeBytes(of: low.bigEndian, toByteOffset: offset + 8, as: UInt64.self)
    }

    /// The digits of a word as octets, highest first.
    private static func digits(of word: UInt64) -> (high: UInt64, low: UInt64) {
        (digits(ofHalf: word >> 32), digits(ofHalf: word & 0xFFFF_FFFF))
    }

    /// The eight digits of 32 bits, all at once: each half byte gets an octet of its own, and those above nine are lifted
    /// from the digits to the letters.
    private static func digits(ofHalf half: UInt64) -> UInt64 {
        var nibbles = (half | half << 16) & 0x0000_FFFF_0000_FFFF
        nibbles = (nibbles | nibbles << 8) & 0x00FF_00FF_00FF_00FF
        nibbles = (nibbles | nibbles << 4) & 0x0F0F_0F0F_0F0F_0F0F
        let isLetter = ((nibbles &+ 0x0606_0606_0606_0606) >> 4) & 0x0101_0101_0101_0101
        return nibbles &+ 0x3030_3030_3030_3030 &+ isLetter &* 0x27
    }
}
