/// Lower-case hexadecimal text.
enum Hexadecimal {
    static func text(_ words: UInt64...) -> String {
        String(unsafeUninitializedCapacity: words.count * 16) { digits in
            var index = 0
            for word in words {
                for shift in stride(from: 60, through: 0, by: -4) {
                    digits[index] = digit(word >> UInt64(shift))
                    index += 1
                }
            }
            return index
        }
    }

    /// The digit of the lowest four bits.
    static func digit(_ word: UInt64) -> UInt8 {
        let nibble = UInt8(truncatingIfNeeded: word) & 0xF
        return nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10
    }
}
