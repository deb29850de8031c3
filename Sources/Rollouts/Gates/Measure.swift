public import Traffic

/// What is counted as bad, out of what: the rates that criteria and conditions speak of.
public enum Measure: Sendable, Hashable {
    case mismatchRate, errorRate, candidateErrorRate, legacyErrorRate, slowerRate, incomparableRate
    /// The candidate's answers that took longer; what a quantile says about them is the limit of that rate.
    case latency(Quantile, overMilliseconds: Double)
    /// The same of legacy's answers. They are no part of a stage's evidence, so that no criterion is about them.
    case legacyLatency(Quantile, overMilliseconds: Double)

    /// The quantiles that can be asked for.
    public enum Quantile: String, Sendable, Hashable, CaseIterable {
        case p50, p95, p99

        /// The share of answers that may lie above the quantile.
        public var shareAbove: Double {
            switch self {
            case .p50: 0.5
            case .p95: 0.05
            case .p99: 0.01
            }
        }
    }

    /// Bad ones among the observations of a route.
    public func rate(in evidence: RouteEvidence) -> RouteEvidence.Rate {
        switch self {
        case .mismatchRate: return evidence.mismatches
        case .errorRate: return evidence.errors
        case .candidateErrorRate: return evidence.candidateErrors
        case .legacyErrorRate: return evidence.legacyErrors
        case .slowerRate: return evidence.slower
        case .incomparableRate: return evidence.incomparable
        case .latency(_, let limit): return Self.rate(of: evidence.candidateLatencies, above: limit)
        case .legacyLatency(_, let limit): return Self.rate(of: evidence.legacyLatencies, above: limit)
        }
    }

    private static func rate(of latencies: [RouteEvidence.LatencyCount], above limit: Double) -> RouteEvidence.Rate {
        var rate = RouteEvidence.Rate()
        for latency in latencies {
            rate.observations += latency.count
            if latency.milliseconds > limit { rate.bad += latency.count }
        }
        return rate
    }

    /// The word that criteria and conditions use.
    public var name: String {
        switch self {
        case .latency(let quantile, _): "\(quantile.rawValue)_latency"
        case .legacyLatency(let quantile, _): "legacy.\(quantile.rawValue)_latency"
        default: Self.rates.first { $0.measure == self }?.name ?? ""
        }
    }

    /// The measures that are rates in themselves, by the words for them.
    static let rates: [(name: String, measure: Measure)] = [
        ("mismatch_rate", .mismatchRate),
        ("error_rate", .errorRate),
        ("candidate.error_rate", .candidateErrorRate),
        ("legacy.error_rate", .legacyErrorRate),
        ("slower_rate", .slowerRate),
        ("incomparable_rate", .incomparableRate),
    ]

    /// Every word for a measure that a criterion may be about.
    public static let names = rates.map(\.name) + Quantile.allCases.map { "\($0.rawValue)_latency" }
}
