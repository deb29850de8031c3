import Ledgers
import Traffic

/// Decisions that are in force already and not written yet, in their order: the ledger may be away when users have to be taken
/// back.
///
/// Bounded: of what was refused a few are kept, since whoever asks may ask again and again; moves are rare, and all are kept.
struct DecisionQueue: Sendable {
    private static let keptRefusals = 100

    private(set) var waiting: [RolloutCommit] = []
    /// Refusals that found no room.
    private(set) var lostRefusals = 0

    var first: RolloutCommit? { waiting.first }
    var isEmpty: Bool { waiting.isEmpty }

    mutating func append(_ commit: RolloutCommit) {
        let isRefusal = commit.states.isEmpty && commit.isHalted == nil
        if isRefusal, waiting.count >= Self.keptRefusals {
            lostRefusals += 1
        } else {
            waiting.append(commit)
        }
    }

    /// The first one is written.
    mutating func removeFirst() { waiting.removeFirst() }
}
