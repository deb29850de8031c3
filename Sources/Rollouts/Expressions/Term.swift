import Traffic

/// What a name in a criterion or condition stands for.
enum Term: Sendable, Hashable {
    case rate(Measure)
    /// A quantile of one side's latencies, in milliseconds.
    case quantile(Measure.Quantile, of: Side)
    /// The latest value of a probe.
    case probe(String)

    var quantity: Quantity {
        switch self {
        case .rate: .share
        case .quantile: .duration
        case .probe: .number
        }
    }

    var name: String {
        switch self {
        case .rate(let measure): measure.name
        case .quantile(let quantile, let side): (side == .legacy ? "legacy." : "") + "\(quantile.rawValue)_latency"
        case .probe(let name): name
        }
    }
}

/// The names that a criterion or condition may use.
struct ExpressionNames: Sendable {
    /// Those that always have a meaning.
    static let builtIn: [(name: String, term: Term)] =
        Measure.rates.map { ($0.name, .rate($0.measure)) }
        + Measure.Quantile.allCases.map { ("\($0.rawValue)_latency", .quantile($0, of: .candidate)) }
        + Side.allCases.flatMap { side in
            Measure.Quantile.allCases.map {
                ("\(side.rawValue).\($0.rawValue)_latency", .quantile($0, of: side))
            }
        }

    /// Those of the configured probes.
    let probes: Set<String>

    func term(_ name: String) -> Term? {
        if let builtIn = Self.builtIn.first(where: { $0.name == name }) { return builtIn.term }
        return probes.contains(name) ? .probe(name) : nil
    }

    /// What somebody may have meant who wrote a name that there is not.
    func suggestion(for name: String, in kind: Expression.Kind) -> String {
        let parts = name.split(separator: "-").map(String.init)
        if parts.count > 1, parts.allSatisfy({ term($0) != nil }) {
            return "to subtract, write '\(parts.joined(separator: " - "))'"
        }
        let known = Self.builtIn.map(\.name) + probes.sorted()
        if let nearest = NearestName.suggestion(for: name, among: known) { return "did you mean '\(nearest)'?" }
        guard kind == .condition else { return "one of \(Measure.names.joined(separator: ", "))" }
        // The candidate's latencies have a short name, which will do.
        let short = known.filter { !$0.hasPrefix("candidate.p") }
        return "one of \(short.joined(separator: ", "))\(probes.isEmpty ? ", or the name of a probe" : "")"
    }
}
