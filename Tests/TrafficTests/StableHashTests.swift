import Testing
import Traffic

@Suite("Stable hash")
struct StableHashTests {
    /// Published for seed 0, and computed with xxHash's own library (0.8) for the others.
    static let vectors: [(text: String, seed: UInt64, hash: UInt64)] = [
        ("", 0, 0xEF46_DB37_51D8_E999),
        ("a", 0, 0xD24E_C4F1_A98C_6E5B),
        ("abc", 0, 0x44BC_2CF5_AD77_0999),
        ("", 1, 0xD5AF_BA13_36A3_BE4B),
        ("abcdefgh", 0, 0x3AD3_5177_5B46_34B7),
        ("abcdefghijkl", 0, 0x4B09_B7D3_A233_D4B3),
        ("The quick brown fox jumps over the lazy dog", 0, 0x0B24_2D36_1FDA_71BC),
        ("The quick brown fox jumps over the lazy dog", 0x9E37_79B9_7F4A_7C15, 0x7CFA_C668_32F6_6B74),
    ]

    @Test("equals XXH64", arguments: vectors)
    func vector(_ vector: (text: String, seed: UInt64, hash: UInt64)) {
        #expect(StableHash.of(vector.text, seed: vector.seed) == vector.hash)
    }

    @Test("equals XXH64 on bytes at every alignment")
    func alignments() {
        for (count, seed, hash) in [(32, UInt64(0), UInt64(0xCBF5_9C51_16FF_32B4)), (101, 42, 0x5199_593E_B8B7_A194)] {
            for shift in 0..<8 {
                let bytes = [UInt8](repeating: 0xAA, count: shift) + (0..<count).map { UInt8($0) }
                let value = bytes.withUnsafeBytes {
                    StableHash.of(UnsafeRawBufferPointer(rebasing: $0[shift...]), seed: seed)
                }
                #expect(value == hash)
            }
        }
    }
}
