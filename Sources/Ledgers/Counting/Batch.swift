import Traffic

/// What was counted since the last write: everything that one transaction takes.
///
/// Bounded whatever happens: while the ledger has no disk, a batch goes on counting exactly, gives up resolution in time
/// first, then examples, then new signatures, and counts what it gave up.
struct Batch: Sendable {
    let limits: Limits
    private var counts = LastUsed<CounterKey, Counters>()
    private(set) var discrepancies: [Signature: SignatureTally] = [:]
    private var explained = LastUsed<SuppressionKey, Int>()
    private(set) var noise: NoiseBatch
    private var tallies = LastUsed<EvidenceScope, EvidenceTally>()
    private(set) var comparisons = 0
    /// Observations that wait, over all scopes.
    private(set) var pendingObservations = 0
    private(set) var losses = LedgerLosses()

    private var signaturesOfRoute: [String: Int] = [:]
    private var exampleBytes = 0
    /// The last interval of a series, by its key with the interval set to zero.
    private var lastInterval: [CounterKey: Timestamp] = [:]

    /// The bounds that hold for a batch.
    struct Limits: Sendable {
        var bounds: LedgerBounds
        var examples: Int
    }

    init(limits: Limits) {
        self.limits = limits
        noise = NoiseBatch(limit: limits.bounds.signaturesPerRoute)
    }

    var isEmpty: Bool { comparisons == 0 }

    var counters: [CounterKey: Counters] { counts.entries }

    var evidence: [EvidenceScope: EvidenceTally] { tallies.entries }

    var suppressions: [SuppressionKey: Int] { explained.entries }

    /// Counts an exchange under a key, with the discrepancies and the suppressed differences that it shows.
    mutating func count(_ digest: ComparisonDigest, under wanted: CounterKey) {
        comparisons += 1
        // Written so that the key, which is mostly the wanted one, is looked for once and not copied.
        if let place = counts.place(of: wanted) {
            counts[place].add(digest.comparison, findings: digest.findings)
            return countParts(of: digest, under: wanted)
        }
        let key = keyWithRoom(for: wanted)
        counts.update(key, default: Counters()) { $0.add(digest.comparison, findings: digest.findings) }
        countParts(of: digest, under: key)
    }

    private mutating func countParts(of digest: ComparisonDigest, under key: CounterKey) {
        for discrepancy in digest.discrepancies { count(discrepancy, under: key) }
        for suppressed in digest.comparison.suppressed {
            let rule = SuppressionKey(
                route: digest.comparison.route, rule: suppressed.rule,
                at: Bounded.text(suppressed.ruleAt, bytes: Bounded.locationBytes), interval: key.interval)
            explained.update(rule, default: 0) { $0 += suppressed.count }
        }
        guard digest.noiseTotals.pairs > 0 else { return }
        losses.discrepancies += noise.count(
            digest.noise, digest.noiseTotals, under: key, at: digest.comparison.startedAt)
    }

    /// Whether one more observation finds room.
    var hasRoomForObservation: Bool { pendingObservations < limits.bounds.pendingObservations }

    mutating func observe(_ observation: EvidenceTally.Observation, in scope: EvidenceScope) {
        if scope.unit == .perRequest {
            tallies.update(scope, default: EvidenceTally()) {
                $0.totals.count(observation, of: observation.findings.observed)
            }
        } else {
            tallies.update(scope, default: EvidenceTally()) { $0.observations.append(observation) }
            pendingObservations += 1
        }
    }

    mutating func observe(user: UInt64, in scope: EvidenceScope) {
        tallies.update(scope, default: EvidenceTally()) { $0.users.append(user) }
        pendingObservations += 1
    }

    /// Counts an observation that a full scope leaves out.
    mutating func leaveOut(of scope: EvidenceScope) {
        tallies.update(scope, default: EvidenceTally()) { $0.notCounted += 1 }
    }

    mutating func countLostObservation() { losses.observations += 1 }

    /// Adds what was counted later, within the bounds.
    mutating func add(_ later: Batch) {
        comparisons += later.comparisons
        losses.add(later.losses)
        for (key, later) in later.counters {
            counts.update(keyWithRoom(for: key), default: Counters()) { $0.add(later) }
        }
        for (signature, tally) in later.discrepancies { add(tally, to: signature) }
        for (rule, count) in later.suppressions { explained.update(rule, default: 0) { $0 += count } }
        var keys: [CounterKey: CounterKey] = [:]
        for key in later.noise.keys { keys[key] = keyWithRoom(for: key) }
        losses.discrepancies += noise.add(later.noise, under: keys)
        for (scope, later) in later.evidence { tallies.update(scope, default: EvidenceTally()) { $0.add(later) } }
        pendingObservations += later.pendingObservations
    }

    // MARK: Bounds

    /// The key itself, or, where there are too many, the one of an interval of the same series that is there already.
    private mutating func keyWithRoom(for key: CounterKey) -> CounterKey {
        if counts.contains(key) { return key }
        var series = key
        series.interval = Timestamp(milliseconds: 0)
        if counts.entries.count >= limits.bounds.counterKeys, let interval = lastInterval[series] {
            series.interval = interval
            return series
        }
        lastInterval[series] = key.interval
        return key
    }

    private mutating func count(_ discrepancy: ComparisonDigest.Discrepancy, under key: CounterKey) {
        let (signature, example) = (discrepancy.signature, discrepancy.example)
        guard makeRoom(for: signature) else {
            losses.discrepancies += 1
            counts.update(key, default: Counters()) { $0.discrepanciesNotKept += 1 }
            return
        }
        let empty = SignatureTally(at: example.seenAt, examples: ExampleBuffer(limit: limits.examples))
        discrepancies[signature, default: empty]
            .count(discrepancy, under: key, at: example.seenAt)
        keep(example, of: signature)
    }

    private mutating func add(_ tally: SignatureTally, to signature: Signature) {
        guard makeRoom(for: signature) else {
            for (key, occurrences) in tally.occurrences {
                losses.discrepancies += occurrences.count
                counts.update(keyWithRoom(for: key), default: Counters()) {
                    $0.discrepanciesNotKept += occurrences.count
                }
            }
            return
        }
        let empty = SignatureTally(at: tally.firstSeen, examples: ExampleBuffer(limit: limits.examples))
        var keys: [CounterKey: CounterKey] = [:]
        for key in tally.occurrences.keys { keys[key] = keyWithRoom(for: key) }
        discrepancies[signature, default: empty].addCounts(of: tally) { keys[$0] ?? $0 }
        for example in tally.examples.all { keep(example, of: signature) }
    }

    private mutating func keep(_ example: StoredExample, of signature: Signature) {
        guard exampleBytes + example.bytes <= limits.bounds.exampleBytes else {
            losses.examples += 1
            return
        }
        exampleBytes += example.bytes
        // One that makes room for a newer one of the same discrepancy is no loss.
        if let dropped = discrepancies[signature]?.examples.insert(example) { exampleBytes -= dropped.bytes }
    }

    /// Whether a signature has an entry, or may get one.
    private mutating func makeRoom(for signature: Signature) -> Bool {
        if discrepancies[signature] != nil { return true }
        guard signaturesOfRoute[signature.route, default: 0] < limits.bounds.signaturesPerRoute else { return false }
        signaturesOfRoute[signature.route, default: 0] += 1
        return true
    }
}
