#if canImport(Glibc)
    import CHeap
#endif

/// What becomes of memory that is freed.
///
/// A buffer that an answer was received in is freed when the answer has been compared, some thousand times a second. glibc gives
/// memory back to the kernel as soon as 128 KiB at the end of a heap are free, and gets every block of that size by itself: each
/// of these buffers would be paid for with system calls and a page fault for every 4 KiB.
public enum FreedMemory {
    /// Free bytes at the end of a heap that stay with the process. It is for the answers that a thousand connections have under
    /// way: with 32 MiB such a load still fetches and gives back. The most that was in use at once does not grow by it.
    private static let kept: Int32 = 256 * 1024 * 1024
    /// Blocks of this many bytes still are given back at once.
    private static let givenBack: Int32 = 1024 * 1024

    /// Has the process keep some of what is freed, from now on. Where the C library is another one, nothing happens.
    public static func keep() {
        #if canImport(Glibc)
            _ = mallopt(M_TRIM_THRESHOLD, kept)
            _ = mallopt(M_MMAP_THRESHOLD, givenBack)
        #endif
    }
}
