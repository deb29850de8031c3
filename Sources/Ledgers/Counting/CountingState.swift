import Traffic

/// Everything the ledger holds in memory: what waits to be written, and how writing goes.
struct CountingState: Sendable {
    private(set) var identity: LedgerIdentity { didSet { lastScope = nil } }
    private(set) var batch: Batch
    private(set) var isClosed = false
    private var filter: ObservationFilter
    /// `nil` until the store told which epochs hold.
    private var epochs: [EpochKey: Int]? { didSet { lastScope = nil } }
    /// When epochs began, as far as this process has begun them.
    private var epochStarts: [EpochKey: Timestamp] = [:]
    /// The newest of these: what began later belongs to the epoch that holds.
    private var lastStart = Timestamp(milliseconds: Int64.min)
    /// The scope of the comparison before; most are of the same route and stage.
    private var lastScope: EvidenceScope?
    private let interval: Int64
    private let limits: Batch.Limits

    /// Comparisons that a transaction is writing right now.
    private var beingWritten = 0
    private var failure: (since: Timestamp, error: String)?
    private var losses = LedgerLosses()

    init(_ configuration: LedgerConfiguration, now: Timestamp) {
        identity = configuration.identity
        limits = Batch.Limits(bounds: configuration.bounds, examples: configuration.examples)
        batch = Batch(limits: limits)
        filter = ObservationFilter(observationsPerScope: configuration.bounds.observationsPerScope)
        interval = max(1, configuration.interval.wholeMilliseconds)
        failure = (now, CountingState.notOpened)
    }

    /// Why nothing is written before the first attempt, which is no gap.
    private static let notOpened = "the ledger has not been opened yet"

    var health: LedgerHealth {
        var all = losses
        all.add(batch.losses)
        let state: LedgerHealth.State =
            failure.map { .countingInMemory(since: $0.since, error: $0.error) } ?? .writing
        return LedgerHealth(state: state, losses: all, waiting: batch.comparisons + beingWritten)
    }

    /// Whether a flush has anything to do: something to write, or a store to try again.
    var hasWork: Bool { !batch.isEmpty || failure != nil }

    // MARK: Counting

    mutating func record(_ digest: ComparisonDigest, now: Timestamp) {
        guard !isClosed else {
            losses.comparisons += 1
            return
        }
        let comparison = digest.comparison
        let scope = scope(of: comparison)
        let key = CounterKey(
            instance: identity.instance,
            interval: Timestamp(milliseconds: now.milliseconds - floorRemainder(now.milliseconds, interval)),
            route: comparison.route,
            operation: comparison.operation,
            servedSide: comparison.servedSide,
            stage: comparison.stage,
            epoch: scope.epoch,
            candidateVersion: identity.candidateVersion,
            fingerprint: identity.fingerprint
        )
        batch.count(digest, under: key)
        if comparison.route != Route.unmatchedName, isEvidence(comparison, in: scope) {
            observe(comparison, digest.findings, in: scope)
        }
    }

    private func floorRemainder(_ value: Int64, _ divisor: Int64) -> Int64 {
        let remainder = value % divisor
        return remainder < 0 ? remainder + divisor : remainder
    }

    private mutating func scope(of comparison: Comparison) -> EvidenceScope {
        let isLate = comparison.startedAt < lastStart
        if !isLate, let lastScope, lastScope.route == comparison.route, lastScope.stage == comparison.stage {
            return lastScope
        }
        let key = EpochKey(
            route: comparison.route, stage: comparison.stage, candidateVersion: identity.candidateVersion,
            fingerprint: identity.fingerprint)
        let scope = EvidenceScope(
            route: comparison.route,
            stage: comparison.stage,
            epoch: epoch(of: key, comparison),
            candidateVersion: identity.candidateVersion,
            fingerprint: identity.fingerprint,
            unit: identity.evidence[comparison.route] ?? .perDistinctRequest
        )
        if !isLate { lastScope = scope }
        return scope
    }

    /// Whether it had begun after the epoch did: an older exchange says nothing about it, whenever it is compared.
    private func isEvidence(_ comparison: Comparison, in scope: EvidenceScope) -> Bool {
        guard comparison.startedAt < lastStart else { return true }
        let key = EpochKey(scope)
        guard let start = epochStarts[key], comparison.startedAt < start else { return true }
        // Of the epoch before, it is evidence.
        return scope.epoch < epochs?[key] ?? scope.epoch
    }

