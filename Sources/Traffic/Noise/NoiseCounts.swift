/// What legacy's second answers showed at one place: a route, a kind and a generalised location.
///
/// All are numbers of exchanges, so that counts of replicas, stages and times add up.
public struct NoiseCounts: Sendable, Hashable {
    /// Triples in which the candidate differs from legacy here, and the control does not.
    public var candidateOnly: Int
    /// Triples in which the control differs from legacy here, and the candidate does not.
    public var controlOnly: Int
    /// Triples in which both differ from legacy here.
    public var both: Int
    /// Pairs of legacy with itself in place of the candidate (calibration) that differ here.
    public var calibrated: Int

    public init(candidateOnly: Int = 0, controlOnly: Int = 0, both: Int = 0, calibrated: Int = 0) {
        self.candidateOnly = candidateOnly
        self.controlOnly = controlOnly
        self.both = both
        self.calibrated = calibrated
    }

    /// Triples in which exactly one of control and candidate differs: `m`; ``candidateOnly`` of them are `k`.
    public var discordant: Int { candidateOnly + controlOnly }

    /// How often legacy differed from itself.
    public var selfDiffering: Int { controlOnly + both + calibrated }

    /// Whether legacy was ever seen to differ from itself.
    public var isSelfDiffering: Bool { selfDiffering > 0 }

    public mutating func add(_ other: NoiseCounts) {
        candidateOnly += other.candidateOnly
        controlOnly += other.controlOnly
        both += other.both
        calibrated += other.calibrated
    }
}
