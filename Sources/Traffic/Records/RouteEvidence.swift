/// What a gate may count on one route in one stage: observations, and how many of them were bad, for each kind of rate.
///
/// What one observation is (a distinct request, a user, any request) was decided when it was counted.
public struct RouteEvidence: Sendable, Hashable {
    /// Bad ones among observations.
    public struct Rate: Sendable, Hashable {
        public var bad: Int
        public var observations: Int

        public init(bad: Int = 0, observations: Int = 0) {
            self.bad = bad
            self.observations = observations
        }
    }

    public var route: String
    /// Mismatches in comparisons.
    public var mismatches: Rate
    /// Exchanges in which the candidate failed and legacy did not, in exchanges that went to both.
    public var errors: Rate
    /// Exchanges in which the candidate failed, whatever legacy did.
    public var candidateErrors: Rate
    /// Exchanges in which legacy failed, whatever the candidate did.
    public var legacyErrors: Rate
    /// Exchanges in which the candidate was slower than ratio × legacy + slack; a timeout is slower.
    public var slower: Rate
    /// Incomparable exchanges in all that were, or should have been, mirrored.
    public var incomparable: Rate
    /// The candidate's latencies: how many answers took how many milliseconds, ascending.
    public var candidateLatencies: [LatencyCount]
    /// Legacy's latencies, for windows alone: empty in the evidence of a stage.
    public var legacyLatencies: [LatencyCount]
    /// Distinct users seen.
    public var users: Int
    /// When the first and the last observation were made; `nil` without any.
    public var firstAt: Timestamp?
    public var lastAt: Timestamp?

    /// A number of answers that took about the same time.
    public struct LatencyCount: Sendable, Hashable {
        public var milliseconds: Double
        public var count: Int

        public init(milliseconds: Double, count: Int) {
            self.milliseconds = milliseconds
            self.count = count
        }
    }

    public init(
        route: String,
        mismatches: Rate = Rate(),
        errors: Rate = Rate(),
        candidateErrors: Rate = Rate(),
        legacyErrors: Rate = Rate(),
        slower: Rate = Rate(),
        incomparable: Rate = Rate(),
        candidateLatencies: [LatencyCount] = [],
        legacyLatencies: [LatencyCount] = [],
        users: Int = 0,
        firstAt: Timestamp? = nil,
        lastAt: Timestamp? = nil
    ) {
        self.route = route
        self.mismatches = mismatches
        self.errors = errors
        self.candidateErrors = candidateErrors
        self.legacyErrors = legacyErrors
        self.slower = slower
        self.incomparable = incomparable
        self.candidateLatencies = candidateLatencies
        self.legacyLatencies = legacyLatencies
        self.users = users
        self.firstAt = firstAt
        self.lastAt = lastAt
    }
}
