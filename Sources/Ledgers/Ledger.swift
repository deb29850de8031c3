import Synchronization
public import Traffic

/// The durable store of everything that is compared, on SQLite.
///
/// Comparisons are counted in memory and written in batches, off the request path. The ledger fails open: where its file
/// cannot be opened or written, it counts on in memory, within bounds, says so in ``health``, and tries again; when it
/// works again everything is written, with a note about the gap.
public final class Ledger: Sendable {
    private let configuration: LedgerConfiguration
    let clock: @Sendable () -> Timestamp
    private let log: @Sendable (LedgerNotice) -> Void
    let store: LedgerStore
    let state: Mutex<CountingState>

    /// Nothing is opened yet: ``run()`` or ``flush()`` does, so that a bad disk cannot keep the sidecar from starting.
    public convenience init(
        _ configuration: LedgerConfiguration,
        clock: @escaping @Sendable () -> Timestamp,
        log: @escaping @Sendable (LedgerNotice) -> Void
    ) {
        let store = LedgerStore(
            path: configuration.path, bounds: configuration.bounds, examples: configuration.examples)
        self.init(configuration, store: store, clock: clock, log: log)
    }

    init(
        _ configuration: LedgerConfiguration,
        store: LedgerStore,
        clock: @escaping @Sendable () -> Timestamp,
        log: @escaping @Sendable (LedgerNotice) -> Void
    ) {
        self.configuration = configuration
        self.store = store
        self.clock = clock
        self.log = log
        state = Mutex(CountingState(configuration, now: clock()))
    }

    /// Counts a comparison in memory. Never touches the disk, and never waits for it.
    public func record(_ comparison: Comparison) {
        let now = clock()
        let digest = ComparisonDigest(
            comparison, slowerRatio: configuration.slowerRatio, slack: configuration.slowerSlackMilliseconds)
        state.withLock { $0.record(digest, now: now) }
    }

    public var health: LedgerHealth { state.withLock { $0.health } }

    /// From now on counts for another candidate or configuration. What was counted before keeps its key.
    public func reconfigure(_ identity: LedgerIdentity) { state.withLock { $0.reconfigure(identity) } }

    // MARK: Writing

    /// Writes what was counted, in one transaction.
    ///
    /// - Throws: ``LedgerError`` where it could not be written; it waits in memory then.
    public func flush() async throws(LedgerError) { try await flush(on: store) }

    /// Writes and tidies up until the task is cancelled or the ledger is closed.
    public func run() async {
        var backoff = Backoff(base: configuration.flushEvery)
        var maintenance = Maintenance(every: 60_000)
        while !Task.isCancelled, !state.withLock({ $0.isClosed }) {
            do {
                try await flush()
                let now = clock()
                if maintenance.isDue(at: now) {
                    maintenance.ran(at: now, hasMore: try await tidyUp(at: now))
                }
                backoff.succeeded()
            } catch {
                // Logged where it happened, and shown by `health`.
                backoff.failed()
            }
            do { try await Task.sleep(for: backoff.delay) } catch { return }
        }
    }

    /// Deletes a part of what is older than the retention, and thins out what is older than an hour.
    ///
    /// - Returns: Whether there is more to do.
    func tidyUp(at now: Timestamp) async throws(LedgerError) -> Bool {
        let oldest = now.advanced(byMilliseconds: -configuration.retention.wholeMilliseconds)
        do {
            let thinned = try await store.thinOut(before: now.advanced(byMilliseconds: -3_600_000))
            let deleted = try await store.deleteRecords(olderThan: oldest)
            return thinned || deleted
        } catch {
            log(LedgerNotice(severity: .error, message: "\(error); tidying up is tried again later"))
            throw error
        }
    }

    /// Writes everything and gives the file back. What cannot be written within the time is lost, and said to be.
    public func close(within limit: Duration = .seconds(10)) async {
        let closing = Task { await self.writeAndClose() }
        let isDone = await Deadline.wait(for: closing, atMost: limit)
        if !isDone {
            log(LedgerNotice(severity: .error, message: "the ledger did not close within \(limit)"))
        }
        let lost = state.withLock { state in
            state.close()
            return state.health.losses.comparisons
        }
        guard lost > 0 else { return }
        log(LedgerNotice(severity: .error, message: "\(lost) comparisons were not written to the ledger"))
    }

    private func writeAndClose() async {
        do {
            try await flushTwice()
            try await store.close()
        } catch {
            log(LedgerNotice(severity: .error, message: "the ledger was closed with an error: \(error)"))
        }
    }

    /// The last flush has no next one to make up for it, and a first attempt may be the one that finds the file gone and
    /// lets go of it.
    private func flushTwice() async throws(LedgerError) {
        do { try await flush() } catch { try await flush() }
    }

    private func flush(on store: isolated LedgerStore) throws(LedgerError) {
        guard state.withLock({ $0.hasWork }) else { return }
        let now = clock()
        let (batch, identity, gap) = state.withLock { state in
            let batch = state.takeBatch()
            return (batch, state.identity, state.gap(endingWith: batch, at: now))
        }
        do {
            let written = try store.write(batch, as: identity, gap: gap, now: now) {
                state.withLock { $0.storeOpened() }
            }
            let hasRecovered = state.withLock { $0.wrote(batch, written) }
            if hasRecovered, let gap { log(LedgerNotice(severity: .warning, message: gap.message)) }
        } catch {
            let isNews = state.withLock { $0.failed(batch, error, at: now) }
            if isNews {
                log(LedgerNotice(severity: .error, message: "\(error); counting in memory, and trying again"))
            }
            throw error
        }
    }
}
