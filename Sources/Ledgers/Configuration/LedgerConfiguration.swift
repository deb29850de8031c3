/// Where the ledger is, what it keeps, and under which key it counts.
public struct LedgerConfiguration: Sendable {
    /// The SQLite file. Its folder is created where only the last component is missing.
    public var path: String
    /// How long counters, discrepancies and finished evidence are kept.
    public var retention: Duration
    /// At most so many examples are kept of one discrepancy.
    public var examples: Int
    /// The sidecar that counts: host and process, or a configured name.
    public var instance: String
    public var candidateVersion: String
    /// Of everything in the configuration that changes what evidence means.
    public var fingerprint: String
    /// The unit of evidence by route; `perDistinctRequest` where a route is not named.
    public var evidence: [String: EvidenceUnit]
    /// The candidate is slower when it took more than `slowerRatio` × legacy + `slowerSlackMilliseconds`.
    public var slowerRatio: Double
    public var slowerSlackMilliseconds: Double
    /// The length of a counting interval. Readers reckon with ``standardInterval``: a longer one makes `since` coarser.
    public var interval: Duration
    /// How often what was counted is written.
    public var flushEvery: Duration
    public var bounds: LedgerBounds

    /// Short enough for an alarm's window, long enough for the file to stay small.
    public static let standardInterval = Duration.seconds(10)

    public init(
        path: String,
        retention: Duration = .seconds(14 * 86_400),
        examples: Int = 20,
        instance: String,
        candidateVersion: String,
        fingerprint: String,
        evidence: [String: EvidenceUnit] = [:],
        slowerRatio: Double = 1.2,
        slowerSlackMilliseconds: Double = 5,
        interval: Duration = LedgerConfiguration.standardInterval,
        flushEvery: Duration = .seconds(1),
        bounds: LedgerBounds = LedgerBounds()
    ) {
        self.path = path
        self.retention = retention
        self.examples = examples
        self.instance = instance
        self.candidateVersion = candidateVersion
        self.fingerprint = fingerprint
        self.evidence = evidence
        self.slowerRatio = slowerRatio
        self.slowerSlackMilliseconds = slowerSlackMilliseconds
        self.interval = interval
        self.flushEvery = flushEvery
        self.bounds = bounds
    }
}

/// How much the ledger holds, in memory and on disk. What goes beyond a bound is counted, never silently lost.
public struct LedgerBounds: Sendable, Hashable {
    /// Counter keys in memory. Beyond it, counts stay exact but go to an earlier interval of the same series.
    public var counterKeys: Int
    /// Signatures of discrepancies per route, in memory and on disk.
    public var signaturesPerRoute: Int
    /// Bytes of examples that wait in memory to be written.
    public var exampleBytes: Int
    /// Distinct requests (or users) per evidence scope. When it is full, nothing more is counted there.
    public var observationsPerScope: Int
    /// Observations that wait in memory to be written, over all scopes.
    public var pendingObservations: Int

    public init(
        counterKeys: Int = 512,
        signaturesPerRoute: Int = 10_000,
        exampleBytes: Int = 16 << 20,
        observationsPerScope: Int = 262_144,
        pendingObservations: Int = 1_048_576
    ) {
        self.counterKeys = counterKeys
        self.signaturesPerRoute = signaturesPerRoute
        self.exampleBytes = exampleBytes
        self.observationsPerScope = observationsPerScope
        self.pendingObservations = pendingObservations
    }
}

extension Duration {
    /// Whole milliseconds, rounded down.
    var wholeMilliseconds: Int64 {
        components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000
    }
}
