import Traffic

/// Everything that is counted under one `CounterKey`.
///
/// `requests` = `matches` + `mismatches` + all of `incomparable` + `notMirrored`, at any time.
struct Counters: Sendable, Equatable {
    var requests = 0
    var matches = 0
    var matchesWithSuppressed = 0
    var mismatches = 0
    var notMirrored = 0
    var servedByCandidate = 0
    /// The candidate failed and legacy did not.
    var candidateFailures = 0
    var fallbacks = 0
    /// Both sides had an outcome, and in how many of those the candidate alone failed.
    var errorObservations = 0
    var errors = 0
    var candidateObservations = 0
    var candidateErrors = 0
    var legacyObservations = 0
    var legacyErrors = 0
    var slowerObservations = 0
    var slower = 0
    /// Comparisons in which position decided in some array.
    var approximate = 0
    /// Differences that a comparison had too many of to keep them.
    var omittedDifferences = 0
    /// Discrepancies that have no entry, since the route has too many signatures.
    var discrepanciesNotKept = 0

    var incomparable: [String: Int] = [:]
    var legacyLatencies = LatencyCounts()
    var candidateLatencies = LatencyCounts()
    /// What was lost to waiting for a candidate that failed, before legacy was asked in its place.
    var fallbackLatencies = LatencyCounts()

    /// One column of the ledger's counter table.
    struct Column: Sendable {
        var name: String
        var count: any WritableKeyPath<Counters, Int> & Sendable
        /// The version of the schema that has the column.
        var schema = 1
    }

    /// The plain counts, by the name of their column.
    static let columns: [Column] = [
        Column(name: "requests", count: \.requests),
        Column(name: "matches", count: \.matches),
        Column(name: "matches_with_suppressed", count: \.matchesWithSuppressed),
        Column(name: "mismatches", count: \.mismatches),
        Column(name: "not_mirrored", count: \.notMirrored),
        Column(name: "served_by_candidate", count: \.servedByCandidate),
        Column(name: "candidate_failures", count: \.candidateFailures),
        Column(name: "fallbacks", count: \.fallbacks),
        Column(name: "error_observations", count: \.errorObservations),
        Column(name: "errors", count: \.errors),
        Column(name: "candidate_observations", count: \.candidateObservations),
        Column(name: "candidate_errors", count: \.candidateErrors),
        Column(name: "legacy_observations", count: \.legacyObservations),
        Column(name: "legacy_errors", count: \.legacyErrors),
        Column(name: "slower_observations", count: \.slowerObservations),
        Column(name: "slower", count: \.slower),
        Column(name: "discrepancies_not_kept", count: \.discrepanciesNotKept),
        Column(name: "approximate", count: \.approximate, schema: 2),
        Column(name: "omitted_differences", count: \.omittedDifferences, schema: 2),
    ]

    /// One kind of the ledger's latency table.
    struct LatencyKind: Sendable {
        /// In the table's column `side`.
        var name: String
        var counts: any WritableKeyPath<Counters, LatencyCounts> & Sendable
    }

    static let latencyKinds: [LatencyKind] = [
        LatencyKind(name: Side.legacy.rawValue, counts: \.legacyLatencies),
        LatencyKind(name: Side.candidate.rawValue, counts: \.candidateLatencies),
        LatencyKind(name: "fallback", counts: \.fallbackLatencies),
    ]

    mutating func add(_ other: Counters) {
        for column in Counters.columns { self[keyPath: column.count] += other[keyPath: column.count] }
        incomparable.merge(other.incomparable, uniquingKeysWith: +)
        for kind in Counters.latencyKinds { self[keyPath: kind.counts].add(other[keyPath: kind.counts]) }
    }
}
