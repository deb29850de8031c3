import Traffic

/// What is worth saying of a route beyond its table row.
enum RouteNotes {
    static func of(_ route: RouteRecord, withNotMirrored: Bool) -> [String] {
        var notes: [String] = []
        if route.matchesWithSuppressed > 0 {
            notes.append(
                "\(Figures.counted(route.matchesWithSuppressed, "match", "matches")) with differences that a rule explains"
            )
        }
        if withNotMirrored, route.notMirrored > 0 { notes.append("\(Figures.count(route.notMirrored)) not mirrored") }
        if route.servedByCandidate > 0 {
            notes.append("\(Figures.count(route.servedByCandidate)) served by the candidate")
        }
        if route.candidateFailures > 0 {
            notes.append("the candidate alone failed \(Figures.counted(route.candidateFailures, "time"))")
        }
        if route.fallbacks > 0 { notes.append(fallbacks(of: route)) }
        if route.approximate > 0 {
            notes.append(
                "position decided in arrays too long to align in \(Figures.counted(route.approximate, "comparison"))")
        }
        if route.omittedDifferences > 0 {
            notes.append(
                "\(Figures.counted(route.omittedDifferences, "difference")) too many in one comparison to be kept")
        }
        return notes
    }

    /// What users paid for asking the candidate first, and how many paid nothing since it was not asked.
    private static func fallbacks(of route: RouteRecord) -> String {
        let spared = min(route.incomparable[IncomparableReason.circuitOpen.rawValue] ?? 0, route.fallbacks)
        let paid = route.fallbacks - spared
        guard paid > 0 else {
            return "\(Figures.counted(spared, "fallback")) to legacy at once, since the circuit breaker was open"
        }
        var note = "\(Figures.counted(paid, "fallback")) to legacy"
        if let cost = route.latency.fallback {
            note +=
                ", which cost \(Figures.milliseconds(cost.p50)) ms at p50 and \(Figures.milliseconds(cost.p95)) ms at p95"
        }
        if spared > 0 {
            note += "; \(Figures.count(spared)) more \(spared == 1 ? "was" : "were") spared by the circuit breaker"
        }
        return note
    }

    /// The reasons that occurred, most frequent first.
    static func reasons(of route: RouteRecord) -> [(reason: String, count: Int)] {
        route.incomparable.filter { $0.value > 0 }.map { (reason: $0.key, count: $0.value) }
            .sorted { ($1.count, $0.reason) < ($0.count, $1.reason) }
    }

    /// The discrepancies in the order in which reports show them: largest first, and what is noise behind all others.
    static func largestFirst(_ discrepancies: [DiscrepancyRecord]) -> [DiscrepancyRecord] {
        discrepancies.enumerated().sorted { left, right in
            let (leftIsNoise, rightIsNoise) = (left.element.noise == .noise, right.element.noise == .noise)
            guard leftIsNoise == rightIsNoise else { return rightIsNoise }
            return (right.element.count, left.offset) < (left.element.count, right.offset)
        }.map(\.element)
    }
}
