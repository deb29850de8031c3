#if canImport(Glibc)
    import Glibc
#endif

/// Memory that was just allocated and is about to be written from front to back.
enum FreshMemory {
    /// Asks the system for all of it at once: in huge pages where some fit, else in one call.
    ///
    /// The first write to each page of 4 KiB would ask for that page alone, again in every comparison. It is a hint
    /// (madvise(2)): where the system does not know it, each write asks as ever.
    static func prepare(_ memory: UnsafeMutableRawBufferPointer) {
        #if canImport(Glibc)
            guard memory.count >= fewest, let base = memory.baseAddress else { return }
            let isLarge = memory.count >= 2 * hugePage
            let alignment = isLarge ? hugePage : page
            let start = base.alignedUp(toMultipleOf: alignment)
            let end = (base + memory.count).alignedDown(toMultipleOf: alignment)
            guard start < end else { return }
            madvise(start, end - start, isLarge ? MADV_HUGEPAGE : MADV_POPULATE_WRITE)
        #endif
    }

    private static let page = 4 << 10
    private static let hugePage = 2 << 20
    /// Less is soon written, and mostly has been before.
    private static let fewest = 256 << 10
}
