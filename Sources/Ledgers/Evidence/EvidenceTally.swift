import Traffic

/// Evidence of one scope that waits to be written.
struct EvidenceTally: Sendable {
    /// One distinct request (or user), and what it was observed for.
    struct Observation: Sendable {
        var fingerprint: UInt64
        var findings: Findings
        /// The candidate's latency, where `findings` observe it.
        var candidateMicroseconds: UInt64
        var at: Timestamp
    }

    /// Of the units that tell observations apart. The store decides whether each is new.
    var observations: [Observation] = []
    /// Of `perRequest`, where everything is new.
    var totals = EvidenceTotals()
    var users: [UInt64] = []
    /// Observations that came when the scope was full.
    var notCounted = 0

    mutating func add(_ later: EvidenceTally) {
        observations.append(contentsOf: later.observations)
        totals.add(later.totals)
        users.append(contentsOf: later.users)
        notCounted += later.notCounted
    }
}

/// Observations counted, and how many of them were bad.
struct EvidenceTotals: Sendable, Equatable {
    var mismatches = RouteEvidence.Rate()
    var errors = RouteEvidence.Rate()
    var candidateErrors = RouteEvidence.Rate()
    var legacyErrors = RouteEvidence.Rate()
    var slower = RouteEvidence.Rate()
    var incomparable = RouteEvidence.Rate()
    var latencies = LatencyCounts()
    var firstAt: Timestamp?
    var lastAt: Timestamp?

    /// One rate of the ledger's scope table.
    struct Column: Sendable {
        var name: String
        var kind: ObservationKinds
        var rate: any WritableKeyPath<EvidenceTotals, RouteEvidence.Rate> & Sendable
    }

    static let columns: [Column] = [
        Column(name: "mismatches", kind: .mismatches, rate: \.mismatches),
        Column(name: "errors", kind: .errors, rate: \.errors),
        Column(name: "candidate_errors", kind: .candidateErrors, rate: \.candidateErrors),
        Column(name: "legacy_errors", kind: .legacyErrors, rate: \.legacyErrors),
        Column(name: "slower", kind: .slower, rate: \.slower),
        Column(name: "incomparable", kind: .incomparable, rate: \.incomparable),
    ]

    /// Counts those of an observation's findings that are of some kinds.
    mutating func count(_ observation: EvidenceTally.Observation, of kinds: ObservationKinds) {
        let counted = observation.findings.observed.intersection(kinds)
        guard !counted.isEmpty else { return }
        for column in EvidenceTotals.columns where counted.contains(column.kind) {
            self[keyPath: column.rate].observations += 1
            if observation.findings.bad.contains(column.kind) { self[keyPath: column.rate].bad += 1 }
        }
        if counted.contains(.latency) { latencies.record(microseconds: observation.candidateMicroseconds) }
        widen(from: observation.at, to: observation.at)
    }

    mutating func add(_ other: EvidenceTotals) {
        for column in EvidenceTotals.columns {
            self[keyPath: column.rate].observations += other[keyPath: column.rate].observations
            self[keyPath: column.rate].bad += other[keyPath: column.rate].bad
        }
        latencies.add(other.latencies)
        if let first = other.firstAt, let last = other.lastAt { widen(from: first, to: last) }
    }

    private mutating func widen(from first: Timestamp, to last: Timestamp) {
        firstAt = firstAt.map { min($0, first) } ?? first
        lastAt = lastAt.map { max($0, last) } ?? last
    }
}
