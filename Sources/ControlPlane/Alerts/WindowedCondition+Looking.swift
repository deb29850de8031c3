import Rollouts
import Traffic

/// What one look at a condition over a window showed.
struct ConditionSighting: Sendable, Equatable {
    var truth: Truth
    /// Where it holds: a route, or `nil` where all routes together show it, or it speaks of none.
    var route: String?
    /// What it rests on, in words; empty where it does not hold.
    var summary: String
}

extension WindowedCondition {
    /// Looks at each route by itself, and then at all of them together: a candidate that fails everywhere is seen also where no
    /// single route has many requests.
    ///
    /// It is known not to hold where it is so of some route, and of the one where it held last: where nothing is seen of that one,
    /// others that are well say nothing about it.
    ///
    /// - Parameters:
    ///   - evidence: What the window shows of each route that was seen in it.
    ///   - probes: The values of probes.
    ///   - last: Where it held at the look before.
    func sighting(
        in evidence: [RouteEvidence], probes: [String: Double], heldLast last: String?
    ) -> ConditionSighting {
        // What it does not speak of makes no difference to it.
        let evidence = condition.isAboutTraffic ? evidence : []
        var places: [(route: String?, evidence: RouteEvidence)] = evidence.map { ($0.route, $0) }
        if places.count != 1 { places.append((nil, .sum(of: evidence, named: ""))) }
        if let last, condition.isAboutTraffic, !evidence.contains(where: { $0.route == last }) {
            places.append((last, RouteEvidence(route: last)))
        }
        var isKnown = false
        for (route, evidence) in places {
            let reading = condition.reading(of: evidence, probes: probes, minimumCount: minimumCount)
            switch reading.truth {
            case .holds:
                return ConditionSighting(truth: .holds, route: route, summary: summary(reading, route: route))
            case .doesNotHold: isKnown = true
            case .notKnown where route == last && last != nil:
                return ConditionSighting(truth: .notKnown, route: nil, summary: "")
            case .notKnown: break
            }
        }
        return ConditionSighting(truth: isKnown ? .doesNotHold : .notKnown, route: nil, summary: "")
    }

    /// Such as `error_rate > 1% over 5m on route orders: error_rate 4 % (12 of 300)`.
    private func summary(_ reading: Condition.Reading, route: String?) -> String {
        let place =
            !condition.isAboutTraffic ? "" : route.map { " on route \($0)" } ?? " on all routes together"
        let seen = reading.observed.map(Self.words).joined(separator: ", ")
        return "\(condition) over \(DurationText.describe(duration))\(place): \(seen)"
    }

    private static func words(_ observation: Condition.Observation) -> String {
        let count = observation.observations
        guard let value = observation.value else { return "\(observation.name) unknown" }
        if observation.name.hasSuffix("_latency") {
            return "\(observation.name) \(DecimalText.describe(value, decimals: 1)) ms of \(count ?? 0)"
        }
        guard let bad = observation.bad, let count else {
            return "\(observation.name) \(DecimalText.describe(value))"
        }
        return "\(observation.name) \(DecimalText.describe(100 * value, decimals: 2)) % (\(bad) of \(count))"
    }
}
