import Traffic

/// What a condition is held against: one route's window, and the values of the probes.
struct ObservedWindow {
    let evidence: RouteEvidence
    let probes: [String: Double]
    /// Observations below which a measure says nothing.
    let minimumCount: Int

    /// A rate's counts; `nil` where they are too few.
    func rate(of measure: Measure) -> RouteEvidence.Rate? {
        let rate = measure.rate(in: evidence)
        return rate.observations > 0 && rate.observations >= minimumCount ? rate : nil
    }

    /// What a name stands for; `nil` where it is not known.
    func value(of term: Term) -> Double? {
        switch term {
        case .rate(let measure):
            return rate(of: measure).map { Double($0.bad) / Double($0.observations) }
        case .quantile(let quantile, let side):
            let latencies = latencies(of: side)
            return latencies.observations >= minimumCount ? latencies.value(of: quantile) : nil
        case .probe(let name):
            return probes[name].flatMap { $0.isFinite ? $0 : nil }
        }
    }

    func latencies(of side: Side) -> [RouteEvidence.LatencyCount] {
        side == .legacy ? evidence.legacyLatencies : evidence.candidateLatencies
    }
}

extension [RouteEvidence.LatencyCount] {
    var observations: Int { reduce(0) { $0 + $1.count } }

    /// The smallest latency above which no more answers lie than may lie above the quantile; `nil` without any.
    ///
    /// So it is above a limit exactly where ``Measure/latency(_:overMilliseconds:)`` counts more than that share.
    ///
    /// - Precondition: In ascending order.
    func value(of quantile: Measure.Quantile) -> Double? {
        let observations = observations
        var above = observations
        for latency in self where latency.count > 0 {
            above -= latency.count
            if Double(above) <= quantile.shareAbove * Double(observations) { return latency.milliseconds }
        }
        return nil
    }
}
