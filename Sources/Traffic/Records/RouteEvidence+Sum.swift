extension RouteEvidence {
    /// What several routes show together: for alarms, which may look at all traffic at once, and never for gates.
    public static func sum(of routes: [RouteEvidence], named name: String) -> RouteEvidence {
        var sum = RouteEvidence(route: name)
        let rates: [any WritableKeyPath<RouteEvidence, Rate> & Sendable] = [
            \.mismatches, \.errors, \.candidateErrors, \.legacyErrors, \.slower, \.incomparable,
        ]
        for route in routes {
            for rate in rates {
                sum[keyPath: rate].bad += route[keyPath: rate].bad
                sum[keyPath: rate].observations += route[keyPath: rate].observations
            }
            sum.candidateLatencies += route.candidateLatencies
            sum.legacyLatencies += route.legacyLatencies
            sum.users += route.users
        }
        sum.candidateLatencies.sort { $0.milliseconds < $1.milliseconds }
        sum.legacyLatencies.sort { $0.milliseconds < $1.milliseconds }
        sum.firstAt = routes.compactMap(\.firstAt).min()
        sum.lastAt = routes.compactMap(\.lastAt).max()
        return sum
    }
}
