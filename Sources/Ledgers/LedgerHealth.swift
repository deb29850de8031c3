public import Traffic

/// Whether the ledger keeps up.
public struct LedgerHealth: Sendable, Equatable {
    public enum State: Sendable, Equatable {
        /// What is counted gets to the disk.
        case writing
        /// The store fails: everything is counted in memory until it works again.
        case countingInMemory(since: Timestamp, error: String)
    }

    public var state: State
    /// What could not be kept since the start.
    public var losses: LedgerLosses
    /// Comparisons that wait to be written.
    public var waiting: Int

    public init(state: State, losses: LedgerLosses = LedgerLosses(), waiting: Int = 0) {
        self.state = state
        self.losses = losses
        self.waiting = waiting
    }
}
