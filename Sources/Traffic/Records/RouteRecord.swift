/// The counts of one route. `requests` = `comparisons` + all of `incomparable` + `notMirrored`, and `comparisons` =
/// `matches` + `mismatches`.
public struct RouteRecord: Sendable, Equatable {
    public var name: String
    public var requests: Int
    public var comparisons: Int
    public var matches: Int
    /// Those of the matches in which a rule explained a difference.
    public var matchesWithSuppressed: Int
    public var mismatches: Int
    /// By reason; only reasons that occurred.
    public var incomparable: [String: Int]
    public var notMirrored: Int
    /// Exchanges served by the candidate.
    public var servedByCandidate: Int
    /// Exchanges in which the candidate failed and legacy did not.
    public var candidateFailures: Int
    /// Exchanges in which the client got legacy's answer in place of the candidate's.
    public var fallbacks: Int
    /// Comparisons in which a bound on work made position decide in some array.
    public var approximate: Int
    /// Differences that were counted and not kept, since one comparison had too many.
    public var omittedDifferences: Int
    public var latency: Latencies

    public init(
        name: String,
        requests: Int = 0,
        comparisons: Int = 0,
        matches: Int = 0,
        matchesWithSuppressed: Int = 0,
        mismatches: Int = 0,
        incomparable: [String: Int] = [:],
        notMirrored: Int = 0,
        servedByCandidate: Int = 0,
        candidateFailures: Int = 0,
        fallbacks: Int = 0,
        approximate: Int = 0,
        omittedDifferences: Int = 0,
        latency: Latencies = Latencies()
    ) {
        self.name = name
        self.requests = requests
        self.comparisons = comparisons
        self.matches = matches
        self.matchesWithSuppressed = matchesWithSuppressed
        self.mismatches = mismatches
        self.incomparable = incomparable
        self.notMirrored = notMirrored
        self.servedByCandidate = servedByCandidate
        self.candidateFailures = candidateFailures
        self.fallbacks = fallbacks
        self.approximate = approximate
        self.omittedDifferences = omittedDifferences
        self.latency = latency
    }

    /// Matches in comparisons; `nil` where nothing was compared, which is not the same as 1.
    public var matchRate: Double? { comparisons == 0 ? nil : Double(matches) / Double(comparisons) }

    /// The quantiles of both sides, and of what waiting for a failing candidate cost.
    public struct Latencies: Sendable, Equatable {
        public var legacy: Quantiles?
        public var candidate: Quantiles?
        /// Until legacy was asked in the candidate's place; fallbacks before which nobody waited are left out.
        public var fallback: Quantiles?

        public init(legacy: Quantiles? = nil, candidate: Quantiles? = nil, fallback: Quantiles? = nil) {
            self.legacy = legacy
            self.candidate = candidate
            self.fallback = fallback
        }
    }

    /// In milliseconds.
    public struct Quantiles: Sendable, Equatable {
        public var p50: Double
        public var p95: Double
        public var p99: Double

        public init(p50: Double, p95: Double, p99: Double) {
            self.p50 = p50
            self.p95 = p95
            self.p99 = p99
        }
    }
}
