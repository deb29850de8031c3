/// What could not be kept, by what it was. Nothing is dropped without being counted here.
public struct LedgerLosses: Sendable, Hashable {
    /// Examples that found no room in memory while the ledger could not be written.
    public var examples: Int
    /// Discrepancies (one per exchange) whose signature found no room.
    public var discrepancies: Int
    /// Observations that found no room in memory.
    public var observations: Int
    /// Comparisons that had not been written when the ledger was closed.
    public var comparisons: Int

    public init(examples: Int = 0, discrepancies: Int = 0, observations: Int = 0, comparisons: Int = 0) {
        self.examples = examples
        self.discrepancies = discrepancies
        self.observations = observations
        self.comparisons = comparisons
    }

    /// Whether everything was kept.
    public var isEmpty: Bool { self == LedgerLosses() }

    mutating func add(_ other: LedgerLosses) {
        examples += other.examples
        discrepancies += other.discrepancies
        observations += other.observations
        comparisons += other.comparisons
    }
}
