#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A word of a field value, without the blanks around it, to be compared with lower-case words without regard to case.
struct ASCIIWord {
    private let bytes: Slice<UnsafeRawBufferPointer>

    init(_ bytes: Slice<UnsafeRawBufferPointer>) {
        var word = bytes
        while let first = word.first, first == 0x20 || first == 0x09 { word.removeFirst() }
        while let last = word.last, last == 0x20 || last == 0x09 { word.removeLast() }
        self.bytes = word
    }

    var isEmpty: Bool { bytes.isEmpty }

    func equals(_ word: StaticString) -> Bool { bytes.count == word.utf8CodeUnitCount && hasPrefix(word) }

    func hasPrefix(_ word: StaticString) -> Bool { isWord(word, at: bytes.startIndex) }

    func hasSuffix(_ word: StaticString) -> Bool { isWord(word, at: bytes.endIndex - word.utf8CodeUnitCount) }

    private func isWord(_ word: StaticString, at start: Int) -> Bool {
        let count = word.utf8CodeUnitCount
        guard start >= bytes.startIndex, start + count <= bytes.endIndex, let base = bytes.base.baseAddress else {
            return false
        }
        // Most are written in lower case.
        if memcmp(base + start, word.utf8Start, count) == 0 { return true }
        for index in 0..<count where HeadLines.lowered(bytes[start + index]) != word.utf8Start[index] { return false }
        return true
    }
}
