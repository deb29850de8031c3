/// Looks for a word in bytes, 32 octets at a time: most bodies are large and hold none.
struct ByteSearch {
    private let word: StaticString
    /// Where in the word the two octets stand that are looked for first: a pair that is rare in bodies.
    private let pairAt: Int

    init(_ word: StaticString, pairAt: Int) {
        self.word = word
        self.pairAt = pairAt
    }

    func isFound(in bytes: UnsafeRawBufferPointer) -> Bool {
        let first = SIMD32<UInt8>(repeating: word.utf8Start[pairAt])
        let second = SIMD32<UInt8>(repeating: word.utf8Start[pairAt + 1])
        var index = 0
        while index + 33 <= bytes.count {
            let here = bytes.loadUnaligned(fromByteOffset: index, as: SIMD32<UInt8>.self)
            let next = bytes.loadUnaligned(fromByteOffset: index + 1, as: SIMD32<UInt8>.self)
            if Self.isAny((here .== first) .& (next .== second)), isFound(in: bytes, pairIn: index..<index + 32) {
                return true
            }
            index += 32
        }
        return isFound(in: bytes, pairIn: index..<max(index, bytes.count - 1))
    }

    /// Whether any lane is set; a mask has all bits of a lane set or none. (The standard library's `any` is a call.)
    @inline(__always)
    private static func isAny(_ mask: SIMDMask<SIMD32<Int8>>) -> Bool {
        let words = unsafeBitCast(mask, to: SIMD4<UInt64>.self)
        return words[0] | words[1] | words[2] | words[3] != 0
    }

    /// Whether the word stands so that its pair begins in a range.
    private func isFound(in bytes: UnsafeRawBufferPointer, pairIn range: Range<Int>) -> Bool {
        range.contains { pair in
            let start = pair - pairAt
            guard start >= 0, start + word.utf8CodeUnitCount <= bytes.count else { return false }
            return (0..<word.utf8CodeUnitCount).allSatisfy { bytes[start + $0] == word.utf8Start[$0] }
        }
    }
}
