/// What a gate says of its evidence.
public enum GateVerdict: String, Sendable, Codable, CaseIterable {
    case pass, fail, inconclusive, error
}

/// The rates that the evidence does not speak against, each 0 … 1.
public struct RateInterval: Sendable, Equatable, Codable {
    public var lower: Double
    public var upper: Double

    public init(lower: Double, upper: Double) {
        self.lower = lower
        self.upper = upper
    }
}

/// One criterion on one route, judged.
public struct CriterionRecord: Sendable, Equatable {
    public var criterion: String
    public var route: String
    public var verdict: GateVerdict
    public var bad: Int
    public var observations: Int
    /// The e-value of the direction that decided (pass unless the verdict is fail).
    public var evidence: Double?
    public var missing: String?
    /// The limits that would be undecided on this evidence: the verdict is `pass` exactly where its upper end is not above
    /// the limit, and `fail` where its lower end is not below it.
    public var interval: RateInterval?

    public init(
        criterion: String,
        route: String,
        verdict: GateVerdict,
        bad: Int,
        observations: Int,
        evidence: Double?,
        missing: String?,
        interval: RateInterval? = nil
    ) {
        self.criterion = criterion
        self.route = route
        self.verdict = verdict
        self.bad = bad
        self.observations = observations
        self.evidence = evidence
        self.missing = missing
        self.interval = interval
    }
}

/// The names of the fields are a contract with tools; what is not known is `null`.
extension CriterionRecord: Codable {
    private enum CodingKeys: String, CodingKey {
        case criterion, route, verdict, bad, observations, evidence, missing, interval
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(criterion, forKey: .criterion)
        try container.encode(route, forKey: .route)
        try container.encode(verdict, forKey: .verdict)
        try container.encode(bad, forKey: .bad)
        try container.encode(observations, forKey: .observations)
        try container.encode(evidence, forKey: .evidence)
        try container.encode(missing, forKey: .missing)
        try container.encode(interval, forKey: .interval)
    }
}
