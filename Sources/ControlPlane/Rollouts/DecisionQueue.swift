import Ledgers
import Traffic

/// Decisions that are not written yet, in their order, which is the order in which the ledger gets them: it ends with what holds.
///
/// What takes users back is in force already, and waits for as long as the ledger is away. What gives the candidate more holds
/// only once it is written, and leaves when that cannot be done.
///
/// Bounded: of what was refused a few are kept, since whoever asks may ask again and again; moves are rare, and all are kept.
struct DecisionQueue: Sendable {
    /// Whoever waits for a decision to be written before it holds.
    typealias Author = CheckedContinuation<Result<Ledger.Committed, LedgerError>, Never>

    struct Entry: Sendable {
        var commit: RolloutCommit
        /// `nil` where it holds already.
        var author: Author?
    }

    private static let keptRefusals = 100

    private var entries: [Entry] = []
    /// Refusals that found no room.
    private(set) var lostRefusals = 0

    var first: Entry? { entries.first }
    var isEmpty: Bool { entries.isEmpty }
    /// Those that are written whenever that can be.
    var waiting: [RolloutCommit] { entries.filter { $0.author == nil }.map(\.commit) }

    mutating func append(_ commit: RolloutCommit) {
        let isRefusal = commit.states.isEmpty && commit.isHalted == nil
        if isRefusal, entries.count >= Self.keptRefusals {
            lostRefusals += 1
        } else {
            entries.append(Entry(commit: commit))
        }
    }

    /// - Parameter author: Is answered once, whatever comes.
    mutating func append(_ commit: RolloutCommit, for author: Author) {
        entries.append(Entry(commit: commit, author: author))
    }

    /// The first one is written.
    mutating func removeFirst() { entries.removeFirst() }

    /// The ledger cannot be written: what holds only once it is written leaves.
    ///
    /// - Returns: Whoever waits for it.
    mutating func removeAwaited() -> [Author] {
        let authors = entries.compactMap(\.author)
        entries.removeAll { $0.author != nil }
        return authors
    }
}
