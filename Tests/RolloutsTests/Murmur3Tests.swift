import Rollouts
import Testing

@Suite("MurmurHash3, 32 bit")
struct Murmur3Tests {
    /// SMHasher `VerificationTest`: keys 0, 0 1, 0 1 2, … under falling seeds, and the hash of all their hashes.
    @Test("has SMHasher's verification value")
    func verificationValue() {
        var hashes: [UInt8] = []
        for length in 0..<256 {
            let key = (0..<length).map { UInt8($0) }
            let hash = key.withUnsafeBytes { Murmur3.hash32($0, seed: UInt32(256 - length)) }
            withUnsafeBytes(of: hash.littleEndian) { hashes.append(contentsOf: $0) }
        }
        #expect(hashes.withUnsafeBytes { Murmur3.hash32($0) } == 0xB0F5_7EE3)
    }

    @Test(
        "reaches both ends of its range",
        arguments: [
            ("", 0), ("ejOoVL", 0x0000_0000), ("SI7p-", 0x7FFF_FFFF), ("6LvT0", 0x8000_0000), ("ceQdGm", 0xFFFF_FFFF),
        ] as [(String, UInt32)])
    func published(text: String, hash: UInt32) {
        #expect(Murmur3.hash32(text) == hash)
    }

    /// Unleash, client specification, `normalizedValue`.
    @Test("agrees with Unleash's normalised value", arguments: [("gr1:123", 73), ("groupX:999", 25)])
    func normalised(text: String, value: UInt32) {
        #expect(Murmur3.hash32(text) % 100 + 1 == value)
    }

    @Test("does not depend on how its bytes are cut")
    func pieces() {
        let bytes = Array("the quick brown fox: ünïcödé".utf8)
        let whole = bytes.withUnsafeBytes { Murmur3.hash32($0, seed: 7) }
        for first in 0...bytes.count {
            for second in first...bytes.count {
                var hasher = Murmur3(seed: 7)
                for piece in [bytes[..<first], bytes[first..<second], bytes[second...]] {
                    piece.withUnsafeBytes { hasher.update($0) }
                }
                #expect(hasher.finalized() == whole, "cut at \(first) and \(second)")
            }
        }
    }
}
