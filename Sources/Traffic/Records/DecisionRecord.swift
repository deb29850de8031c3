/// An entry of the audit trail: who or what moved a rollout, or tried to, from where to where, why, and on what evidence.
public struct DecisionRecord: Sendable, Equatable {
    /// What was done.
    public enum Action: String, Sendable, Codable, CaseIterable {
        /// The rollout was seen for the first time.
        case start
        /// More users are served by the candidate.
        case promote
        /// Nobody is served by the candidate any more.
        case rollback
        case pause, resume
        /// Nothing goes to the candidate at all, copies included.
        case halt
        /// The file says something else of who is served.
        case configure
        /// Evidence begins anew, since the candidate or what is judged is another.
        case restart
    }

    /// Who is named where the program decides by itself.
    public static let controller = "controller"
    /// Who is named where a changed file decides.
    public static let configuration = "configuration"

    /// Its place in the trail, from 1 and without a gap; 0 while it is not written.
    public var number: Int
    public var at: Timestamp
    /// `nil` where it is about all rollouts at once.
    public var feature: String?
    /// A token's name, ``controller`` or ``configuration``.
    public var who: String
    public var action: Action
    /// In percent.
    public var from: Double
    public var to: Double
    public var reason: String
    /// Why it was not done; `nil` where it was.
    public var refusal: String?
    /// Whether it went past a gate that does not pass, or a freeze.
    public var isForced: Bool
    /// What the gate said of the stage that was left.
    public var verdict: GateVerdict?
    public var attempt: Int?
    public var missing: [String]
    /// The numbers that the verdict rests on.
    public var criteria: [CriterionRecord]
    public var candidateVersion: String
    public var fingerprint: String

    public init(
        number: Int = 0,
        at time: Timestamp,
        feature: String?,
        who: String,
        action: Action,
        from: Double,
        to: Double,
        reason: String,
        refusal: String? = nil,
        isForced: Bool = false,
        verdict: GateVerdict? = nil,
        attempt: Int? = nil,
        missing: [String] = [],
        criteria: [CriterionRecord] = [],
        candidateVersion: String = "",
        fingerprint: String = ""
    ) {
        self.number = number
        at = time
        self.feature = feature
        self.who = who
        self.action = action
        self.from = from
        self.to = to
        self.reason = reason
        self.refusal = refusal
        self.isForced = isForced
        self.verdict = verdict
        self.attempt = attempt
        self.missing = missing
        self.criteria = criteria
        self.candidateVersion = candidateVersion
        self.fingerprint = fingerprint
    }
}

/// The names of the fields are a contract with tools; what does not apply is `null`.
extension DecisionRecord: Codable {
    private enum CodingKeys: String, CodingKey {
        case number, at, feature, who, action, from, to, reason, refusal, forced, verdict, attempt, missing, criteria
        case candidateVersion, fingerprint
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            number: try container.decode(Int.self, forKey: .number),
            at: try container.decode(Timestamp.self, forKey: .at),
            feature: try container.decodeIfPresent(String.self, forKey: .feature),
            who: try container.decode(String.self, forKey: .who),
            action: try container.decode(Action.self, forKey: .action),
            from: try container.decode(Double.self, forKey: .from),
            to: try container.decode(Double.self, forKey: .to),
            reason: try container.decode(String.self, forKey: .reason),
            refusal: try container.decodeIfPresent(String.self, forKey: .refusal),
            isForced: try container.decode(Bool.self, forKey: .forced),
            verdict: try container.decodeIfPresent(GateVerdict.self, forKey: .verdict),
            attempt: try container.decodeIfPresent(Int.self, forKey: .attempt),
            missing: try container.decode([String].self, forKey: .missing),
            criteria: try container.decode([CriterionRecord].self, forKey: .criteria),
            candidateVersion: try container.decode(String.self, forKey: .candidateVersion),
            fingerprint: try container.decode(String.self, forKey: .fingerprint)
        )
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(number, forKey: .number)
        try container.encode(at, forKey: .at)
        try container.encode(feature, forKey: .feature)
        try container.encode(who, forKey: .who)
        try container.encode(action, forKey: .action)
        try container.encode(from, forKey: .from)
        try container.encode(to, forKey: .to)
        try container.encode(reason, forKey: .reason)
        try container.encode(refusal, forKey: .refusal)
        try container.encode(isForced, forKey: .forced)
        try container.encode(verdict, forKey: .verdict)
        try container.encode(attempt, forKey: .attempt)
        try container.encode(missing, forKey: .missing)
        try container.encode(criteria, forKey: .criteria)
        try container.encode(candidateVersion, forKey: .candidateVersion)
        try container.encode(fingerprint, forKey: .fingerprint)
    }
}
