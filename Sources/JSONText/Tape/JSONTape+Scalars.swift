extension JSONTape {
    /// Whether two scalars have the same value: strings by content, numbers by exact decimal value.
    public func isSameScalar(_ token: Int, _ other: JSONTape, _ otherToken: Int) -> Bool {
        guard kind(token) == other.kind(otherToken) else { return false }
        switch kind(token) {
        case .string: return isSameString(token, other, otherToken)
        case .number: return isSameNumber(token, other, otherToken)
        case .true, .false, .null: return true
        case .object, .array: return false
        }
    }

    /// How two scalars sort, in some order in which only equal values have the same place: negative, zero or positive.
    func order(ofScalar token: Int, _ other: JSONTape, _ otherToken: Int) -> Int {
        let kind = kind(token)
        guard kind == other.kind(otherToken) else { return kind.rawValue < other.kind(otherToken).rawValue ? -1 : 1 }
        switch kind {
        case .string: return order(token, other, otherToken)
        case .number: return order(ofNumber: token, other, otherToken)
        case .true, .false, .null, .object, .array: return 0
        }
    }

    /// A hash of a scalar's value: the same for scalars that ``isSameScalar(_:_:_:)`` calls the same, and the same in every
    /// run. It is for finding likely partners; nothing may rest on it alone.
    public func hash(ofScalar token: Int) -> UInt64 {
        switch kind(token) {
        case .null: return Mixer.finish(1)
        case .false: return Mixer.finish(2)
        case .true: return Mixer.finish(3)
        case .number: return hash(ofNumber: token)
        case .string: return hash(ofString: token)
        case .object, .array: return 0
        }
    }

    /// A hash of a string's content.
    public func hash(ofString string: Int) -> UInt64 {
        let range = contentRange(string)
        return bytes.withUnsafeBufferPointer { buffer in
            var mixer = Mixer(seed: 5)
            if tokens[string].hasEscapes {
                var content = DecodedBytes(buffer, range)
                while let byte = content.next() { mixer.add(byte) }
            } else {
                mixer.add(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[range]))
            }
            return mixer.value
        }
    }
}

/// A small streaming hash over bytes: eight at a time, multiplied and folded.
struct Mixer {
    private var state: UInt64
    private var partial: UInt64 = 0
    private var count: UInt64 = 0

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 }

    mutating func add(_ byte: UInt8) {
        partial |= UInt64(byte) << (8 * (count & 7))
        count += 1
        if count & 7 == 0 { absorb() }
    }

    /// Adds bytes in memory; only from a multiple of eight is this the fast way.
    mutating func add(_ bytes: UnsafeRawBufferPointer) {
        var offset = 0
        if count & 7 == 0 {
            while offset + 8 <= bytes.count {
                partial = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
                count += 8
                absorb()
                offset += 8
            }
        }
        while offset < bytes.count {
            add(bytes[offset])
            offset += 1
        }
    }

    private mutating func absorb() {
        let product = (state ^ partial).multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
        state = product.high ^ product.low ^ 0xA076_1D64_78BD_642F
        partial = 0
    }

    var value: UInt64 {
        var last = self
        last.absorb()
        return Mixer.finish(last.state ^ count)
    }

    /// Spreads every bit of a value over the whole word (SplitMix64's finaliser).
    static func finish(_ value: UInt64) -> UInt64 {
        var value = value &+ 0x9E37_79B9_7F4A_7C15
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
