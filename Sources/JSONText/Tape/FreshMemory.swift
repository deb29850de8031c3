#if canImport(Glibc)
    import Glibc
#endif

/// Memory that was just allocated and is about to be written from front to back.
enum FreshMemory {
    /// Asks the system for its first pages at once.
    ///
    /// The first write to each page would ask for that page alone, again in every comparison. It is a hint
    /// (`MADV_POPULATE_WRITE`, madvise(2)): where the system does not know it, each write asks as ever.
    ///
    /// - Parameter count: How many bytes will be written, as far as one can tell: what is asked for is taken.
    static func prepare(_ memory: UnsafeMutableRawBufferPointer, first count: Int) {
        #if canImport(Glibc)
            let count = min(count, memory.count)
            guard count >= fewest, let base = memory.baseAddress else { return }
            let start = base.alignedUp(toMultipleOf: page)
            let end = (base + count).alignedDown(toMultipleOf: page)
            madvise(start, end - start, MADV_POPULATE_WRITE)
        #endif
    }

    private static let page = 4 << 10
    /// Less is soon written, and mostly has been before.
    private static let fewest = 256 << 10
}
