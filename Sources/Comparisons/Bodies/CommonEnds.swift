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
        prefix = Self.prefix(left, 0, right, 0, count)
        suffix = Self.suffix(left, right, count - prefix)
    }

    /// How many of so many bytes are the same from two places on.
    static func prefix(
        _ left: UnsafeRawBufferPointer, _ start: Int, _ right: UnsafeRawBufferPointer, _ otherStart: Int, _ count: Int
    ) -> Int {
        guard let leftBase = left.baseAddress, let rightBase = right.baseAddress else { return 0 }
        let (leftStart, rightStart) = (leftBase + start, rightBase + otherStart)
        var done = 0
        while done + block <= count, memcmp(leftStart + done, rightStart + done, block) == 0 { done += block }
        while done + 32 <= count, isSameBlock(leftStart + done, rightStart + done) { done += 32 }
        while done + 8 <= count {
            let difference = difference(leftStart + done, rightStart + done)
            if difference != 0 { return done + difference.trailingZeroBitCount >> 3 }
            done += 8
        }
        while done < count, left[start + done] == right[otherStart + done] { done += 1 }
        return done
    }

    private static func suffix(
        _ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer, _ count: Int
    ) -> Int {
        guard let leftBase = left.baseAddress, let rightBase = right.baseAddress else { return 0 }
        let (leftEnd, rightEnd) = (leftBase + left.count, rightBase + right.count)
        var done = 0
        while done + block <= count, memcmp(leftEnd - done - block, rightEnd - done - block, block) == 0 {
            done += block
        }
        while done + 32 <= count, isSameBlock(leftEnd - done - 32, rightEnd - done - 32) { done += 32 }
        while done + 8 <= count {
            let difference = difference(leftEnd - done - 8, rightEnd - done - 8)
            if difference != 0 { return done + difference.leadingZeroBitCount >> 3 }
            done += 8
        }
        while done < count, left[left.count - done - 1] == right[right.count - done - 1] { done += 1 }
        return done
    }

    /// Bodies that differ in little have long ends in common.
    private static let block = 1_024

    /// In which bits eight bytes differ, the first byte lowest.
    @inline(__always)
    private static func difference(_ left: UnsafeRawPointer, _ right: UnsafeRawPointer) -> UInt64 {
        left.loadUnaligned(as: UInt64.self).littleEndian ^ right.loadUnaligned(as: UInt64.self).littleEndian
    }

    /// Whether 32 bytes are the same.
    @inline(__always)
    private static func isSameBlock(_ left: UnsafeRawPointer, _ right: UnsafeRawPointer) -> Bool {
        let difference = left.loadUnaligned(as: SIMD4<UInt64>.self) ^ right.loadUnaligned(as: SIMD4<UInt64>.self)
        return difference[0] | difference[1] | difference[2] | difference[3] == 0
    }
}
