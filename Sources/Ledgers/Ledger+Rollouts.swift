import Synchronization
public import Traffic

/// Where rollouts stand, and what is noted about them.
extension Ledger {
    /// What was written of a commit.
    public struct Committed: Sendable {
        /// As they were written, with the attempt that has begun.
        public var states: [RolloutState]
        /// As they were written, with their numbers.
        public var decisions: [DecisionRecord]
    }

    /// Writes decisions and what follows from them, in one transaction.
    ///
    /// - Throws: ``LedgerError`` where the ledger cannot be written; nothing of it is then.
    public func commit(_ commit: RolloutCommit) async throws(LedgerError) -> Committed {
        // What was counted before belongs to the attempt before.
        try await flush()
        return try await write(commit, on: store)
    }

    /// Notes that an alert fired, or that it is resolved.
    public func note(_ alert: AlertRecord) async throws(LedgerError) { try await store.write(alert) }

    /// Keeps what a probe said last.
    public func note(_ probe: ProbeRecord) async throws(LedgerError) { try await store.write(probe) }

    /// Reads the ledger, in turn with what is written to it.
    ///
    /// - Throws: ``LedgerError`` where it cannot be read, and what the closure throws.
    public func read<Result: Sendable>(
        _ body: @Sendable (LedgerReader) throws(LedgerError) -> Result
    ) async throws(LedgerError) -> Result {
        try await read(on: store, body)
    }

    private func read<Result: Sendable>(
        on store: isolated LedgerStore, _ body: @Sendable (LedgerReader) throws(LedgerError) -> Result
    ) throws(LedgerError) -> Result {
        try body(LedgerReader(path: store.path))
    }

    private func write(_ commit: RolloutCommit, on store: isolated LedgerStore) throws(LedgerError) -> Committed {
        let committed = try store.commit(commit, now: clock())
        state.withLock { $0.evidenceBegan(committed.epochs, starts: committed.starts) }
        return Committed(states: committed.states, decisions: committed.decisions)
    }
}
