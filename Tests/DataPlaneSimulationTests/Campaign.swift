import Foundation

/// How much is simulated: a few seconds' worth as a rule, many times as much where `SIMULATION_SCALE` says so.
enum Campaign {
    static let scale = ProcessInfo.processInfo.environment["SIMULATION_SCALE"].flatMap(UInt64.init) ?? 1

    /// The seeds of one part of a campaign.
    static func seeds(part: UInt64, count: UInt64) -> Range<UInt64> {
        part * count * scale..<(part + 1) * count * scale
    }
}
