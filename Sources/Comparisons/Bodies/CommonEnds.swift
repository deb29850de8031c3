#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// How much two texts have in common at their beginning and, beyond that, at their end, in bytes.
struct CommonEnds {
    let prefix: Int
    /// Never reaches into the prefix, on either side.
    let suffix: Int

    init(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) {
        let count = min(left.count, right.count)
        prefix = Self.prefix(left, right, count)
        suffix = Self.suffix(left, right, count - prefix)
    }

    private static func prefix(
        _ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer, _ count: Int
    ) -> Int {
        var done = 0
        for step in [block, 32] {
            while done + step <= count, isSame(left, done, right, done, step) { done += step }
        }
        while done < count, left[done] == right[done] { done += 1 }
        return done
    }

    private static func suffix(
        _ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer, _ count: Int
    ) -> Int {
        var done = 0
        for step in [block, 32] {
            while done + step <= count,
                isSame(left, left.count - done - step, right, right.count - done - step, step)
            { done += step }
        }
        while done < count, left[left.count - done - 1] == right[right.count - done - 1] { done += 1 }
        return done
    }

    /// Bodies that differ in little have long ends in common.
    private static let block = 1_024

    @inline(__always)
    private static func isSame(
        _ left: UnsafeRawBufferPointer, _ leftOffset: Int, _ right: UnsafeRawBufferPointer, _ rightOffset: Int,
        _ count: Int
    ) -> Bool {
        guard let leftBase = left.baseAddress, let rightBase = right.baseAddress else { return false }
        return memcmp(leftBase + leftOffset, rightBase + rightOffset, count) == 0
    }
}
