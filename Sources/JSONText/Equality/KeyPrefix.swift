/// The first eight bytes of a key's content, and its length: what tells most keys apart without a look at their text.
struct KeyPrefix {
    var head: UInt64
    /// In bytes, escapes resolved; what a member has that is paired already, is longer than any key.
    var length: UInt32
    var token: UInt32

    static let paired = UInt32.max

    @inline(__always)
    init(_ view: JSONView, _ key: Int) {
        let token = view.tokens[key]
        let start = Int(token.offset) + 1
        self.token = UInt32(truncatingIfNeeded: key)
        if token.hasEscapes {
            (head, length) = Self.decoded(view, start..<Int(token.end) - 1)
        } else {
            let count = Int(token.end) - 1 - start
            length = UInt32(truncatingIfNeeded: count)
            head = Self.load(view.bytes, start, min(count, 8))
        }
    }

    /// Up to eight bytes, the first one lowest.
    @inline(__always)
    private static func load(_ bytes: UnsafeRawBufferPointer, _ start: Int, _ count: Int) -> UInt64 {
        guard count > 0 else { return 0 }
        guard start + 8 <= bytes.count else {
            return (0..<count).reduce(0) { $0 | UInt64(bytes[start + $1]) << UInt64(8 * $1) }
        }
        let word = bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self).littleEndian
        return word & (UInt64.max &>> UInt64(64 - 8 * count))
    }

    @inline(never)
    private static func decoded(_ view: JSONView, _ content: Range<Int>) -> (UInt64, UInt32) {
        var decoder = DecodedBytes(view.bytes.assumingMemoryBound(to: UInt8.self), content)
        var head: UInt64 = 0
        var length: UInt32 = 0
        while let byte = decoder.next() {
            if length < 8 { head |= UInt64(byte) << UInt64(8 * length) }
            length += 1
        }
        return (head, length)
    }
}
