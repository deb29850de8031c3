import Comparisons
import Rollouts
import Traffic

/// Says of a ledger's discrepancies what the ledger alone does not know: whether they are noise, and whether the
/// configuration accepts them.
struct DiscrepancyJudge {
    private struct Place: Hashable {
        var route: String
        var kind: Difference.Kind
        var at: Location
    }

    private let counts: [Place: NoiseCounts]
    private let states: [Place: DiscrepancyRecord.Noise]
    private let accepting: [String: [Rule]]

    /// - Parameters:
    ///   - noise: Of every route and place that is judged together: the price of a call is shared by all of them.
    ///   - now: The moment by which rules expire.
    init(configuration: Configuration, noise: NoiseRecord, now: Timestamp) {
        let places = noise.places.map { Place(route: $0.route, kind: $0.kind, at: $0.at) }
        let judged = NoiseJudge().judge(noise.places.map(\.counts))
        counts = Dictionary(zip(places, noise.places.map(\.counts)), uniquingKeysWith: { first, _ in first })
        states = Dictionary(zip(places, judged), uniquingKeysWith: { first, _ in first })
        var accepting: [String: [Rule]] = [:]
        for section in configuration.routes {
            accepting[section.route.name] = section.rules.map(\.rule).filter { rule in
                guard case .accept = rule.effect else { return false }
                return rule.until.map { $0 > now } ?? true
            }
        }
        self.accepting = accepting
    }

    /// The discrepancies with their noise and state; those that are noise come last, else their order stays.
    func judge(_ discrepancies: [DiscrepancyRecord]) -> [DiscrepancyRecord] {
        let judged = discrepancies.map(judge)
        return judged.filter { $0.noise != .noise } + judged.filter { $0.noise == .noise }
    }

    private func judge(_ discrepancy: DiscrepancyRecord) -> DiscrepancyRecord {
        var judged = discrepancy
        let place = Place(route: discrepancy.route, kind: discrepancy.kind, at: discrepancy.at)
        judged.noise = states[place] ?? .unknown
        judged.noiseCounts = counts[place] ?? NoiseCounts()
        // What people said of it counts for more than what a file says of its place.
        if discrepancy.state == .open, discrepancy.triage.isEmpty, let rule = acceptingRule(discrepancy) {
            judged.state = .accepted
            judged.triage = [
                TriageRecord(
                    state: .accepted, at: nil, who: rule.owner ?? "configuration",
                    why: rule.reason ?? "the rule accept at \(rule.at)")
            ]
        }
        return judged
    }

    /// A rule at the place or further up.
    private func acceptingRule(_ discrepancy: DiscrepancyRecord) -> Rule? {
        accepting[discrepancy.route]?.first { rule in
            (1...max(1, discrepancy.at.segments.count)).contains { length in
                rule.at.matches(discrepancy.at.segments.prefix(length))
            }
        }
    }
}
