import Traffic

/// What was counted in the last so many seconds, by route: slices of time of which the oldest one falls out as a whole.
struct SlidingWindow: Sendable {
    /// One slice of time.
    private struct Slice {
        var start: Int64
        var routes: [String: Counters] = [:]
        /// Of exchanges that had begun before the mark of their route.
        var late: [String: Counters] = [:]
    }

    /// How many slices a window is made of: it is never longer by more than one of them.
    private static let count: Int64 = 60

    /// In milliseconds.
    let length: Int64
    private let sliceLength: Int64
    private var slices: [Slice] = []

    /// - Parameter duration: A second at least; shorter slices than 50 ms are not told apart.
    init(_ duration: Duration) {
        length = max(1_000, duration.wholeMilliseconds)
        sliceLength = max(50, length / Self.count)
    }

    /// - Parameter isLate: Whether the exchange had begun before the mark of its route.
    mutating func count(_ comparison: Comparison, _ findings: Findings, isLate: Bool, at now: Timestamp) {
        let start = now.milliseconds - now.milliseconds % sliceLength
        forget(before: start - length)
        // A clock was set back: what it calls the future would hide what is counted now until the clock is there again.
        while let last = slices.last, last.start > now.milliseconds { slices.removeLast() }
        if slices.last.map({ $0.start < start }) ?? true { slices.append(Slice(start: start)) }
        let counts: WritableKeyPath<Slice, [String: Counters]> = isLate ? \.late : \.routes
        slices[slices.count - 1][keyPath: counts][comparison.route, default: Counters()]
            .add(comparison, findings: findings)
    }

    /// What the window shows.
    ///
    /// - Parameter since: Leaves out what was counted before, to the slice, and exchanges that had begun before a mark.
    /// - Returns: The counts of each route that was seen.
    func counts(at now: Timestamp, since: Timestamp?) -> [String: Counters] {
        let first = max(now.milliseconds - length, since?.milliseconds ?? Int64.min)
        var sums: [String: Counters] = [:]
        for slice in slices where slice.start >= first && slice.start <= now.milliseconds {
            for (route, counts) in slice.routes { sums[route, default: Counters()].add(counts) }
            guard since == nil else { continue }
            for (route, counts) in slice.late { sums[route, default: Counters()].add(counts) }
        }
        return sums
    }

    private mutating func forget(before time: Int64) {
        guard let first = slices.first, first.start < time else { return }
        slices.removeAll { $0.start < time }
    }
}
