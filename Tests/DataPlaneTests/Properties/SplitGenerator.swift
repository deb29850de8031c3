/// Lengths of pieces, short ones more often than long ones; the same for the same seed.
struct SplitGenerator {
    private var state: UInt32

    init(seed: UInt16) { state = UInt32(seed) }

    mutating func next() -> Int {
        // Numerical Recipes' linear congruential generator: its high bits are good enough to cut bytes with.
        state = state &* 1_664_525 &+ 1_013_904_223
        let bits = state >> 16
        return bits & 1 == 0 ? 1 + Int(bits >> 1) % 97 : 1 + Int(bits >> 1) % 17
    }
}
