import Traffic

/// What a condition says: comparisons, joined by `and` and `or`.
indirect enum Proposition: Sendable, Hashable {
    case relation(Relation)
    case all([Proposition])
    case any([Proposition])

    /// The comparisons in the order written.
    var relations: [Relation] {
        switch self {
        case .relation(let relation): [relation]
        case .all(let parts), .any(let parts): parts.flatMap(\.relations)
        }
    }

    func truth(in window: ObservedWindow) -> Truth {
        switch self {
        case .relation(let relation): relation.truth(in: window)
        case .all(let parts): .all(parts.map { $0.truth(in: window) })
        case .any(let parts): .any(parts.map { $0.truth(in: window) })
        }
    }
}

/// One comparison of two numbers.
struct Relation: Sendable, Hashable {
    var left: Operand
    var sign: RelationSign
    var right: Operand

    /// A number with what it counts, and where it stands.
    struct Operand: Sendable, Hashable {
        var arithmetic: Arithmetic
        var quantity: Quantity
        /// The tokens that it was read from.
        var range: Range<Int>
    }

    /// The names on both sides, in the order written.
    var terms: [Term] { left.arithmetic.terms + right.arithmetic.terms }

    /// The name and the limit of a comparison between a name and a constant, the name first.
    var simple: (term: Term, sign: RelationSign, limit: Double)? {
        if let term = left.arithmetic.term, let limit = right.arithmetic.constant { return (term, sign, limit) }
        if let term = right.arithmetic.term, let limit = left.arithmetic.constant {
            return (term, sign.mirrored, limit)
        }
        return nil
    }

    /// The rate that a comparison between a name and a constant is about, and the largest one at which `NAME > LIMIT` does
    /// not hold. A quantile is judged by the rate of answers above the limit.
    var rate: (measure: Measure, sign: RelationSign, limit: Double)? {
        switch simple {
        case (.rate(let measure), let sign, let limit)?: (measure, sign, limit)
        case (.quantile(let quantile, .candidate), let sign, let limit)?:
            (.latency(quantile, overMilliseconds: limit), sign, quantile.shareAbove)
        case (.quantile(let quantile, .legacy), let sign, let limit)?:
            (.legacyLatency(quantile, overMilliseconds: limit), sign, quantile.shareAbove)
        case (.probe, _, _)?, nil: nil
        }
    }

    func truth(in window: ObservedWindow) -> Truth {
        // Without a division, so that a rate at its limit is not above it.
        if case (.rate(let measure), let sign, let limit)? = simple {
            guard let rate = window.rate(of: measure) else { return .notKnown }
            return Truth(sign.holds(Double(rate.bad), limit * Double(rate.observations)))
        }
        guard let left = left.arithmetic.value(in: window), let right = right.arithmetic.value(in: window) else {
            return .notKnown
        }
        return Truth(sign.holds(left, right))
    }
}
