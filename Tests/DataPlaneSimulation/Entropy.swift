/// The one source of all decisions of a simulation: a seed, or the bytes that a fuzzer chose.
///
/// The same source gives the same decisions, so that one seed names one run. Where the fuzzer's bytes end every further
/// decision is the first choice, which the scripts make the plainest one: short inputs are short, orderly runs.
public struct Entropy {
    private var state: UInt64
    private var bytes: ArraySlice<UInt8>?

    /// Decisions by SplitMix64 (Steele, Lea, Flood 2014).
    public init(seed: UInt64) { state = seed }

    /// Decisions by the bytes in their order.
    public init(bytes: some Sequence<UInt8>) {
        state = 0
        self.bytes = Array(bytes)[...]
    }

    /// A number from 0 up to a bound, the bound left out.
    public mutating func below(_ bound: Int) -> Int {
        guard bound > 1 else { return 0 }
        guard bytes == nil else { return nextByte(bound) }
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ (mixed >> 31)) % UInt64(bound))
    }

    private mutating func nextByte(_ bound: Int) -> Int {
        var value = Int(bytes?.popFirst() ?? 0)
        if bound > 256 { value = value << 8 | Int(bytes?.popFirst() ?? 0) }
        return value % bound
    }

    /// Yes, so many times in a hundred; no where a fuzzer's bytes have ended.
    public mutating func chance(_ percentage: Int) -> Bool { 99 - below(100) < percentage }

    /// One of the elements; the first where a fuzzer's bytes have ended.
    public mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }
}