    /// An exchange that had begun before the epoch did belongs to the one before.
    private func epoch(of key: EpochKey, _ comparison: Comparison) -> Int {
        guard let epochs else { return EvidenceScope.unknownEpoch }
        let epoch = epochs[key] ?? 1
        guard epoch > 1, let start = epochStarts[key], comparison.startedAt < start else { return epoch }
        return epoch - 1
    }

    private mutating func observe(_ comparison: Comparison, _ findings: Findings, in scope: EvidenceScope) {
        guard !findings.observed.isEmpty else { return }
        guard scope.unit == .perRequest || batch.hasRoomForObservation else {
            batch.countLostObservation()
            return
        }
        if let user = comparison.userFingerprint, filter.isNew(user: user, in: scope) {
            batch.observe(user: user, in: scope)
        }
        var new = findings
        var fingerprint = comparison.requestFingerprint
        switch scope.unit {
        case .perRequest: break
        case .perUser:
            guard let user = comparison.userFingerprint else { return }
            fingerprint = user
            fallthrough
        case .perDistinctRequest:
            guard let kinds = filter.newKinds(findings.observed, of: fingerprint, in: scope) else {
                batch.leaveOut(of: scope)
                return
            }
            new.observed = kinds
            new.bad = findings.bad.intersection(new.observed)
            guard !new.observed.isEmpty else { return }
        }
        let observation = EvidenceTally.Observation(
            fingerprint: fingerprint, findings: new,
            candidateMicroseconds: LatencyCounts.microseconds(comparison.candidateLatency ?? 0),
            at: comparison.startedAt)
        batch.observe(observation, in: scope)
    }

    // MARK: Writing

    /// Hands over what waits. It must be given back where it could not be written.
    mutating func takeBatch() -> Batch {
        defer { batch = Batch(limits: limits) }
        beingWritten = batch.comparisons
        return batch
    }

    /// What the ledger should say of the time in which it could not be written, once it can.
    func gap(endingWith taken: Batch, at now: Timestamp) -> LedgerStore.Gap? {
        guard let failure, failure.error != CountingState.notOpened else { return nil }
        var message =
            "the ledger could not be written from \(failure.since) to \(now) (\(failure.error)); "
            + "\(taken.comparisons) comparisons were counted in memory meanwhile"
        let lost = taken.losses
        if lost.examples > 0 { message += ", \(lost.examples) examples were not kept" }
        if lost.discrepancies > 0 { message += ", \(lost.discrepancies) discrepancies have no entry" }
        if lost.observations > 0 { message += ", \(lost.observations) exchanges are not in the evidence" }
        return LedgerStore.Gap(from: failure.since, until: now, message: message)
    }

    /// Notes a success.
    ///
    /// - Returns: Whether the store had failed before.
    mutating func wrote(_ taken: Batch, _ written: LedgerStore.Written) -> Bool {
        beingWritten = 0
        losses.add(taken.losses)
        losses.discrepancies += written.discrepanciesNotKept
        if written.identity == identity { epochs = written.epochs }
        defer { failure = nil }
        return failure.map { $0.error != CountingState.notOpened } ?? false
    }

    /// Takes back what could not be written.
    ///
    /// - Returns: Whether this failure is news.
    mutating func failed(_ taken: Batch, _ error: LedgerError, at now: Timestamp) -> Bool {
        beingWritten = 0
        var all = taken
        all.add(batch)
        batch = all
        let known = failure
        let isKnown = known.map { $0.error != CountingState.notOpened } ?? false
        failure = (isKnown ? known?.since ?? now : now, error.description)
        return known?.error != error.description
    }

    /// A file was opened that may know nothing of what was handed to another one.
    mutating func storeOpened() { filter.forgetAll() }

    /// Counts for another candidate or configuration. Which epochs hold for it, the next write tells.
    mutating func reconfigure(_ identity: LedgerIdentity) {
        self.identity = identity
        epochs = nil
        epochStarts = epochStarts.filter { $0.key.fingerprint == identity.fingerprint }
    }

    mutating func evidenceBegan(_ begun: [EpochKey: Int], starts: [EpochKey: Timestamp]) {
        epochs?.merge(begun) { $1 }
        epochStarts.merge(starts) { $1 }
        lastStart = starts.values.reduce(lastStart, max)
    }

    /// Nothing is counted from now on. What waits is lost, and counted as such.
    mutating func close() {
        isClosed = true
        losses.comparisons += batch.comparisons + beingWritten
    }
}

extension LedgerConfiguration {
    var identity: LedgerIdentity {
        LedgerIdentity(
            instance: instance, candidateVersion: candidateVersion, fingerprint: fingerprint, evidence: evidence)
    }
}
