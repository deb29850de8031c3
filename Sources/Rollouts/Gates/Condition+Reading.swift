import Foundation
public import Traffic

extension Condition {
    /// What a window shows.
    public struct Reading: Sendable, Equatable {
        /// Whether the condition holds, where that is known.
        public var truth: Truth
        /// What it rests on, in the order written, each once.
        public var observed: [Observation]
        /// `E_fail` over the window of a condition that only says `NAME > LIMIT`, with a rate or a latency; `nil` for any
        /// other, and for a limit of zero, against which there is no evidence to gather.
        public var evidence: Double?

        public init(truth: Truth, observed: [Observation] = [], evidence: Double? = nil) {
            self.truth = truth
            self.observed = observed
            self.evidence = evidence
        }

        /// Whether the condition is known to hold.
        public var holds: Bool { truth == .holds }
        /// Of the first rate that the condition speaks of; zero where it speaks of none.
        public var bad: Int { observed.lazy.compactMap(\.bad).first ?? 0 }
        /// Of the first rate or latency that the condition speaks of; zero where it speaks of none.
        public var observations: Int { observed.lazy.compactMap(\.observations).first ?? 0 }
    }

    /// One of the things that a condition speaks of, as a window shows it.
    public struct Observation: Sendable, Equatable {
        public var name: String
        /// A rate in 0…1, a latency in milliseconds, or a probe's number; `nil` without any observation.
        public var value: Double?
        /// Bad ones in the observations; of a latency those above its limit, `nil` where it has none. `nil` for a probe.
        public var bad: Int?
        /// `nil` for a probe.
        public var observations: Int?

        public init(name: String, value: Double?, bad: Int? = nil, observations: Int? = nil) {
            self.name = name
            self.value = value
            self.bad = bad
            self.observations = observations
        }
    }

    /// Holds the condition against a window.
    ///
    /// A rate or latency with fewer than `minimumCount` observations is not known, nor is a probe without a value; `and` and
    /// `or` go on with what is known (``Truth``).
    ///
    /// - Parameters:
    ///   - window: What happened on one route.
    ///   - probes: The latest value of each probe that has one.
    public func reading(
        of window: RouteEvidence,
        probes: [String: Double] = [:],
        minimumCount: Int = Condition.defaultMinimumCount
    ) -> Reading {
        let window = ObservedWindow(evidence: window, probes: probes, minimumCount: minimumCount)
        return Reading(
            truth: proposition.truth(in: window), observed: observed(in: window), evidence: evidence(in: window))
    }

    private func evidence(in window: ObservedWindow) -> Double? {
        guard case .relation(let relation) = proposition, let (measure, sign, limit) = relation.rate, sign == .more,
            let evidence = EValue(limit: limit)
        else { return nil }
        let rate = measure.rate(in: window.evidence)
        return exp(min(evidence.logFail(bad: rate.bad, observations: rate.observations), 709))
    }

    private func observed(in window: ObservedWindow) -> [Observation] {
        var observed: [Observation] = []
        for relation in proposition.relations {
            let found =
                relation.rate.map { [observation(of: $0.measure, in: window)] }
                ?? relation.terms.map { observation(of: $0, in: window) }
            for observation in found where !observed.contains(observation) { observed.append(observation) }
        }
        return observed
    }

    private func observation(of measure: Measure, in window: ObservedWindow) -> Observation {
        let rate = measure.rate(in: window.evidence)
        let value: Double? =
            switch measure {
            case .latency(let quantile, _): window.evidence.candidateLatencies.value(of: quantile)
            case .legacyLatency(let quantile, _): window.evidence.legacyLatencies.value(of: quantile)
            default: rate.observations > 0 ? Double(rate.bad) / Double(rate.observations) : nil
            }
        return Observation(name: measure.name, value: value, bad: rate.bad, observations: rate.observations)
    }

    private func observation(of term: Term, in window: ObservedWindow) -> Observation {
        switch term {
        case .rate(let measure):
            return observation(of: measure, in: window)
        case .quantile(let quantile, let side):
            let latencies = window.latencies(of: side)
            return Observation(
                name: term.name, value: latencies.value(of: quantile), bad: nil, observations: latencies.observations)
        case .probe(let name):
            return Observation(name: name, value: window.value(of: term), bad: nil, observations: nil)
        }
    }
}
