/// Lower-case hexadecimal digits of 64-bit words.
enum Hexadecimal {
    /// Sixteen digits for each of two words.
    static func text(_ high: UInt64, _ low: UInt64) -> String {
        String(unsafeUninitializedCapacity: 32) { digits in
            let bytes = UnsafeMutableRawBufferPointer(digits)
            bytes.storeBytes(of: octets(of: high), as: (UInt64, UInt64).self)
            bytes.storeBytes(of: octets(of: low), toByteOffset: 16, as: (UInt64, UInt64).self)
            return 32
        }
    }

    /// The sixteen digits of a word, as octets in the order in which they are read.
    static func octets(of word: UInt64) -> (UInt64, UInt64) {
        (digits(ofHalf: word >> 32).bigEndian, digits(ofHalf: word & 0xFFFF_FFFF).bigEndian)
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
