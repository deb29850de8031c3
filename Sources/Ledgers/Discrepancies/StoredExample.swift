import Traffic

/// One occurrence of a discrepancy, as it goes to the ledger: bounded in size, redacted before it came here.
struct StoredExample: Sendable, Equatable {
    var seenAt: Timestamp
    var requestID: String
    var method: String
    var target: String
    var at: String
    var legacy: String?
    var candidate: String?

    init(_ comparison: Comparison, _ difference: Difference) {
        seenAt = comparison.startedAt
        requestID = Bounded.identifier(comparison.exchangeID)
        method = Bounded.identifier(comparison.method)
        target = Bounded.target(comparison.target)
        at = Bounded.location(difference.at)
        legacy = Bounded.value(difference.legacy)
        candidate = Bounded.value(difference.candidate)
    }

    /// What it takes in memory, about.
    var bytes: Int {
        let texts = requestID.utf8.count + method.utf8.count + target.utf8.count + at.utf8.count
        return 128 + texts + (legacy?.utf8.count ?? 0) + (candidate?.utf8.count ?? 0)
    }
}
