import NIOCore

@testable import DataPlane

/// How a framing property reads an input: its first octet says under which limits and for which request the bytes came,
/// the next two how they were split, and the rest is what came off the wire.
///
/// The low bits of `0` to `9` are their value, so that a corpus can be written by hand.
struct FramingOptions: Equatable {
    static let octets = 3

    let limits: FramingLimits
    let answersHead: Bool
    let answersUpgrade: Bool
    /// Where the splits chosen by the input begin.
    let splitSeed: UInt16

    /// `nil` where the input is too short to say.
    init?(_ input: UnsafeRawBufferPointer) {
        guard input.count >= Self.octets else { return nil }
        switch input[0] & 3 {
        // Small limits, so that small inputs reach them.
        case 1: limits = FramingLimits(headBytes: 96, headFields: 4, requestLineBytes: 24, bodyBytes: 16)
        case 2: limits = FramingLimits(bodyBytes: 8)
        case 3: limits = FramingLimits(headBytes: 300, headFields: 9, requestLineBytes: 64)
        default: limits = FramingLimits()
        }
        answersHead = input[0] & 4 != 0
        answersUpgrade = input[0] & 8 != 0
        splitSeed = UInt16(input[1]) << 8 | UInt16(input[2])
    }

    private init(limits: FramingLimits, answersHead: Bool, answersUpgrade: Bool, splitSeed: UInt16) {
        self.limits = limits
        self.answersHead = answersHead
        self.answersUpgrade = answersUpgrade
        self.splitSeed = splitSeed
    }

    /// The same without limits that a message could reach by being written again.
    var withoutLimits: FramingOptions {
        FramingOptions(
            limits: FramingLimits(headBytes: 1 << 20, headFields: 1 << 12, requestLineBytes: 1 << 20),
            answersHead: answersHead,
            answersUpgrade: answersUpgrade,
            splitSeed: splitSeed
        )
    }
}
