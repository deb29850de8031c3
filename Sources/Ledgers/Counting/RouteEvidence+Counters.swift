import Traffic

extension RouteEvidence {
    /// Everything that was counted on a route as evidence, one observation a request.
    init(route: String, _ counts: Counters, from: Timestamp, until: Timestamp) {
        let judged = counts.matches + counts.mismatches
        let incomparable = counts.incomparable.values.reduce(0, +)
        self.init(
            route: route,
            mismatches: .init(bad: counts.mismatches, observations: judged),
            errors: .init(bad: counts.errors, observations: counts.errorObservations),
            candidateErrors: .init(bad: counts.candidateErrors, observations: counts.candidateObservations),
            legacyErrors: .init(bad: counts.legacyErrors, observations: counts.legacyObservations),
            slower: .init(bad: counts.slower, observations: counts.slowerObservations),
            incomparable: .init(bad: incomparable, observations: judged + incomparable),
            candidateLatencies: counts.candidateLatencies.latencies,
            legacyLatencies: counts.legacyLatencies.latencies,
            firstAt: from,
            lastAt: until
        )
    }
}
