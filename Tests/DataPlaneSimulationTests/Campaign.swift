import DataPlaneSimulation
import Foundation
import Testing

/// How much is simulated: a few seconds' worth as a rule, many times as much where `SIMULATION_SCALE` says so.
enum Campaign {
    static let scale = ProcessInfo.processInfo.environment["SIMULATION_SCALE"].flatMap(UInt64.init) ?? 1

    /// The seeds of one part of a campaign.
    static func seeds(part: UInt64, count: UInt64) -> Range<UInt64> {
        part * count * scale..<(part + 1) * count * scale
    }

    /// Expects that nothing was that must not be. Where something was, all that the proxy did is attached (`swift test
    /// --attachments-path`).
    static func expectNone(of outcome: SimulationOutcome, _ name: String) {
        guard !outcome.violations.isEmpty else { return }
        Attachment.record(outcome.description, named: "\(name).txt")
        Issue.record("\(name): \(outcome.violations.joined(separator: "; "))")
    }
}
