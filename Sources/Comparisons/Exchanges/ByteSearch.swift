/// Looks for a word in bytes, 64 octets at a time: most bodies are large and hold none.
struct ByteSearch {
    private static let block = 64

    private let word: StaticString
    /// Where in the word the two octets stand that are looked for first: a pair that is rare in bodies.
    private let pairAt: Int

    init(_ word: StaticString, pairAt: Int) {
        self.word = word
        self.pairAt = pairAt
    }

    func isFound(in bytes: UnsafeRawBufferPointer) -> Bool {
        guard bytes.count > Self.block else { return isFound(in: bytes, pairIn: 0..<max(0, bytes.count - 1)) }
        let first = SIMD16<UInt8>(repeating: word.utf8Start[pairAt])
        let second = SIMD16<UInt8>(repeating: word.utf8Start[pairAt + 1])
        // The last block is the one that ends where the bytes do, whatever of it was looked at already.
        let last = bytes.count - Self.block - 1
        var index = 0
        while true {
            let found =
                Self.pairs(bytes, index, first, second) .| Self.pairs(bytes, index + 16, first, second)
                .| Self.pairs(bytes, index + 32, first, second) .| Self.pairs(bytes, index + 48, first, second)
            if Self.isAny(found), isFound(in: bytes, pairIn: index..<index + Self.block) { return true }
            if index == last { return false }
            index = min(index + Self.block, last)
        }
    }

    /// Where in sixteen octets the pair begins.
    @inline(__always)
    private static func pairs(
        _ bytes: UnsafeRawBufferPointer, _ index: Int, _ first: SIMD16<UInt8>, _ second: SIMD16<UInt8>
    ) -> SIMDMask<SIMD16<Int8>> {
        let here = bytes.loadUnaligned(fromByteOffset: index, as: SIMD16<UInt8>.self)
        let next = bytes.loadUnaligned(fromByteOffset: index + 1, as: SIMD16<UInt8>.self)
        return (here .== first) .& (next .== second)
    }

    /// Whether any lane is set; a mask has all bits of a lane set or none. (The standard library's `any` is a call.)
    @inline(__always)
    private static func isAny(_ mask: SIMDMask<SIMD16<Int8>>) -> Bool {
        let words = unsafeBitCast(mask, to: SIMD2<UInt64>.self)
        return words[0] | words[1] != 0
    }

    /// Whether the word stands so that its pair begins in a range.
    private func isFound(in bytes: UnsafeRawBufferPointer, pairIn range: Range<Int>) -> Bool {
        let (first, second) = (word.utf8Start[pairAt], word.utf8Start[pairAt + 1])
        for pair in range where bytes[pair] == first && bytes[pair + 1] == second {
            if isFound(in: bytes, at: pair - pairAt) { return true }
        }
        return false
    }

    private func isFound(in bytes: UnsafeRawBufferPointer, at start: Int) -> Bool {
        guard start >= 0, start + word.utf8CodeUnitCount <= bytes.count else { return false }
        return (0..<word.utf8CodeUnitCount).allSatisfy { bytes[start + $0] == word.utf8Start[$0] }
    }
}
