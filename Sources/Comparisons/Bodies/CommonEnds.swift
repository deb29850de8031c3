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
        while done + 32 <= count, isSame(left, done, right, done) { done += 32 }
        while done < count, left[done] == right[done] { done += 1 }
        return done
    }

    private static func suffix(
        _ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer, _ count: Int
    ) -> Int {
        var done = 0
        while done + 32 <= count, isSame(left, left.count - done - 32, right, right.count - done - 32) { done += 32 }
        while done < count, left[left.count - done - 1] == right[right.count - done - 1] { done += 1 }
        return done
    }

    /// Whether 32 bytes are the same.
    @inline(__always)
    private static func isSame(
        _ left: UnsafeRawBufferPointer, _ leftOffset: Int, _ right: UnsafeRawBufferPointer, _ rightOffset: Int
    ) -> Bool {
        var difference: UInt64 = 0
        for offset in stride(from: 0, to: 32, by: 8) {
            difference |=
                left.loadUnaligned(fromByteOffset: leftOffset + offset, as: UInt64.self)
                ^ right.loadUnaligned(fromByteOffset: rightOffset + offset, as: UInt64.self)
        }
        return difference == 0
    }
}
