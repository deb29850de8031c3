/// All differences with one signature (route, kind, generalised location).
public struct DiscrepancyRecord: Sendable {
    /// What people decided about it.
    public enum State: String, Sendable, Codable, CaseIterable { case open, accepted, fixed, regressed }

    /// Whether legacy differs from itself at this place.
    public enum Noise: String, Sendable, Codable, CaseIterable { case unknown, noise, suspect, regression }

    public var route: String
    /// The generalised location.
    public var at: Location
    public var kind: Difference.Kind
    /// Exchanges that show it.
    public var count: Int
    /// How often it occurred in them.
    public var differences: Int
    /// `count` in the comparisons of the route, 0 … 1.
    public var share: Double
    public var firstSeen: Timestamp
    public var lastSeen: Timestamp
    public var state: State
    public var noise: Noise
    /// What its values have to do with each other, where most of them share that.
    public var valueClass: SharedClass?
    /// Of the exchanges, those in which position decided which elements of the array belong together.
    public var approximate: Int
    /// What triples and calibration showed here.
    public var noiseCounts: NoiseCounts
    /// Redacted, newest first.
    public var examples: [Example]
    /// What was decided about it, newest first: `state` is the first one's.
    public var triage: [TriageRecord]

    public init(
        route: String,
        at location: Location,
        kind: Difference.Kind,
        count: Int,
        differences: Int,
        share: Double,
        firstSeen: Timestamp,
        lastSeen: Timestamp,
        state: State = .open,
        noise: Noise = .unknown,
        valueClass: SharedClass? = nil,
        approximate: Int = 0,
        noiseCounts: NoiseCounts = NoiseCounts(),
        examples: [Example] = [],
        triage: [TriageRecord] = []
    ) {
        self.route = route
        self.at = location
        self.kind = kind
        self.count = count
        self.differences = differences
        self.share = share
        self.firstSeen = firstSeen
        self.lastSeen = lastSeen
        self.state = state
        self.noise = noise
        self.valueClass = valueClass
        self.approximate = approximate
        self.noiseCounts = noiseCounts
        self.examples = examples
        self.triage = triage
    }

    /// Names the discrepancy to people and tools: twelve hexadecimal digits, the same in every ledger.
    public var id: String { Self.identifier(route: route, kind: kind, at: at.description) }

    /// - Parameter at: The generalised location as a pointer.
    public static func identifier(route: String, kind: Difference.Kind, at location: String) -> String {
        let text = [route, kind.rawValue, location].map(JSONFragment.quoted).joined(separator: " ")
        let digits = String(StableHash.of(text) >> 16, radix: 16)
        return String(repeating: "0", count: 12 - digits.count) + digits
    }

    /// A class, and how much of the discrepancy it holds for.
    public struct SharedClass: Sendable, Hashable {
        public var valueClass: ValueClass
        /// Of the differences, 0 … 1.
        public var share: Double

        public init(_ valueClass: ValueClass, share: Double) {
            self.valueClass = valueClass
            self.share = share
        }
    }

    /// One occurrence, with what is needed to reproduce it.
    ///
    /// In JSON `legacy` and `candidate` are the values themselves, `null` where the side has none.
    public struct Example: Sendable, Equatable {
        public var requestID: String
        public var method: String
        public var target: String
        public var at: Location
        public var legacy: JSONFragment?
        public var candidate: JSONFragment?

        public init(
            requestID: String,
            method: String,
            target: String,
            at location: Location,
            legacy: JSONFragment?,
            candidate: JSONFragment?
        ) {
            self.requestID = requestID
            self.method = method
            self.target = target
            self.at = location
            self.legacy = legacy
            self.candidate = candidate
        }
    }
}

/// What one rule hid.
public struct RuleRecord: Sendable, Equatable {
    public var route: String
    public var at: String
    /// The rule's word, such as `ignore`.
    public var rule: String
    public var suppressed: Int
    public var expired: Bool

    public init(route: String, at location: String, rule: String, suppressed: Int, expired: Bool) {
        self.route = route
        self.at = location
        self.rule = rule
        self.suppressed = suppressed
        self.expired = expired
    }
}
