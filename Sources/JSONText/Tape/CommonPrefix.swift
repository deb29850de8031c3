/// How many bytes two stretches of memory have in common at their beginning, read 32 at a time, then eight.
@inline(__always)
func commonPrefix(
    _ left: UnsafeRawBufferPointer,
    _ leftOffset: Int,
    _ right: UnsafeRawBufferPointer,
    _ rightOffset: Int,
    count: Int
) -> Int {
    var done = 0
    if count >= 32 {
        done = longCommonPrefix(left, leftOffset, right, rightOffset, count: count)
    }
    while done + 8 <= count {
        let difference =
            left.loadUnaligned(fromByteOffset: leftOffset + done, as: UInt64.self).littleEndian
            ^ right.loadUnaligned(fromByteOffset: rightOffset + done, as: UInt64.self).littleEndian
        if difference != 0 { return done + difference.trailingZeroBitCount >> 3 }
        done += 8
    }
    while done < count, left[leftOffset + done] == right[rightOffset + done] { done += 1 }
    return done
}

/// The part of a common beginning that whole blocks of 32 bytes make.
@inline(never)
private func longCommonPrefix(
    _ left: UnsafeRawBufferPointer,
    _ leftOffset: Int,
    _ right: UnsafeRawBufferPointer,
    _ rightOffset: Int,
    count: Int
) -> Int {
    var done = 0
    while done + 32 <= count {
        let difference =
            left.loadUnaligned(fromByteOffset: leftOffset + done, as: SIMD4<UInt64>.self)
            ^ right.loadUnaligned(fromByteOffset: rightOffset + done, as: SIMD4<UInt64>.self)
        guard difference[0] | difference[1] | difference[2] | difference[3] == 0 else { return done }
        done += 32
    }
    return done
}
