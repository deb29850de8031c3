/// MurmurHash3, the 32-bit x86 variant, over bytes that may come in pieces.
///
/// A value can be copied after a common prefix, so that the prefix is hashed once. Source: A. Appleby, SMHasher,
/// `MurmurHash3_x86_32` (public domain); the block constants are its.
public struct Murmur3: Sendable {
    private static let constant1: UInt32 = 0xCC9E_2D51
    private static let constant2: UInt32 = 0x1B87_3593

    private var hash: UInt32
    /// Up to three bytes that do not fill a block yet, first byte lowest.
    private var pending: UInt32 = 0
    private var pendingCount = 0
    private var length: UInt32 = 0

    public init(seed: UInt32 = 0) { hash = seed }

    /// The hash of bytes in memory.
    public static func hash32(_ bytes: UnsafeRawBufferPointer, seed: UInt32 = 0) -> UInt32 {
        var hasher = Murmur3(seed: seed)
        hasher.update(bytes)
        return hasher.finalized()
    }

    /// The hash of a text's UTF-8 bytes.
    public static func hash32(_ text: String, seed: UInt32 = 0) -> UInt32 {
        var hasher = Murmur3(seed: seed)
        hasher.update(text)
        return hasher.finalized()
    }

    /// Takes the UTF-8 bytes of a text, without a copy where the text is stored as such.
    public mutating func update(_ text: String) {
        var text = text
        text.withUTF8 { update(UnsafeRawBufferPointer($0)) }
    }

    /// Takes bytes.
    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        length &+= UInt32(truncatingIfNeeded: bytes.count)
        var offset = 0
        while pendingCount > 0, offset < bytes.count {
            take(bytes[offset])
            offset += 1
        }
        while offset + 4 <= bytes.count {
            mix(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
            offset += 4
        }
        while offset < bytes.count {
            take(bytes[offset])
            offset += 1
        }
    }

    /// The hash of everything taken so far.
    public func finalized() -> UInt32 {
        var result = hash
        if pendingCount > 0 { result ^= Self.scrambled(pending) }
        result ^= length
        result = (result ^ (result >> 16)) &* 0x85EB_CA6B
        result = (result ^ (result >> 13)) &* 0xC2B2_AE35
        return result ^ (result >> 16)
    }

    private mutating func take(_ byte: UInt8) {
        pending |= UInt32(byte) << UInt32(8 * pendingCount)
        pendingCount += 1
        guard pendingCount == 4 else { return }
        mix(pending)
        pending = 0
        pendingCount = 0
    }

    private mutating func mix(_ block: UInt32) {
        hash = Self.rotated(hash ^ Self.scrambled(block), 13) &* 5 &+ 0xE654_6B64
    }

    private static func scrambled(_ block: UInt32) -> UInt32 {
        rotated(block &* constant1, 15) &* constant2
    }

    private static func rotated(_ value: UInt32, _ count: UInt32) -> UInt32 {
        (value << count) | (value >> (32 - count))
    }
}
