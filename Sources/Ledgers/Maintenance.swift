import Traffic

/// When the ledger is tidied up: now and then, and at once again while there is more to do.
struct Maintenance: Sendable {
    private let every: Int64
    private var nextAt: Timestamp?

    /// - Parameter every: In milliseconds.
    init(every: Int64) { self.every = every }

    func isDue(at now: Timestamp) -> Bool { nextAt.map { now >= $0 } ?? true }

    mutating func ran(at now: Timestamp, hasMore: Bool) {
        nextAt = hasMore ? now : now.advanced(byMilliseconds: every)
    }
}
